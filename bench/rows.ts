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
