import { runScript } from './run-script';

/** Fixed, so that what is found is found again; `npm run simulate` plays as many as you like. */
const CASES = 200;

describe(`the service on simulated years (${String(CASES)} cases)`, () => {
  it('X1: no invariant of the SOP is ever broken', async () => {
    const { code, output } = await runScript('main.ts', ['--cases', String(CASES), '--seed', '1']);
    expect(output).toContain('Everything held');
    expect(code).toBe(0);
  }, 600_000);

  it('says what is wrong with an argument', async () => {
    const { code, output } = await runScript('main.ts', ['--cases', 'many']);
    expect(output).toContain('must be a whole number from 1');
    expect(code).toBe(2);
  });

  it('prints a scenario that can be read', async () => {
    const { code, output } = await runScript('main.ts', ['--cases', '1', '--seed', '1', '--scenario']);
    expect(output).toMatch(/casey opens At-Risk ticket \d+/);
    expect(output).toContain('Again: npm run simulate -- --cases 1 --seed 1');
    expect(code).toBe(0);
  });
});
