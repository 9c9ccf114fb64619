import { runScript } from './run-script';

/** Fixed, so that what is found is found again; `npm run shadow` plays as many as you like. */
const CASES = 25;

describe(`the service while it only observes (${String(CASES)} random cases)`, () => {
  it('X1: nothing is written to HubSpot, and what would have been written is what the service writes when it is on', async () => {
    const { code, output } = await runScript('shadow/main.ts', ['--cases', String(CASES), '--seed', '1']);

    expect(output).toContain('Nothing was written');
    // Or the comparison would prove nothing.
    expect(output).toMatch(/[1-9]\d* writes kept, [1-9]\d* clients compared with the service on/);
    expect(code).toBe(0);
  }, 240_000);
});
