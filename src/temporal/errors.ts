import {
  QueryRejectedError,
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
} from '@temporalio/client';
import { temporal as proto } from '@temporalio/proto';

const PAUSED = proto.api.enums.v1.WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_PAUSED;

/** https://grpc.io/docs/guides/status-codes/ */
export const GRPC = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

/** Whether Temporal refused a call with one of these status codes; some of the client's methods wrap its answer. */
export function isGrpcStatus(error: unknown, ...codes: readonly number[]): boolean {
  const cause = causeOf(error);
  return isGrpcServiceError(cause) && codes.includes(cause.code);
}

/** Whether Temporal Cloud refused what it has tools of its own for. */
export function isRefusedByCloud(error: unknown): boolean {
  return isGrpcStatus(error, GRPC.permissionDenied, GRPC.unimplemented, GRPC.unauthenticated);
}

/** Whether no answer came in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(causeOf(error));
}

/** Whether Temporal refused a query, or an update, because an operator paused the workflow; the code alone also says other things. */
export function isPaused(error: unknown): boolean {
  if (error instanceof QueryRejectedError) return error.status === PAUSED;
  const cause = causeOf(error);
  return isGrpcStatus(cause, GRPC.failedPrecondition) && cause instanceof Error && cause.message.includes('paused');
}

/** What the client package wraps; a worker's native client throws its own `ServiceError`, which is the answer itself. */
function causeOf(error: unknown): unknown {
  return error instanceof ServiceError && !isGrpcServiceError(error) ? error.cause : error;
}
