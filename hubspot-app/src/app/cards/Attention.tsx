import type { CardAttention } from '@at-risk/backend/answers.ts';
import { WHO } from '@at-risk/backend/words.ts';
import { Alert } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** X1: why the case does not go on by itself, and what to do. */
export function Attention({ attention }: { readonly attention: CardAttention }): ReactElement {
  const { sentence, whatToDo, who } = attention;
  return (
    <Alert title={`Needs attention: ${WHO[who]}`} variant="warning">
      {sentence} {whatToDo}
    </Alert>
  );
}
