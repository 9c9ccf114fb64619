/** Where a part of the development stack tells a person what it does: one line, without a line end. */
export type Log = (line: string) => void;

/** Progress goes to stderr, so that stdout stays free for the one JSON line of `--json`. */
export const logToStderr: Log = (line) => {
  process.stderr.write(`${line}\n`);
};
