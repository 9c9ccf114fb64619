import { UNREADABLE, Undecrypted } from './payload-converter';

/** An answer that this process cannot decrypt, or decode; the message says why. */
class UnreadableError extends Error {
  override readonly name = 'UnreadableError';
}

/** The answer of a workflow. Fails where it could not be read, which the converter leaves to its callers. */
export function readable<T>(answer: T): T {
  if (answer instanceof Undecrypted) throw new UnreadableError(`the answer cannot be read: ${answer.why}`);
  if (answer === UNREADABLE) throw new UnreadableError('the answer cannot be read: it is in no known encoding');
  return answer;
}
