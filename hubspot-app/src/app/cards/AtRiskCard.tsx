import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type CardAnswer } from '@at-risk/backend/answers.ts';
import { casePath } from '@at-risk/backend/call.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { Button, EmptyState, hubspot, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { Case } from './Case.tsx';
import type { Shape } from './shape.ts';
import { usePropertyUpdates } from './use-property-updates.ts';

hubspot.extend<'crm.record.tab' | 'crm.record.sidebar' | 'helpdesk.sidebar'>(({ context }) => (
  <AtRiskCard
    ticketId={String(context.crm.objectId)}
    shape={context.location === 'crm.record.tab' ? 'wide' : 'narrow'}
  />
));

interface AtRiskCardProps {
  readonly ticketId: string;
  readonly shape: Shape;
}

/** The card on a ticket: the state of its case, and what can be done. */
export function AtRiskCard({ ticketId, shape }: AtRiskCardProps): ReactElement {
  const asked = useAnswer<CardAnswer>({ path: casePath(PATHS.card, ticketId) });
  usePropertyUpdates(asked.retry);
  if (asked.answered.state === 'failed' && asked.answered.reason === 'noCase') return <NoCase />;
  return (
    <Answered asked={asked} label="Loading the case">
      {(answer) =>
        answer.asOf === null ? (
          <NotReadYet onRetry={asked.retry} />
        ) : (
          <Case answer={answer} shape={shape} onAnswer={asked.show} />
        )
      }
    </Answered>
  );
}

function NoCase(): ReactElement {
  return (
    <EmptyState title="No At-Risk case" layout="vertical" imageName="tickets" imageWidth={120}>
      <Text>
        The At-Risk service follows tickets in the At-Risk pipeline. A ticket that was moved there appears here within a
        few minutes.
      </Text>
    </EmptyState>
  );
}

function NotReadYet({ onRetry }: { readonly onRetry: () => void }): ReactElement {
  return (
    <EmptyState title="The case has just begun" layout="vertical" imageName="tickets" imageWidth={120}>
      <Text>The At-Risk service reads the ticket for the first time.</Text>
      <Button onClick={onRetry}>Show it now</Button>
    </EmptyState>
  );
}
