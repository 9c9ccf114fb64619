import type { Logger } from '../config/logging';
import type { Checked } from '../doctor/finding';

/** What `at-risk doctor` checks, once in the life of a worker: logged, and nothing more. */
export interface SetupReport {
  readonly tokenVerified: () => void;
  /** Once the token is verified too; `check` makes all the checks. */
  begin(check: () => Promise<readonly Checked[]>): void;
}

export function createSetupReport(logger: Logger): SetupReport {
  let isVerified = false;
  let waiting: (() => Promise<readonly Checked[]>) | undefined;
  const goOn = (): void => {
    if (!isVerified || waiting === undefined) return;
    const check = waiting;
    waiting = undefined;
    void report(check, logger);
  };
  return {
    tokenVerified: () => {
      isVerified = true;
      goOn();
    },
    begin: (check) => {
      waiting = check;
      goOn();
    },
  };
}

async function report(check: () => Promise<readonly Checked[]>, logger: Logger): Promise<void> {
  try {
    for (const finding of await check()) {
      const { kind, check: name } = finding;
      if (kind === 'problem')
        logger.error({ event: 'setup.problem', check: name, whatToDo: finding.whatToDo }, finding.what);
      if (kind === 'warning')
        logger.warn({ event: 'setup.warning', check: name, whatToDo: finding.whatToDo }, finding.what);
    }
    logger.info({ event: 'setup.checked' }, 'the set-up was checked; at-risk doctor prints all of it');
  } catch (err) {
    // A check must never end a worker.
    logger.warn({ event: 'setup.notChecked', err }, 'the set-up could not be checked');
  }
}
