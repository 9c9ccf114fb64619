import type { CardAnswer, CardRequirement, NextDate } from '@at-risk/backend/answers.ts';
import { counted, dayInWords, dayOfMoment, sentence, WHO } from '@at-risk/backend/words.ts';
import { DescriptionList, DescriptionListItem, Tile } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** What happens next: by itself on a date, or when somebody has acted; of an ended case, how it ended. */
export function NextStep({ answer }: { readonly answer: CardAnswer }): ReactElement {
  return (
    <Tile compact>
      <DescriptionList direction="row">
        {items(answer).map(([label, text]) => (
          <DescriptionListItem key={label} label={label}>
            {text}
          </DescriptionListItem>
        ))}
      </DescriptionList>
    </Tile>
  );
}

function items({ next, requirements, outcome, timeZone }: CardAnswer): readonly (readonly [string, string])[] {
  if (outcome !== null) {
    const { at, words } = outcome;
    return [['Ended', at === null ? words : `${words} on ${dayOfMoment(at, timeZone)}`]];
  }
  const open = requirements.filter(({ done }) => !done);
  return [
    ['Next date', next === null ? 'None yet' : dayInWords(next.day)],
    [
      'What happens then',
      next === null ? 'A date is set once the answer or the RCM Cancellation Date is there' : thenWords(next),
    ],
    ['Waits for', open.length === 0 ? 'Nobody' : waitsFor(open)],
  ];
}

function thenWords({ words }: NextDate): string {
  return sentence(words);
}

/** `Client Success (2 steps), Finance (1 step)` */
function waitsFor(open: readonly CardRequirement[]): string {
  const who = [...new Set(open.map((requirement) => requirement.who))];
  return who
    .map((each) =>
      each === 'calendar'
        ? 'the date'
        : `${WHO[each]} (${counted(open.filter((requirement) => requirement.who === each).length, 'step')})`,
    )
    .join(', ');
}
