import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type ReportsAnswer } from '@at-risk/backend/answers.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { dayOfMoment } from '@at-risk/backend/words.ts';
import { Flex, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState, type ReactElement } from 'react';
import { dayAfter } from '../calendar/weeks.ts';
import { CopyCsv } from '../layout/CopyCsv.tsx';
import { PeriodSelect } from '../layout/PeriodSelect.tsx';
import { Causes } from './Causes.tsx';
import { Numbers } from './Numbers.tsx';
import { SaveRate } from './SaveRate.tsx';

const PERIODS = [
  [30, 'Last 30 days'],
  [90, 'Last 90 days'],
  [365, 'Last 12 months'],
] as const;

/** How many clients are saved and stay, how long tickets take, and what holds them up. */
export function ReportsPage(): ReactElement {
  const [days, setDays] = useState(365);
  const today = new Date().toISOString().slice(0, 10);
  const query = { from: dayAfter(today, -days), to: today };
  const asked = useAnswer<ReportsAnswer>({ path: PATHS.reports, query });
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>Reports</PageTitle>
      <Flex direction="row" justify="between" align="end" wrap gap="small">
        <PeriodSelect days={days} periods={PERIODS} onChange={setDays} />
        <CopyCsv question={{ path: PATHS.reportsCsv, query }} />
      </Flex>
      <Answered asked={asked} label="Loading the reports">
        {(reports) => <Reports reports={reports} />}
      </Answered>
    </Flex>
  );
}

function Reports({ reports }: { readonly reports: ReportsAnswer }): ReactElement {
  const { knownSince, timeZone } = reports;
  return (
    <Flex direction="column" gap="large">
      <Numbers reports={reports} />
      <SaveRate months={reports.saveRateByMonth} />
      <Causes reports={reports} />
      <Text variant="microcopy">
        {knownSince === null
          ? 'No case has ended yet.'
          : `Reports know the cases that ended since ${dayOfMoment(knownSince, timeZone)}.`}
      </Text>
    </Flex>
  );
}
