import { PATHS, type CardAnswer } from '@at-risk/backend/answers.ts';
import { casePath, messageOf, post } from '@at-risk/backend/call.ts';
import { clientName, dayOfMoment, momentInWords, PHASE_COLORS } from '@at-risk/backend/words.ts';
import { Alert, Flex, Heading, LoadingButton, StatusTag, Text } from '@hubspot/ui-extensions';
import { useState, type ReactElement } from 'react';

interface CaseHeaderProps {
  readonly answer: CardAnswer;
  readonly onAnswer: (answer: CardAnswer) => void;
}

/** Client, phase and since when; and *Check again*, which reads HubSpot anew. */
export function CaseHeader({ answer, onAnswer }: CaseHeaderProps): ReactElement {
  const { client, owner, outcome, phase, since, asOf, timeZone } = answer;
  return (
    <Flex direction="column" gap="small">
      <Flex direction="row" justify="between" align="center" wrap gap="small">
        <Flex direction="row" align="center" wrap gap="small">
          <Heading>{clientName(client)}</Heading>
          <StatusTag variant={outcome === null ? PHASE_COLORS[phase.code] : 'default'}>
            {(outcome ?? phase).words}
          </StatusTag>
        </Flex>
        {outcome === null && <CheckAgain ticketId={answer.ticketId} onAnswer={onAnswer} />}
      </Flex>
      <Text variant="microcopy">
        {[
          since === null ? '' : `Since ${dayOfMoment(since, timeZone)}`,
          owner === null ? '' : `Owner ${owner}`,
          asOf === null ? '' : `Read from HubSpot ${momentInWords(asOf, timeZone)}`,
        ]
          .filter((part) => part !== '')
          .join(' · ')}
      </Text>
    </Flex>
  );
}

interface CheckAgainProps {
  readonly ticketId: string;
  readonly onAnswer: (answer: CardAnswer) => void;
}

function CheckAgain({ ticketId, onAnswer }: CheckAgainProps): ReactElement {
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();
  const check = async (): Promise<void> => {
    setRunning(true);
    setProblem(undefined);
    try {
      onAnswer(await post<CardAnswer>(casePath(PATHS.recheck, ticketId)));
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setRunning(false);
    }
  };
  return (
    <Flex direction="column" gap="extra-small">
      <LoadingButton loading={isRunning} size="small" variant="secondary" onClick={() => void check()}>
        Check again
      </LoadingButton>
      {problem !== undefined && (
        <Alert title="Not checked" variant="danger">
          {problem}
        </Alert>
      )}
    </Flex>
  );
}
