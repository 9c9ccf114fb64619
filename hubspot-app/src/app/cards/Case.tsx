import type { CardAnswer } from '@at-risk/backend/answers.ts';
import { Alert, Divider, Flex, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { Acts } from './Acts.tsx';
import { Attention } from './Attention.tsx';
import { CaseHeader } from './CaseHeader.tsx';
import { NextStep } from './NextStep.tsx';
import { Requirements } from './Requirements.tsx';
import type { Shape } from './shape.ts';
import { Timeline } from './Timeline.tsx';
import { WhatIf } from './WhatIf.tsx';

interface CaseProps {
  readonly answer: CardAnswer;
  readonly shape: Shape;
  /** An act answered with the case as it is after it. */
  readonly onAnswer: (answer: CardAnswer) => void;
}

/** What matters most comes first: what needs a person, then what happens next, then what is still missing. */
export function Case({ answer, shape, onAnswer }: CaseProps): ReactElement {
  const isOpen = answer.outcome === null;
  return (
    <Flex direction="column" gap="medium">
      <CaseHeader answer={answer} onAnswer={onAnswer} />
      {answer.observes && (
        <Alert title="The service only observes" variant="info">
          It shows what it would do, and changes nothing in HubSpot. Do every step yourself, as before.
        </Alert>
      )}
      {answer.attention !== null && <Attention attention={answer.attention} />}
      <NextStep answer={answer} />
      {answer.requirements.length > 0 && <Requirements requirements={answer.requirements} />}
      {isOpen && <WhatIf ticketId={answer.ticketId} />}
      <Divider />
      <Acts answer={answer} shape={shape} onAnswer={onAnswer} />
      <Divider />
      <Timeline lines={answer.timeline} timeZone={answer.timeZone} shape={shape} />
      <Text variant="microcopy">Ticket {answer.ticketId}</Text>
    </Flex>
  );
}
