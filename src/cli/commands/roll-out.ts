import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { makeCurrent, onOtherBuilds, wakeForBuild, type Deployment } from '../../temporal/builds';
import { answeredSoon, inSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { createProgress, type Progress } from '../output/progress';
import { print, printJson } from '../output/terminal';

/** Between two wake-ups: a case that continues in a new run reads HubSpot, with two or three calls. As `at-risk adopt`. */
const PAUSE_PER_CASE_MS = 300;
/** Temporal's list lags by a moment, and the server's parts hear of a current build one after the other: who is left is woken again. */
const LIST_LAG_MS = 2_000;
/** A case in the middle of its turn finishes that first; longer than this it waits for HubSpot. */
const PATIENCE_MS = 60_000;
const COUNTED_EVERY = 25;
const SHOWN = 20;

export interface RolledOut {
  readonly buildId: string;
  /** Open workflows that continued on the build. */
  readonly moved: number;
  /** Workflow ids of those that another build still has. */
  readonly left: readonly string[];
}

export function rollOutCommand(): Command {
  return new Command('roll-out')
    .description(
      'makes a build of the workers the current one, and moves the open cases to it; also back to an earlier one',
    )
    .argument('<build>', 'the build id (AT_RISK_BUILD_ID of its workers)')
    .option('--json', 'print JSON: {buildId, moved, left}')
    .addHelpText(
      'after',
      `
Workers of the build, and of those that cases are on, must be running. Ends with 0 once nothing is left on another build, whose workers may
then be stopped; with 1 when something is left, which it names. Run again, it continues. You may interrupt it: a case that is not woken moves
when it next wakes.`,
    )
    .action(run);
}

async function run(buildId: string, { json = false }: { readonly json?: boolean }): Promise<void> {
  const rolledOut = await inSession((deployment) => rollOut(deployment, buildId, createProgress(process.stderr)));
  if (json) printJson(rolledOut);
  else print(`build ${buildId} is current; moved to it: ${String(rolledOut.moved)}\n`);
  const { left } = rolledOut;
  if (left.length === 0) return;
  const named = [...left.slice(0, SHOWN), ...(left.length > SHOWN ? ['…'] : [])];
  throw new NotDoneError(`${String(left.length)} are still on another build; keep its workers: ${named.join(', ')}`);
}

/** Makes the build current, and wakes what another build has until nothing is left, or nothing moves any more. */
export async function rollOut(
  deployment: Deployment,
  buildId: string,
  progress: Progress,
  patienceMs = PATIENCE_MS,
): Promise<RolledOut> {
  const { temporal } = deployment;
  await answeredSoon(temporal, () => makeCurrent(deployment, buildId));
  const since = new Date();
  const others = (): Promise<readonly string[]> =>
    answeredSoon(temporal, () => onOtherBuilds(deployment, buildId, since));
  const before = await others();
  let left = before;
  await progress('moved', before.length, async (tell) => {
    const count = async (): Promise<readonly string[]> => {
      const found = await others();
      tell(Math.max(0, before.length - found.length));
      return found;
    };
    for (let movedAt = Date.now(); left.length > 0 && Date.now() - movedAt < patienceMs;) {
      for (const [index, workflowId] of left.entries()) {
        await answeredSoon(temporal, () => wakeForBuild(deployment, workflowId));
        await pause(PAUSE_PER_CASE_MS);
        if (index % COUNTED_EVERY === COUNTED_EVERY - 1) await count();
      }
      await pause(LIST_LAG_MS);
      const found = await count();
      if (found.length < left.length) movedAt = Date.now();
      left = found;
    }
  });
  return { buildId, moved: before.filter((id) => !left.includes(id)).length, left };
}
