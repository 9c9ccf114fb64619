import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { basename } from 'node:path';
import { DefaultLogger, Runtime, Worker, makeTelemetryFilterString, type InjectedSinks } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import type { TraceSinks } from '../../src/contract/payloads/trace-header';
import { workflowBundle } from '../support/temporal';
import { HISTORIES_DIR, checksumsOf, historyFile, readHistory, recordedNames, type RecordedHistory } from './histories';
import { PATHS } from './paths';
import { historyFromJson } from './proto-json';

const names = recordedNames();

beforeAll(() => {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
});

/** How many turns handed their span to the worker. */
let tracedTurns = 0;

/** Also called in a replay, unlike those of a worker. */
const sinks: InjectedSinks<TraceSinks> = {
  traces: { turn: { fn: () => void (tracedTurns += 1), callDuringReplay: true } },
};

async function replay(...histories: readonly RecordedHistory[]): Promise<readonly (Error | undefined)[]> {
  const numbered = histories.map((history, index) => ({
    workflowId: `replayed-${String(index)}`,
    history: historyFromJson(history),
  }));
  const errors = new Map<string, Error | undefined>();
  for await (const replayed of Worker.runReplayHistories({ workflowBundle: workflowBundle(), sinks }, numbered)) {
    errors.set(replayed.workflowId, replayed.error);
  }
  return numbered.map(({ workflowId }) => {
    if (!errors.has(workflowId)) throw new Error(`${workflowId} was not replayed`);
    return errors.get(workflowId);
  });
}

const TRACEPARENT = '{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}';
const HEADER = { fields: { '_tracer-data': { metadata: { encoding: btoa('json/plain') }, data: btoa(TRACEPARENT) } } };

/** The same history, whose start, signals and updates are part of a trace. */
function traced(history: RecordedHistory): RecordedHistory {
  const isCaller = (key: string): boolean =>
    ['workflowExecutionStartedEventAttributes', 'workflowExecutionSignaledEventAttributes', 'input'].includes(key);
  const text = JSON.stringify(history, (key, value: unknown) =>
    isCaller(key) && typeof value === 'object' ? { ...value, header: HEADER } : value,
  );
  return JSON.parse(text) as RecordedHistory;
}

describe('workflows that began before today’s code', () => {
  let replayed: Promise<readonly (Error | undefined)[]>;

  beforeAll(() => {
    // By one worker: each takes half a second to start.
    replayed = replay(...names.map(readHistory));
  });

  it('are recorded for every path', () => {
    const recorded = new Set(names.map((name) => name.replace(/^.*\//, '')));
    expect(Object.keys(PATHS).filter((path) => !recorded.has(path))).toEqual([]);
  });

  it.each(names.map((name, index) => [name, index] as const))('go on: %s', async (_name, index) => {
    // An error here means that running cases would break: keep the old way beside the new one with `patched`.
    expect((await replayed)[index]).toBeUndefined();
  });

  it('would not continue if an activity had another place, and these tests would show it', async () => {
    const history = readHistory('before-0.1.0/saved-active');
    const swapped = { readCase: 'perform', perform: 'readCase' } as const;
    const text = JSON.stringify(history).replace(
      /("activityType":\{"name":")(readCase|perform)"/g,
      (_all, before: string, name: keyof typeof swapped) => `${before}${swapped[name]}"`,
    );

    expect(await replay(JSON.parse(text) as RecordedHistory)).toEqual([expect.any(DeterminismViolationError)]);
  });
});

describe('workflows that were traced', () => {
  it('go on as they would without', async () => {
    expect(tracedTurns).toBe(0);
    // An error here means that it would depend on the settings of tracing whether a case can go on.
    expect((await replay(...names.map(readHistory).map(traced))).map((error, index) => error && names[index])).toEqual(
      names.map(() => undefined),
    );
    expect(tracedTurns).toBeGreaterThan(names.length);
  });
});

describe('a recorded history', () => {
  it.each(readdirSync(HISTORIES_DIR))('stays as it is once its release is made: %s', (release) => {
    const checksums = checksumsOf(release);
    const files = names.filter((name) => name.startsWith(`${release}/`)).map(historyFile);
    const found = files.map((file) => [basename(file), createHash('sha256').update(readFileSync(file)).digest('hex')]);

    expect(files).not.toEqual([]);
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(checksums ?? found));
  });

  it.each(names)('is small, and says nothing of the machine that recorded it: %s', (name) => {
    const text = readFileSync(historyFile(name), 'utf8');
    const decoded = text + Array.from(text.matchAll(/"data": "([^"]+)"/g), ([, data]) => atob(data ?? '')).join('\n');
    const ofTheMachine = [userInfo().homedir, process.cwd(), 'localhost', '127.0.0.1', 'node_modules'];

    expect(statSync(historyFile(name)).size).toBeLessThan(200 * 1024);
    expect(decoded).not.toMatch(/\d+@\w/);
    expect(ofTheMachine.filter((word) => word !== '/' && decoded.includes(word))).toEqual([]);
  });
});
