import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type WhatIfAnswer } from '@at-risk/backend/answers.ts';
import { casePath } from '@at-risk/backend/call.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { dayInWords, sentence } from '@at-risk/backend/words.ts';
import {
  Alert,
  DateInput,
  DescriptionList,
  DescriptionListItem,
  Flex,
  Heading,
  List,
  Text,
} from '@hubspot/ui-extensions';
import { useState, type ReactElement } from 'react';
import { dayOf, type DateGiven } from './date-given.ts';

/** The dates that would follow from an RCM Cancellation Date. Nothing is changed. */
export function WhatIf({ ticketId }: { readonly ticketId: string }): ReactElement {
  const [date, setDate] = useState<DateGiven>();
  return (
    <Flex direction="column" gap="small">
      <Heading>What if</Heading>
      <DateInput
        name="what-if-date"
        label="RCM Cancellation Date to try"
        description="Shows what would follow. Nothing is saved."
        format="ll"
        {...(date !== undefined && { value: date })}
        onChange={setDate}
      />
      {date !== undefined && <WhatFollows ticketId={ticketId} date={dayOf(date)} />}
    </Flex>
  );
}

function WhatFollows({ ticketId, date }: { readonly ticketId: string; readonly date: string }): ReactElement {
  const asked = useAnswer<WhatIfAnswer>({ path: casePath(PATHS.whatIf, ticketId), query: { date } });
  return (
    <Answered asked={asked} label="Working out the dates">
      {(answer) => <Dates answer={answer} />}
    </Answered>
  );
}

function Dates({ answer }: { readonly answer: WhatIfAnswer }): ReactElement {
  const { dates, missing, problem } = answer;
  return (
    <Flex direction="column" gap="small">
      {problem !== null && (
        <Alert title="This date needs a decision" variant="warning">
          {problem}
        </Alert>
      )}
      {dates.length > 0 && (
        <DescriptionList direction="row">
          {dates.map(({ day, words, rule }) => (
            <DescriptionListItem key={`${day} ${words}`} label={dayInWords(day)}>
              {sentence(words)} (SOP {rule})
            </DescriptionListItem>
          ))}
        </DescriptionList>
      )}
      {missing.length > 0 && (
        <>
          <Text>Still missing for it:</Text>
          <List variant="unordered-styled">
            {missing.map(({ code, sentence: what }) => (
              <Text key={code}>{what}</Text>
            ))}
          </List>
        </>
      )}
    </Flex>
  );
}
