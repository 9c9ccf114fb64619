import { startEmulator, type Emulator } from '../../emulator';
import { caller, createTicket, type Caller } from './support';

describe("an admin's rules for what is written", () => {
  let emulator: Emulator;
  let app: Caller;

  beforeAll(async () => {
    emulator = await startEmulator();
    app = caller(emulator);
  });

  beforeEach(() => app('POST', '/emulator/reset'));

  afterAll(() => emulator.close());

  const patch = (id: string, properties: Readonly<Record<string, string>>, version = 'objects/2026-09') =>
    app('PATCH', `/crm/${version}/tickets/${id}`, { properties });
  const required = (rule: Readonly<Record<string, unknown>>) =>
    app('PUT', '/emulator/required', { rules: [{ objectType: 'tickets', ...rule }] });

  it('require a value on a stage: a dated write without it is refused as HubSpot does, one of v3 is not', async () => {
    const id = await createTicket(app);
    await required({ when: { property: 'hs_pipeline_stage', value: '800102' }, properties: ['hs_ticket_category'] });

    const refused = await patch(id, { hs_pipeline_stage: '800102' });
    expect(refused).toMatchObject({
      status: 400,
      body: {
        category: 'VALIDATION_ERROR',
        errors: [
          {
            code: 'MISSING_CONDITIONAL_REQUIRED_PROPERTY',
            message:
              'hs_ticket_category is required because of a conditional property rule based on [hs_pipeline_stage]',
            context: { propertyName: ['hs_ticket_category'] },
          },
        ],
      },
    });
    const inputs = [{ id, properties: { hs_pipeline_stage: '800102' } }];
    expect((await app('POST', '/crm/objects/2026-09/tickets/batch/update', { inputs })).status).toBe(400);
    expect((await patch(id, { subject: 'Other' })).status).toBe(200);
    expect((await patch(id, { hs_pipeline_stage: '800102' }, 'v3/objects')).status).toBe(200);
  });

  it('let a write through that brings the value, or finds it', async () => {
    const [brings, finds] = [await createTicket(app), await createTicket(app, { hs_ticket_category: 'BILLING_ISSUE' })];
    await required({ when: { property: 'hs_pipeline_stage', value: '800102' }, properties: ['hs_ticket_category'] });

    const whole = { hs_pipeline_stage: '800102', hs_ticket_category: 'BILLING_ISSUE' };
    expect((await patch(brings, whole)).status).toBe(200);
    expect((await patch(finds, { hs_pipeline_stage: '800102' })).status).toBe(200);
    expect((await patch(finds, { hs_ticket_category: '' })).status).toBe(400);
  });

  it('require a value in new records', async () => {
    await required({ properties: ['content'] });
    const properties = { subject: 'x', hs_pipeline: '800100', hs_pipeline_stage: '800101' };

    expect((await app('POST', '/crm/objects/2026-09/tickets', { properties })).body['errors']).toMatchObject([
      { code: 'MISSING_REQUIRED_PROPERTY', context: { propertyName: ['content'] } },
    ]);
    const whole = { properties: { ...properties, content: 'y' } };
    expect((await app('POST', '/crm/objects/2026-09/tickets', whole)).status).toBe(201);
  });

  it.each([
    ['MIN_LENGTH', '5', 'four', 'fives'],
    ['MAX_LENGTH', '4', 'fives', 'four'],
    ['REGEX', '[A-Z]+', 'abc', 'ABC'],
  ])('validate a property by %s %s', async (ruleType, argument, wrong, right) => {
    const path = '/crm/property-validations/2026-09/0-5/subject';
    const rule = await app('PUT', `${path}/rule-type/${ruleType}`, { ruleArguments: [argument] });
    expect(rule.status).toBe(204);
    const id = await createTicket(app, { subject: right });

    expect((await patch(id, { subject: wrong })).body['errors']).toMatchObject([
      { code: `INVALID_${ruleType}`, context: { propertyName: ['subject'] } },
    ]);
    expect((await patch(id, { subject: right })).status).toBe(200);
    expect((await app('GET', path)).body.results).toMatchObject([{ ruleType, ruleArguments: [argument] }]);
  });
});
