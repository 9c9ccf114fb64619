const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { default: Sequencer } = require('@jest/test-sequencer');

const inTests = (name) => join(__dirname, '..', `${name}.test.ts`);

// The files that take longest, as measured on two cores, the longest first: one of them begun last would run on alone.

/** These wait most of their time: for retries, deadlines, and processes that start. */
const WAITING = [
  ...['end-to-end/trouble', 'cli/at-risk', 'cli/audit', 'cli/prepare', 'browser/emulator-page', 'end-to-end/case'],
  ...['end-to-end/sweep', 'worker/start', 'workflows/turns', 'emulator/python-client', 'cli/adopt'],
  ...['end-to-end/encryption', 'workflows/encryption', 'workflows/builds', 'bridge/webhooks', 'browser/extensions'],
].map(inTests);

/** These compute. */
const COMPUTING = [
  ...['faults/chaos', 'simulation/simulation', 'workflows/support-request', 'workflows/sweep', 'dev/start'],
  ...['faults/stack', 'simulation/phase-by-event', 'workflows/after-closing', 'workflows/hold', 'replay/replay'],
  ...['workflows/checklist', 'simulation/held', 'simulation/wrong', 'workflows/authority', 'sop/random-snapshots'],
  ...['workflows/attention', 'end-to-end/set-up', 'workflows/shown', 'faults/hubspot', 'workflows/not-saved'],
  ...['workflows/invoice', 'workflows/provenance', 'workflows/evidence', 'cli/shadow', 'telemetry/tracing'],
  ...['hubspot/read-cases', 'hubspot/changes', 'simulation/portal', 'workflows/adopted-again', 'workflows/robust'],
].map(inTests);

/** One that waits beside two that compute: side by side, those that wait would leave the cores idle. */
const LONGEST = WAITING.flatMap((path, index) => [path, ...COMPUTING.slice(2 * index, 2 * index + 2)]);

/** As jest does it, by what each file took last time; on a fresh clone, where jest would begin with the longest texts, by what it took elsewhere. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const missing = LONGEST.filter((path) => !existsSync(path));
    if (missing.length > 0) throw new Error(`test/support/sequencer.cjs names files that are not there: ${missing}`);
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => duration !== undefined)) return sorted;
    const named = new Map(sorted.map((test) => [test.path, test]));
    const longest = LONGEST.map((path) => named.get(path)).filter((test) => test !== undefined);
    return [...longest, ...sorted.filter((test) => !longest.includes(test))];
  }
};
