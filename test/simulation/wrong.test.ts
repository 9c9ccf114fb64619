import { z } from 'zod';
import { runScript } from './run-script';
import { WRONG_SERVICES } from './wrong/services';

const foundSchema = z.array(z.string().nullable()).length(WRONG_SERVICES.length);

describe('the simulation finds a service that breaks a rule', () => {
  let found: readonly (string | null)[];

  beforeAll(async () => {
    const { output } = await runScript('wrong/main.ts');
    found = foundSchema.parse(JSON.parse(output));
  }, 240_000);

  it.each(WRONG_SERVICES.map((service, index) => ({ ...service, index })))('$rule: $what', ({ breaks, index }) => {
    expect(found[index]).toContain(breaks);
  });
});
