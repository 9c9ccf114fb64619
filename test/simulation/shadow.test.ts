import { execFile } from 'node:child_process';
import { scriptArgs } from '../../dev/process/script';

/** Fixed, so that what is found is found again; `npm run shadow` plays as many as you like. Outside of jest's slower sandbox. */
const CASES = 25;

const script = scriptArgs('test/simulation/shadow/main.ts');

function run(args: readonly string[]): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...script, ...args], (error, stdout) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1, output: stdout });
    });
  });
}

describe(`the service while it only observes (${String(CASES)} random cases)`, () => {
  it('X1: nothing is written to HubSpot, and what would have been written is what the service writes when it is on', async () => {
    const { code, output } = await run(['--cases', String(CASES), '--seed', '1']);

    expect(output).toContain('Nothing was written');
    // Or the comparison would prove nothing.
    expect(output).toMatch(/[1-9]\d* writes kept, [1-9]\d* clients compared with the service on/);
    expect(code).toBe(0);
  }, 240_000);
});
