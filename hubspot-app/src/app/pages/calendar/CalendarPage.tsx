import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type CalendarAnswer } from '@at-risk/backend/answers.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { counted, dayInWords } from '@at-risk/backend/words.ts';
import { EmptyState, Flex, Heading, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState, type ReactElement } from 'react';
import { PeriodSelect } from '../layout/PeriodSelect.tsx';
import { byWeek, dayAfter, type Week } from './weeks.ts';
import { WeekTable } from './WeekTable.tsx';

const PERIODS = [
  [14, 'Next 14 days'],
  [30, 'Next 30 days'],
  [60, 'Next 60 days'],
  [180, 'Next 180 days'],
] as const;

/** The coming cancellations and ends of monitoring, week by week. */
export function CalendarPage(): ReactElement {
  const [days, setDays] = useState(60);
  const today = new Date().toISOString().slice(0, 10);
  const asked = useAnswer<CalendarAnswer>({ path: PATHS.calendar, query: { from: today, to: dayAfter(today, days) } });
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>Calendar</PageTitle>
      <PeriodSelect days={days} periods={PERIODS} onChange={setDays} />
      <Answered asked={asked} label="Loading the calendar">
        {({ entries, to }) => (entries.length === 0 ? <NothingComes until={to} /> : <Weeks weeks={byWeek(entries)} />)}
      </Answered>
    </Flex>
  );
}

function Weeks({ weeks }: { readonly weeks: readonly Week[] }): ReactElement {
  return (
    <Flex direction="column" gap="medium">
      {weeks.map((week) => (
        <Flex key={week.monday} direction="column" gap="small">
          <Heading>
            Week of {dayInWords(week.monday)}: {counted(week.entries.length, 'client')}
          </Heading>
          <WeekTable entries={week.entries} />
        </Flex>
      ))}
    </Flex>
  );
}

function NothingComes({ until }: { readonly until: string }): ReactElement {
  return (
    <EmptyState title="Nothing is due" layout="vertical" imageName="meetings" imageWidth={120}>
      <Text>No client is cancelled or becomes Active until {dayInWords(until)}.</Text>
    </EmptyState>
  );
}
