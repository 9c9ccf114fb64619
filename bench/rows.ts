import type { Bench } from './bench';

export const BENCHES = [
  {
    name: 'decide',
    rows: { decide: 'decisions a second of one core' },
    load: async () => (await import('./decide.ts')).benchDecide,
  },
  {
    name: 'webhooks',
    rows: {
      intake: 'events taken in through the bridge and durable',
      answer: "the bridge's answer to ten such requests at once, 99 of 100",
    },
    load: async () => (await import('./webhooks.ts')).benchWebhooks,
  },
  {
    name: 'latency',
    rows: {
      'latency-p50': 'a webhook until the Client Status is written, the median',
      'latency-p95': 'the same, 95 of 100',
    },
    load: async () => (await import('./latency.ts')).benchLatency,
  },
  {
    name: 'cases',
    rows: {
      saved: 'saved cases a second, end to end with the days skipped',
      'not-saved': 'the same, not saved in five steps',
    },
    load: async () => (await import('./cases.ts')).benchCases,
  },
  {
    name: 'start',
    rows: {
      'start-worker': 'start of the worker until it is ready',
      'start-bridge': 'start of the bridge until it is ready',
    },
    load: async () => (await import('./start.ts')).benchStart,
  },
  {
    name: 'memory',
    rows: {
      memory: 'resident memory of the worker, ready',
      'memory-asleep': 'the same with cases asleep in its cache',
      'memory-case': 'what a case in the cache takes',
    },
    load: async () => (await import('./memory.ts')).benchMemory,
  },
  {
    name: 'adopt',
    rows: {
      adopt: "HubSpot's side of adopting a portal",
      'adopt-calls': 'calls to HubSpot that a ticket takes there',
    },
    load: async () => (await import('./adopt.ts')).benchAdopt,
  },
  {
    name: 'list',
    rows: { list: "the page's first list of many open cases" },
    load: async () => (await import('./list.ts')).benchList,
  },
] as const satisfies readonly Bench[];

/** A row's name. */
export type Row = {
  [Each in (typeof BENCHES)[number] as Each['name']]: keyof Each['rows'];
}[(typeof BENCHES)[number]['name']];

export const ROWS = BENCHES.flatMap(({ rows }) => Object.keys(rows)) as readonly Row[];
