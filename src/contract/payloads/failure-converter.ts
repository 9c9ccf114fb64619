import { DefaultFailureConverter, type FailureConverter } from '@temporalio/common';
import { hasReadEncrypted } from './payload-converter';

const PLAIN = new DefaultFailureConverter();

/** Message and stack trace as a payload, which the codec encrypts. */
const ENCODED = new DefaultFailureConverter({ encodeCommonAttributes: true });

/**
 * Temporal's own conversion. Message and stack trace become a payload where payloads are encrypted: a workflow cannot ask its worker for that, so
 * it goes by whether anything that it has read came encrypted. A failure changes no command, so histories replay either way.
 * https://typescript.temporal.io/api/interfaces/common.FailureConverter
 */
export const failureConverter: FailureConverter = {
  errorToFailure: (error, payloadConverter, context) =>
    (hasReadEncrypted() ? ENCODED : PLAIN).errorToFailure(error, payloadConverter, context),
  failureToError: (failure, payloadConverter, context) => PLAIN.failureToError(failure, payloadConverter, context),
};
