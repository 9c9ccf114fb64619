/** One thing that somebody does to a workflow, or time that passes. */
export type Step =
  | { readonly do: 'start'; readonly args?: readonly unknown[] }
  | { readonly do: 'signalWithStart'; readonly signal: string; readonly args: readonly unknown[] }
  | { readonly do: 'signal'; readonly signal: string; readonly args?: readonly unknown[] }
  | { readonly do: 'update'; readonly arg: unknown }
  | { readonly do: 'wait'; readonly minutes: number };

export interface Scenario {
  readonly what: string;
  readonly workflow: string;
  readonly steps: readonly Step[];
  readonly outcome: Outcome;
}

export interface Outcome {
  readonly status: 'running' | 'completed' | 'failed';
  /** What the workflow returned, or the message of what it failed with. */
  readonly result?: unknown;
  /** What each update was answered with; a refusal by its message. */
  readonly answers?: readonly string[];
}

/** One of the two Temporals. */
export type PlayScenario = (scenario: Scenario, id: string) => Promise<Outcome>;

const start = (...args: readonly unknown[]): Step => ({ do: 'start', args });
const note = (text: string): Step => ({ do: 'signal', signal: 'note', args: [text] });
const noteWithStart = (text: string): Step => ({ do: 'signalWithStart', signal: 'note', args: [text] });
const finish: Step = { do: 'signal', signal: 'finish' };
const ask = (text: string): Step => ({ do: 'update', arg: text });
const wait = (minutes: number): Step => ({ do: 'wait', minutes });
const completed = (...result: readonly string[]): Outcome => ({ status: 'completed', result });

export const SCENARIOS: readonly Scenario[] = [
  {
    what: 'a signal that starts a workflow is seen first, and a later one reaches the same run',
    workflow: 'collects',
    steps: [noteWithStart('a'), noteWithStart('b'), note('c'), finish],
    outcome: completed('a', 'b', 'c'),
  },
  {
    what: 'a signal with start begins a new run after the end of the first',
    workflow: 'collects',
    steps: [noteWithStart('a'), finish, noteWithStart('b'), finish],
    outcome: completed('b'),
  },
  {
    what: 'a signal without start does not begin an ended workflow again',
    workflow: 'collects',
    steps: [noteWithStart('a'), finish, note('b')],
    outcome: completed('a'),
  },
  {
    what: 'signals are kept in their order until there is a handler',
    workflow: 'listensLate',
    steps: [start(), note('a'), note('b'), wait(90)],
    outcome: completed('a', 'b', 'after 60 minutes'),
  },
  {
    what: 'a workflow that nobody signals waits',
    workflow: 'collects',
    steps: [start(), wait(300)],
    outcome: { status: 'running' },
  },
  {
    what: 'a condition with a time limit is met by a signal; met at once, it takes no time',
    workflow: 'waits',
    steps: [start(), wait(60), note('a')],
    outcome: completed('first true', 'again true', 'after 60 minutes'),
  },
  {
    what: 'a condition with a time limit ends at the limit',
    workflow: 'waits',
    steps: [start(), wait(300)],
    outcome: completed('first false', 'again false', 'after 180 minutes'),
  },
  {
    what: 'continue-as-new begins again with its arguments, without the signals that were seen, under the same id',
    workflow: 'continues',
    steps: [start(), note('a'), note('b'), note('c'), note('d'), note('e'), note('f')],
    outcome: completed('a+b', 'c+d', 'e+f'),
  },
  {
    what: 'a failed activity is repeated after a pause that doubles',
    workflow: 'retries',
    steps: [start(3, 'plain'), wait(200)],
    outcome: completed('done at attempt 4', 'after 70 minutes'),
  },
  {
    what: 'the pause grows to its maximum only',
    workflow: 'retries',
    steps: [start(4, 'plain', { maximumInterval: 20 * 60_000 }), wait(200)],
    outcome: completed('done at attempt 5', 'after 70 minutes'),
  },
  {
    what: 'an activity that fails for good is not repeated, and its cause arrives',
    workflow: 'retries',
    steps: [start(3, 'final'), wait(5)],
    outcome: completed('gave up: attempt 1', 'after 0 minutes'),
  },
  {
    what: 'an activity is given up after its last attempt',
    workflow: 'retries',
    steps: [start(9, 'plain', { maximumAttempts: 2 }), wait(60)],
    outcome: completed('gave up: attempt 2', 'after 10 minutes'),
  },
  {
    what: 'an error can say when the activity is to be repeated',
    workflow: 'retries',
    steps: [start(1, 'asks for two hours'), wait(200)],
    outcome: completed('done at attempt 2', 'after 120 minutes'),
  },
  {
    what: 'an update is refused by its validator, which leaves no trace',
    workflow: 'answers',
    steps: [start(), ask('')],
    outcome: { status: 'running', answers: ['refused by the validator'] },
  },
  {
    what: 'an update is answered by its handler, which the workflow awaits',
    workflow: 'answers',
    steps: [start(), ask('a'), wait(60)],
    outcome: { ...completed('a', 'after 10 minutes'), answers: ['a: done at attempt 2'] },
  },
  {
    what: 'an update whose handler fails is answered with the failure, and the workflow continues',
    workflow: 'answers',
    steps: [start(), ask('refuse later')],
    outcome: { ...completed('refuse later', 'after 0 minutes'), answers: ['refused by the handler'] },
  },
  {
    what: 'a failure in a handler of a signal fails the workflow',
    workflow: 'failsBySignal',
    steps: [start(), note('no more')],
    outcome: { status: 'failed', result: 'no more' },
  },
  {
    what: 'of two timers the shorter fires first',
    workflow: 'races',
    steps: [start(), wait(90)],
    outcome: completed('one hour', 'after 60 minutes'),
  },
];
