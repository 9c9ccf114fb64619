import type { Act, CardAnswer } from '@at-risk/backend/answers.ts';
import { Accordion, Flex, Heading, Tag, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { ActForm } from './ActForm.tsx';
import { ActInHubSpot } from './ActInHubSpot.tsx';
import type { Shape } from './shape.ts';

interface ActsProps {
  readonly answer: CardAnswer;
  readonly shape: Shape;
  readonly onAnswer: (answer: CardAnswer) => void;
}

/** What a person can do about the case, each with what it will do. *Check again* is at the top of the card. */
export function Acts({ answer, shape, onAnswer }: ActsProps): ReactElement {
  const acts = answer.acts.filter(({ act }) => act !== 'recheck');
  return (
    <Flex direction="column" gap="small">
      <Heading>Actions</Heading>
      {acts.length === 0 && <Text>There is nothing to do here.</Text>}
      {acts.map((act) => (
        <Accordion key={act.act} title={act.label} size="small">
          <Flex direction="column" gap="small">
            <Text>
              {act.effect} {act.financeOnly && <Tag inline>Finance only</Tag>}
            </Text>
            <HowTo act={act} ticketId={answer.ticketId} shape={shape} onAnswer={onAnswer} />
          </Flex>
        </Accordion>
      ))}
    </Flex>
  );
}

interface HowToProps {
  readonly act: Act;
  readonly ticketId: string;
  readonly shape: Shape;
  readonly onAnswer: (answer: CardAnswer) => void;
}

function HowTo({ act, ticketId, shape, onAnswer }: HowToProps): ReactElement {
  const { possible, way, whyNot } = act;
  if (!possible) return <Text format={{ italic: true }}>{whyNot ?? 'Not possible now.'}</Text>;
  switch (way.kind) {
    case 'here':
      return <ActForm act={act} ticketId={ticketId} onAnswer={onAnswer} />;
    case 'property':
      return <ActInHubSpot steps={way.steps} properties={way.set.map(({ name }) => name)} shape={shape} />;
    case 'support':
      return <ActInHubSpot steps={way.steps} properties={[]} shape={shape} />;
  }
}
