import {
  ServiceError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcDeadlineError,
  isGrpcServiceError,
} from '@temporalio/client';

/** https://grpc.io/docs/guides/status-codes/ */
export const GRPC = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

/** Whether Temporal refused a call with one of these status codes; some of the client's methods wrap its answer. */
export function isGrpcStatus(error: unknown, ...codes: readonly number[]): boolean {
  const cause = causeOf(error);
  return isGrpcServiceError(cause) && codes.includes(cause.code);
}

/** Whether no answer came in time. */
export function isTimeout(error: unknown): boolean {
  return error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isGrpcDeadlineError(causeOf(error));
}

function causeOf(error: unknown): unknown {
  return error instanceof ServiceError ? error.cause : error;
}
