import { Button, ErrorState, LoadingSpinner, Text } from '@hubspot/ui-extensions';
import type { ReactElement, ReactNode } from 'react';
import type { Asked } from './use-answer.ts';

interface AnsweredProps<Answer> {
  readonly asked: Asked<Answer>;
  /** What is being loaded: `Loading the cases`. */
  readonly label: string;
  readonly children: (answer: Answer) => ReactNode;
}

/** An answer of the service, or that it is loading, or why there is none and a way to try again. */
export function Answered<Answer>({ asked, label, children }: AnsweredProps<Answer>): ReactElement {
  const { answered, retry } = asked;
  switch (answered.state) {
    case 'loading':
      return <LoadingSpinner label={label} showLabel layout="centered" />;
    case 'failed':
      return (
        <ErrorState title="This cannot be shown right now" type={answered.reason === 'unauthorized' ? 'lock' : 'error'}>
          <Text>{answered.message}</Text>
          <Button onClick={retry}>Try again</Button>
        </ErrorState>
      );
    case 'ready':
      return <>{children(answered.answer)}</>;
  }
}
