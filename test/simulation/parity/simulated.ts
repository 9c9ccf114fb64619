import { Agenda } from '../agenda';
import { clock, onSimulatedTime } from '../clock';
import { Context } from '../temporal/activity';
import { Server, type ActivityFunctions } from '../temporal/server';
import { parityActivities } from './activities';
import type { Outcome, PlayScenario } from './scenarios';
import * as workflows from './workflows';

const MINUTE = 60_000;
const BEGINS = Date.parse('2026-01-05T09:00:00Z');

/** What a real server and worker take less for, and a person waits in any case. */
const SETTLED_MS = 1_000;

const activities = parityActivities(() => Context.current().info.attempt) as unknown as ActivityFunctions;

/** Plays a scenario on the simulation's Temporal; each workflow is replayed before each of its turns. */
export const playSimulated: PlayScenario = async ({ workflow, steps }, id) =>
  onSimulatedTime(async () => {
    clock.now = BEGINS;
    const agenda = new Agenda();
    const problems: string[] = [];
    const server = new Server({
      agenda,
      workflows,
      activities: () => activities,
      fateOf: () => ({ begins: 10, lasts: 10 }),
      longHistory: Number.POSITIVE_INFINITY,
      evicts: () => true,
      onAttempt: () => undefined,
      onEnd: () => undefined,
      broken: (sentence) => {
        problems.push(sentence);
      },
    });
    const answers: string[] = [];
    for (const step of steps) {
      switch (step.do) {
        case 'start':
          server.start(id, workflow, step.args ?? []);
          break;
        case 'signalWithStart':
          server.signalWithStart(id, workflow, [], step.signal, step.args);
          break;
        case 'signal':
          if (server.isRunning(id)) server.signal(id, step.signal, step.args ?? []);
          break;
        case 'update':
          server.update(id, 'ask', [step.arg], (answer) => {
            answers.push(answer.ok ? String(answer.value) : (answer.error as Error).message);
          });
          break;
        case 'wait':
          await agenda.run(clock.now + step.minutes * MINUTE);
      }
      await agenda.run(clock.now + SETTLED_MS);
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
    return { ...outcomeOf(server, id), ...(answers.length > 0 && { answers }) };
  });

function outcomeOf(server: Server, id: string): Outcome {
  const execution = server.executions.get(id);
  switch (execution?.status) {
    case 'ended':
      return { status: 'completed', result: execution.result };
    case 'failed':
      return { status: 'failed', result: (execution.result as Error).message };
    default:
      return { status: 'running' };
  }
}
