import type { CaseRow, NextDate } from '@at-risk/backend/answers.ts';
import { dayInWords, PHASE_COLORS, sentence, WHO } from '@at-risk/backend/words.ts';
import { Flex, StatusTag, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** The phase of an open case, the outcome of an ended one. */
export function PhaseTag({ phase, outcome }: Pick<CaseRow, 'phase' | 'outcome'>): ReactElement {
  if (outcome !== null) return <StatusTag variant="default">{outcome.words}</StatusTag>;
  if (phase === null) return <Text>Not read yet</Text>;
  return <StatusTag variant={PHASE_COLORS[phase.code]}>{phase.words}</StatusTag>;
}

/** What a case waits for, and for whom. */
export function WaitsFor({ waitingFor }: Pick<CaseRow, 'waitingFor'>): ReactElement {
  if (waitingFor.length === 0) return <Text>–</Text>;
  return (
    <Flex direction="column" gap="flush">
      {waitingFor.map(({ code, words, who }) => (
        <Text key={code}>
          {sentence(words)}
          {who === 'calendar' ? '' : ` (${WHO[who]})`}
        </Text>
      ))}
    </Flex>
  );
}

export function Next({ next }: { readonly next: NextDate | null }): ReactElement {
  if (next === null) return <Text>–</Text>;
  return (
    <Flex direction="column" gap="flush">
      <Text>{dayInWords(next.day)}</Text>
      <Text variant="microcopy">{sentence(next.words)}</Text>
    </Flex>
  );
}
