import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { PROJECT_ROOT } from '../../../dev/process/paths';
import type { PortalConfig } from '../../../src/config/portal';
import { appProject, concernsCases, createHubSpot, parseWebhook } from '../../../src/hubspot';
import { subscriptionsOf, type Subscription } from '../../../src/hubspot/webhooks/subscriptions';
import { APP_ID, PORTAL, portalWith } from '../build';
import { startWorld, type World } from '../world';
import { recordProperties, type PropertyRecorder } from './properties-read';

const TARGET = 'https://at-risk.example.com/webhooks/hubspot';
const WITH_EMAILS = portalWith('notice: { emailAttachments: true }');
const RENAMED = portalWith(
  'ticket: { properties: { customerSaved: saved_q, rcmCancellationDate: last_day } }\ncompany: { properties: { clientStatus: status_of_client } }\nsupportRequests: { properties: { form: form_q } }',
);

const TYPE_IDS = { ticket: '0-5', company: '0-2', note: '0-46', invoice: '0-53', email: '0-49' } as const;
const PLURALS = {
  ticket: 'tickets',
  company: 'companies',
  note: 'notes',
  invoice: 'invoices',
  email: 'emails',
} as const;
type Type = keyof typeof TYPE_IDS;
const TYPES = Object.keys(TYPE_IDS) as readonly Type[];

/** An event of a subscription, as HubSpot sends it in the generic form. */
function eventOf(type: Type, change: string, propertyName?: string): object {
  const common = { eventId: 1, portalId: 4242001, appId: Number(APP_ID), occurredAt: 1, changeSource: 'CRM_UI' };
  const objectTypeId = TYPE_IDS[type];
  const subscriptionType = `object.${change}`;
  if (change === 'merge')
    return { ...common, subscriptionType, objectTypeId, primaryObjectId: 1, mergedObjectIds: [2] };
  if (change !== 'associationChange') return { ...common, subscriptionType, objectTypeId, objectId: 1, propertyName };
  const toObjectTypeId = type === 'ticket' ? TYPE_IDS.company : TYPE_IDS.ticket;
  return {
    ...common,
    subscriptionType,
    fromObjectId: 1,
    toObjectId: 2,
    fromObjectTypeId: objectTypeId,
    toObjectTypeId,
  };
}

function concerns(portal: PortalConfig, type: Type, change: string, propertyName?: string): boolean {
  const batch = parseWebhook(Buffer.from(JSON.stringify([eventOf(type, change, propertyName)])), {
    appId: APP_ID,
    portal,
  });
  return batch.ok && batch.events.some((event) => concernsCases(event, portal));
}

const changesOf = (portal: PortalConfig, type: Type): readonly string[] => [
  ...new Set(
    subscriptionsOf(portal)
      .filter(({ objectType }) => objectType === type)
      .map(({ subscriptionType }) => subscriptionType.slice('object.'.length)),
  ),
];
const propertiesOf = (portal: PortalConfig, type: Type): readonly string[] =>
  subscriptionsOf(portal).flatMap(({ objectType, propertyName }: Subscription) =>
    objectType === type && propertyName !== undefined ? [propertyName] : [],
  );

describe('the webhook subscriptions of the app', () => {
  let world: World;
  let recorder: PropertyRecorder;

  beforeAll(async () => {
    world = await startWorld();
    recorder = await recordProperties(world.emulator.url);
    const { accessToken, appId } = world.emulator;
    const hubspot = createHubSpot({ accessToken, apiUrl: recorder.url, appId: String(appId), portal: WITH_EMAILS });
    const ticketId = await world.ticket({ customer_saved: 'No', outstanding_invoice: 'Yes' });
    const companyId = await world.companyOf(ticketId, 'Harbor Dental Group');
    await world.invoiceOf(companyId, 179);
    await world.noteOn(ticketId, '<p>A notice</p>', '1');
    await world.casey('POST', '/crm/v3/objects/emails', {
      properties: { hs_timestamp: new Date().toISOString(), hs_email_direction: 'EMAIL', hs_attachment_ids: '1' },
      associations: [
        { to: { id: ticketId }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 224 }] },
      ],
    });
    await hubspot.readCase(ticketId);
    await hubspot.readCases([ticketId]);
    await hubspot.readSupportRequest(ticketId);
    hubspot.close();
  });

  afterAll(async () => {
    recorder.close();
    await world.close();
  });

  /**
   * Read, and not subscribed. Where a record comes from and what it was merged from never changes without another event; service line
   * and parent company are read when the case checks for another reason (N9, I2). What a ticket or a company shows of its case only the
   * service writes, and no rule reads it (X1).
   */
  const NOT_SUBSCRIBED: Readonly<Record<Type, readonly string[]>> = {
    ticket: [
      'at_risk_needs_attention',
      'at_risk_next_date',
      'at_risk_next_step',
      'at_risk_outcome',
      'at_risk_phase',
      'at_risk_waiting_for',
      'at_risk_waiting_since',
      'hs_merged_object_ids',
      'hs_primary_company_name',
    ],
    company: ['at_risk_case_ticket', 'hs_parent_company_id', 'name', 'service_line'],
    note: ['hs_object_source', 'hs_object_source_id'],
    invoice: [],
    email: [],
  };

  it.each(TYPES)('name every property of a case’s %s that is read, but for those with a reason', (type) => {
    const read = [...(recorder.read[PLURALS[type]] ?? [])].sort();
    const subscribed = propertiesOf(WITH_EMAILS, type);

    expect(read.filter((name) => !subscribed.includes(name))).toEqual(NOT_SUBSCRIBED[type]);
    expect(subscribed.filter((name) => !read.includes(name))).toEqual([]);
  });

  it.each([
    ['the default portal', PORTAL],
    ['a portal of other names', RENAMED],
    ['one with e-mails', WITH_EMAILS],
  ] as const)('of %s are none that the bridge would ignore', (_which, portal) => {
    const ignored = subscriptionsOf(portal).filter(
      ({ subscriptionType, objectType, propertyName }) =>
        !concerns(portal, objectType, subscriptionType.slice('object.'.length), propertyName),
    );

    expect(ignored).toEqual([]);
  });

  /** Why an event that the bridge would take is not asked for. */
  const LEFT_OUT: Readonly<Record<string, string>> = {
    'company.creation': 'a new company has no ticket yet',
    'company.associationChange': 'reported by the ticket, or the invoice',
    'note.merge': 'HubSpot merges no notes',
    'invoice.merge': 'HubSpot merges no invoices',
    'email.merge': 'HubSpot merges no e-mails',
  };

  it('are all that the bridge would take, but for those that say nothing more', () => {
    const changes = ['creation', 'deletion', 'restore', 'merge', 'associationChange', 'propertyChange'];
    const missing = TYPES.flatMap((type) =>
      changes
        .filter((change) => concerns(WITH_EMAILS, type, change, propertiesOf(WITH_EMAILS, type)[0]))
        .filter((change) => !changesOf(WITH_EMAILS, type).includes(change))
        .map((change) => `${type}.${change}`),
    );

    expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort());
  });

  it('of a portal of other names use these names, and the e-mails only where they count as a notice', () => {
    expect(propertiesOf(RENAMED, 'ticket')).toEqual(expect.arrayContaining(['saved_q', 'last_day', 'form_q']));
    expect(propertiesOf(RENAMED, 'ticket')).not.toContain('customer_saved');
    expect(propertiesOf(RENAMED, 'company')).toEqual(['status_of_client']);
    expect(changesOf(PORTAL, 'email')).toEqual([]);
  });
});

const parsedSchema = z.object({
  config: z.object({ platformVersion: z.string(), srcDir: z.string() }),
  isKnown: z.boolean(),
  nodes: z.array(z.looseObject({ uid: z.string(), componentType: z.string(), config: z.looseObject({}) })),
  skippedHsMetaFiles: z.array(z.string()),
  counts: z.record(z.string(), z.boolean()),
});

describe('the app as a project of HubSpot’s developer platform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'at-risk-app-'));

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const parsed = (): z.infer<typeof parsedSchema> => {
    const { stdout, stderr } = spawnSync(process.execPath, [join(__dirname, 'parse.mjs'), folder], {
      encoding: 'utf8',
    });
    if (stdout === '') throw new Error(stderr);
    return parsedSchema.parse(JSON.parse(stdout));
  };

  it('in hubspot-app/ is what the command writes for config/portal.yaml', () => {
    for (const { path, text } of appProject(PORTAL, TARGET)) {
      expect([path, readFileSync(join(PROJECT_ROOT, 'hubspot-app', path), 'utf8')]).toEqual([path, text]);
    }
  });

  it('is read by HubSpot’s own library, with the card in its three places and the page', () => {
    for (const { path, text } of appProject(PORTAL, TARGET)) put(path, text);
    const { config, isKnown, nodes, skippedHsMetaFiles, counts } = parsed();

    expect(config).toMatchObject({ platformVersion: '2026.03', srcDir: 'src' });
    expect(isKnown).toBe(true);
    expect(skippedHsMetaFiles).toEqual([]);
    // Of each kind as many as HubSpot allows.
    expect(counts).toEqual({ app: true, webhooks: true, card: true, page: true, pages: true });
    expect(nodes.map(({ uid, componentType }) => [uid, componentType]).sort()).toEqual([
      ['at_risk_card_helpdesk', 'CARD'],
      ['at_risk_card_sidebar', 'CARD'],
      ['at_risk_card_tab', 'CARD'],
      ['at_risk_closer', 'APPLICATION'],
      ['at_risk_pages', 'PAGE'],
      ['at_risk_webhooks', 'WEBHOOKS'],
    ]);
    const webhooks = nodes.find(({ uid }) => uid === 'at_risk_webhooks');
    expect(webhooks?.config).toMatchObject({ settings: { targetUrl: TARGET, maxConcurrentRequests: 10 } });
  });

  it('names for each card and page a file that is there', () => {
    const files = appProject(PORTAL, TARGET);
    const entries = files
      .filter(({ path }) => /src\/app\/(cards|pages)\/.*-hsmeta\.json$/.test(path))
      .map(({ text }) => z.object({ config: z.object({ entrypoint: z.string() }) }).parse(JSON.parse(text)).config);

    expect(entries).toHaveLength(4);
    for (const { entrypoint } of entries) expect(files.map(({ path }) => path)).toContain(`src${entrypoint}`);
  });

  it('builds each folder by itself: no file of the card or the page imports from outside its folder, but for the shared package', () => {
    const outside = appProject(PORTAL, TARGET).flatMap(({ path, text }) => {
      const depth = path.split('/').length - 'src/app/cards/'.split('/').length;
      const up = [...text.matchAll(/from '((?:\.\.\/)+)/g)].filter(([, climbs = '']) => climbs.length / 3 > depth);
      return /^src\/app\/(backend|cards|pages)\//.test(path) && up.length > 0 ? [path] : [];
    });

    expect(outside).toEqual([]);
  });

  it('in a place that HubSpot does not read would be skipped', () => {
    put('src/app/webhooks/deeper/other-hsmeta.json', '{"uid":"other","type":"webhooks","config":{}}');

    expect(parsed().skippedHsMetaFiles).toEqual(['app/webhooks/deeper/other-hsmeta.json']);
  });
});
