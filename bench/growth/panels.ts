import type { Growth } from '../figure';
import type { Grown } from './growth';

type Measure = (grown: Grown) => number;

/** One panel for each that grows with the cases. */
export function growthsOf(grown: readonly Grown[]): readonly Growth[] {
  const panel = (name: string, what: string, unit: string, measures: Readonly<Record<string, Measure>>): Growth => ({
    ...{ name, what, unit, of: 'open cases' },
    lines: Object.entries(measures).map(([line, measure]) => ({
      name: line,
      points: grown.map((each) => ({ n: each.cases, values: [measure(each)] })),
    })),
  });
  return [
    panel('calls', 'calls to HubSpot', 'calls', {
      audit: ({ audit }) => audit.calls,
      sweep: ({ sweep }) => sweep.calls,
    }),
    panel('seconds', 'time, without limits of HubSpot', 's', {
      audit: ({ audit }) => audit.seconds,
      sweep: ({ sweep }) => sweep.seconds,
    }),
    panel('events', 'events in the history of the audit', 'events', { audit: ({ audit }) => audit.events }),
    panel('memory', 'memory of the worker, at most while the audit runs', 'MB', {
      worker: ({ memory }) => memory.audit / 1024 ** 2,
    }),
  ];
}
