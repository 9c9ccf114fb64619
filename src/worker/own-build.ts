import type { Logger } from '../config/logging';
import { kept } from '../telemetry/kept';
import { currentBuild, type CurrentBuild, type Deployment } from '../temporal/builds';
import { answeredWithin } from '../temporal/portal-client';

/** However often the health is requested, Temporal is asked no more often than this; in milliseconds. */
const KEPT_MS = 5_000;
const ANSWER_LIMIT_MS = 3_000;

/** Whether Temporal gives this worker's build any work, in a sentence; logged when it changes. */
export function watchOwnBuild(deployment: Deployment, buildId: string, logger: Logger): () => Promise<string> {
  let said: string | undefined;
  return kept(KEPT_MS, async () => {
    const current = await answeredWithin(ANSWER_LIMIT_MS, deployment.temporal, () => currentBuild(deployment)).catch(
      () => undefined,
    );
    if (current === undefined) return 'Temporal did not say which build is current';
    const sentence = sentenceOf(current, buildId);
    if (sentence !== said) {
      const level = current.kind === 'build' ? 'info' : 'warn';
      logger[level]({ event: 'worker.build', buildId }, sentence);
    }
    said = sentence;
    return sentence;
  });
}

function sentenceOf(current: CurrentBuild, buildId: string): string {
  if (current.kind !== 'build')
    return `no build is current, so ${buildId} gets no work: run at-risk roll-out ${buildId}`;
  return current.buildId === buildId
    ? `${buildId} is current`
    : `${current.buildId} is current; ${buildId} keeps the runs that began on it`;
}
