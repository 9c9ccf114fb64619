import type { CurrentBuild } from '../temporal/builds';
import { ok, problem, warning, type Finding } from './finding';

/** Whether workers with a build id (`AT_RISK_BUILD_ID`) get work: without a first `at-risk roll-out` they get none. */
export function buildFinding(current: CurrentBuild): Finding {
  switch (current.kind) {
    case 'withoutBuilds':
      return ok('no worker has a build id');
    case 'build':
      return ok(`the current build of the workers is ${current.buildId}`);
    case 'none': {
      const waiting = current.waiting.join(', ');
      const rollOut = `Run at-risk roll-out with the build that is to run (${waiting}).`;
      return current.othersWork
        ? warning(`workers without a build id do the work; builds that get none: ${waiting}`, rollOut)
        : problem(`no build of the workers is current, so webhooks and cases wait in Temporal: ${waiting}`, rollOut);
    }
  }
}
