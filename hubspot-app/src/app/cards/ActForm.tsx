import { PATHS, type Act, type CardAnswer } from '@at-risk/backend/answers.ts';
import { casePath, messageOf, post } from '@at-risk/backend/call.ts';
import { Alert, DateInput, Flex, LoadingButton, Select, TextArea } from '@hubspot/ui-extensions';
import { useRef, useState, type ReactElement } from 'react';
import { requestOf, type Determination } from './act-request.ts';
import type { DateGiven } from './date-given.ts';

const DETERMINATIONS: readonly Determination[] = ['Paid in full', 'Sent to collections'];

interface ActFormProps {
  readonly act: Act;
  readonly ticketId: string;
  readonly onAnswer: (answer: CardAnswer) => void;
}

/** An act that the service does itself. Sent again after a failure it carries the same key, so that it is done once. */
export function ActForm({ act, ticketId, onAnswer }: ActFormProps): ReactElement {
  const key = useRef(globalThis.crypto.randomUUID());
  const [reason, setReason] = useState('');
  const [date, setDate] = useState<DateGiven>();
  const [determination, setDetermination] = useState<Determination>();
  const [isRunning, setRunning] = useState(false);
  const [problem, setProblem] = useState<string>();

  const request = requestOf(act.act, key.current, { reason, date, determination });

  const send = async (): Promise<void> => {
    setRunning(true);
    setProblem(undefined);
    try {
      onAnswer(await post<CardAnswer>(casePath(PATHS[act.act], ticketId), request));
      key.current = globalThis.crypto.randomUUID();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setRunning(false);
    }
  };

  return (
    <Flex direction="column" gap="small">
      {act.act === 'changeDate' && (
        <DateInput
          name="new-date"
          label="New RCM Cancellation Date"
          format="ll"
          required
          {...(date !== undefined && { value: date })}
          onChange={setDate}
        />
      )}
      {act.act === 'approveClosing' && (
        <Select
          name="determination"
          label="Invoice determination"
          required
          options={DETERMINATIONS.map((value) => ({ label: value, value }))}
          {...(determination !== undefined && { value: determination })}
          onChange={(value) => {
            setDetermination(DETERMINATIONS.find((each) => each === value));
          }}
        />
      )}
      {act.asksReason && (
        <TextArea
          name="reason"
          label="Reason"
          description="Becomes part of the note on the ticket."
          required
          value={reason}
          onChange={setReason}
        />
      )}
      {problem !== undefined && (
        <Alert title="Not done" variant="danger">
          {problem}
        </Alert>
      )}
      <LoadingButton loading={isRunning} disabled={request === undefined} variant="primary" onClick={() => void send()}>
        {act.label}
      </LoadingButton>
    </Flex>
  );
}
