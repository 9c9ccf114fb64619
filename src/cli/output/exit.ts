import { ServiceError, WorkflowNotFoundError, isGrpcServiceError } from '@temporalio/client';
import { NamespaceNotFoundError } from '@temporalio/common';
import { SettingsError } from '../../config/settings-error';
import { HubSpotError } from '../../hubspot';
import { isPaused, isTimeout } from '../../temporal/errors';
import { PAUSED } from './why-silent';

/** The command's exit codes; `at-risk --help` lists them. */
export const EXIT = { done: 0, notDone: 1, wrongUse: 2, unreachable: 3, warned: 4 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A refusal whose message is meant for the person at the terminal. */
export class NotDoneError extends Error {}

/** Everything works; what should be mended was printed. */
export class WarnedError extends Error {}

/** No answer came; the message says from whom, and what that means for the command. */
export class UnreachableError extends Error {}

/** The exit code of an error, and a sentence without a stack trace. */
export function explain(error: unknown): { readonly code: ExitCode; readonly message: string } {
  if (error instanceof SettingsError) return { code: EXIT.wrongUse, message: error.message };
  if (error instanceof NotDoneError) return { code: EXIT.notDone, message: error.message };
  if (error instanceof WarnedError) return { code: EXIT.warned, message: error.message };
  if (error instanceof UnreachableError) return { code: EXIT.unreachable, message: error.message };
  if (error instanceof NamespaceNotFoundError) {
    return { code: EXIT.unreachable, message: `Temporal has no namespace ${error.namespace}: see TEMPORAL_NAMESPACE` };
  }
  if (error instanceof HubSpotError) return explainHubSpot(error);
  if (error instanceof WorkflowNotFoundError) {
    return { code: EXIT.notDone, message: `there is no running case (${error.workflowId})` };
  }
  if (isPaused(error)) return { code: EXIT.notDone, message: `not done: ${PAUSED}` };
  if (isTimeout(error)) {
    return { code: EXIT.unreachable, message: 'no answer in time: Temporal hangs, or no worker is running' };
  }
  if (error instanceof ServiceError || isGrpcServiceError(error) || isConnectFailure(error)) {
    return { code: EXIT.unreachable, message: `Temporal cannot be reached or refused the call: ${rootMessage(error)}` };
  }
  return { code: EXIT.notDone, message: rootMessage(error) };
}

function explainHubSpot({ kind, detail }: HubSpotError): ReturnType<typeof explain> {
  return { code: kind === 'retryLater' ? EXIT.unreachable : EXIT.notDone, message: detail };
}

function isConnectFailure(error: unknown): boolean {
  return error instanceof Error && /connect|deadline/i.test(error.message);
}

function rootMessage(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? rootMessage(error.cause) : error.message;
}
