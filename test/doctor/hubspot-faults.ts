import type { World } from '../hubspot/world';

/** What is set up wrong, and the one line that doctor must print for it: `kind check: what`. */
export interface Fault {
  readonly name: string;
  readonly line: RegExp;
  /** Further lines of the same fault. */
  readonly more?: readonly RegExp[];
  /** The portal file. */
  readonly portal?: string;
  readonly settings?: Partial<Settings>;
  readonly arrange?: (world: World) => Promise<unknown>;
}

export interface Settings {
  readonly accessToken: string;
  readonly apiUrl: string;
  readonly portalId: string | undefined;
  readonly appId: string | undefined;
  /** Added to this machine's clock, in milliseconds. */
  readonly aheadMs: number;
}

const GRANTED = 'token-without-a-scope';

function withoutScopes(...missing: readonly string[]) {
  return {
    settings: { accessToken: GRANTED },
    arrange: async (world: World) => {
      const { body } = await world.app('GET', '/emulator/tokens');
      const all = (body.results[0] as unknown as { readonly scopes: readonly string[] }).scopes;
      const scopes = all.filter((scope) => !missing.includes(scope));
      await world.app('POST', '/emulator/tokens', { token: GRANTED, scopes });
    },
  };
}

const remove =
  (path: string) =>
  (world: World): Promise<unknown> =>
    world.app('DELETE', path);

/** The property as another one of the same name. */
const remade =
  (objectType: string, name: string, change: object) =>
  async (world: World): Promise<void> => {
    const path = `/crm/v3/properties/${objectType}`;
    await world.app('DELETE', `${path}/${name}`);
    const { status } = await world.app('POST', path, { name, label: name, groupName: 'information', ...change });
    if (status !== 201) throw new Error(`${name} was not made: ${String(status)}`);
  };

const options = (...values: readonly string[]): object => ({
  type: 'enumeration',
  fieldType: 'select',
  options: values.map((value, displayOrder) => ({ label: value, value, displayOrder, hidden: false })),
});

const pipeline =
  (id: string, stages: readonly (readonly [string, string])[]) =>
  async (world: World): Promise<void> => {
    await world.app('DELETE', `/crm/v3/pipelines/tickets/${id}`);
    await world.app('POST', '/crm/v3/pipelines/tickets', {
      label: id === '800100' ? 'At-Risk' : 'PrimeSupport',
      displayOrder: 0,
      stages: stages.map(([label, ticketState], displayOrder) => ({ label, displayOrder, metadata: { ticketState } })),
    });
  };

const answering =
  (pathPattern: string, body: object) =>
  (world: World): Promise<unknown> =>
    world.fault({
      kind: 'answer',
      status: 200,
      pathPattern,
      contentType: 'application/json',
      body: JSON.stringify(body),
    });

const usage = (currentUsage: number): object => ({
  results: [
    { name: 'x', usageLimit: 1000, currentUsage, collectedAt: new Date().toISOString(), fetchStatus: 'SUCCESS' },
  ],
});

const text = { type: 'string', fieldType: 'text' };

export const HUBSPOT_FAULTS: readonly Fault[] = [
  {
    name: 'a token that HubSpot does not know',
    settings: { accessToken: 'pat-na1-unknown' },
    line: /^problem token: HubSpot answered 401/,
  },
  {
    name: 'an address at which nothing answers',
    settings: { apiUrl: 'http://127.0.0.1:9' },
    line: /^problem token: HubSpot cannot be reached/,
  },
  {
    name: 'the id of another portal',
    settings: { portalId: '999' },
    line: /^problem portal: HUBSPOT_PORTAL_ID is 999/,
  },
  { name: 'no portal id', settings: { portalId: undefined }, line: /^problem portal: HUBSPOT_PORTAL_ID is not set/ },
  { name: 'the id of another app', settings: { appId: '1' }, line: /^problem app: HUBSPOT_APP_ID is 1/ },
  { name: 'no app id', settings: { appId: undefined }, line: /^problem app: HUBSPOT_APP_ID is not set/ },
  ...['crm.objects.invoices.read', 'sales-email-read', 'settings.users.teams.read', 'settings.users.read'].map(
    (scope) => ({
      ...{ name: `no scope ${scope}`, line: new RegExp(`^problem scopes: the access token lacks ${scope}$`) },
      ...withoutScopes(scope),
    }),
  ),
  { name: 'no scope tickets', line: /^problem scopes: the access token lacks tickets$/, ...withoutScopes('tickets') },
  {
    name: 'no scope to read companies',
    line: /^problem scopes: .* lacks crm\.objects\.companies\.read$/,
    ...withoutScopes('crm.objects.companies.read'),
  },
  {
    name: 'no scope to read contacts',
    line: /^problem scopes: .* lacks crm\.objects\.contacts\.read$/,
    ...withoutScopes('crm.objects.contacts.read'),
  },
  {
    name: 'no scope for owners',
    line: /^problem scopes: .* lacks crm\.objects\.owners\.read$/,
    ...withoutScopes('crm.objects.owners.read'),
  },
  {
    name: 'no scope for files',
    line: /^problem files: .* lacks files: no cancellation notice/,
    ...withoutScopes('files'),
  },
  {
    name: 'no scope for hidden files',
    line: /^problem files: .* lacks files\.ui_hidden\.read/,
    ...withoutScopes('files.ui_hidden.read'),
  },

  {
    name: 'no property for an answer',
    arrange: remove('/crm/v3/properties/tickets/customer_saved'),
    line: /^problem ticketProperties: the ticket property customer_saved does not exist$/,
  },
  {
    name: 'no Client Status',
    arrange: remove('/crm/v3/properties/companies/client_status'),
    line: /^problem companyProperties: the company property client_status does not exist$/,
  },
  {
    name: 'no service line',
    arrange: remove('/crm/v3/properties/companies/service_line'),
    line: /^warning companyProperties: the company property service_line does not exist$/,
  },
  {
    name: 'no property of the support form',
    arrange: remove('/crm/v3/properties/tickets/requested_change'),
    line: /^problem ticketProperties: .* requested_change does not exist \(support requests wait, C3\)$/,
  },
  {
    name: 'a date that is a text',
    arrange: remade('tickets', 'rcm_cancellation_date', text),
    line: /^problem ticketProperties: .* rcm_cancellation_date has the type string, and must be a date/,
  },
  {
    name: 'an answer that is a text',
    arrange: remade('tickets', 'customer_saved', text),
    line: /^problem ticketProperties: .* customer_saved has the type string, and must be a list/,
  },
  {
    name: 'an answer without No',
    arrange: remade('tickets', 'cancellation_approval', options('Yes')),
    line: /^problem ticketProperties: .* cancellation_approval has no option "No"$/,
  },
  {
    name: 'a determination of another wording',
    arrange: remade('tickets', 'invoice_determination', options('Paid', 'Sent to collections')),
    line: /^problem ticketProperties: .* has no option "Paid in full"$/,
  },
  {
    name: 'a Client Status too few',
    arrange: remade(
      'companies',
      'client_status',
      options('Active', 'At-Risk', 'Cancellation in Progress', 'Cancelled'),
    ),
    line: /^problem companyProperties: .* no option "Monitor for 30 days"$/,
  },
  {
    name: 'a service line of another wording',
    portal: 'company: { serviceLines: { RCM: Revenue } }',
    line: /^warning companyProperties: .* service_line has no option "Revenue"$/,
  },
  {
    name: 'a form of another name',
    portal: 'supportRequests: { form: Other form }',
    line: /^problem ticketProperties: .* support_form has no option "Other form"/,
  },
  {
    name: 'an option that nobody can choose',
    arrange: remade('tickets', 'finance_approval', {
      ...{ type: 'enumeration', fieldType: 'radio' },
      options: [
        { label: 'Yes', value: 'Yes', displayOrder: 0, hidden: true },
        { label: 'No', value: 'No', displayOrder: 1, hidden: false },
      ],
    }),
    line: /^warning ticketProperties: .* finance_approval hides its option "Yes"/,
  },
  {
    name: 'a sensitive property',
    arrange: remade('tickets', 'outstanding_invoice', { ...options('Yes', 'No'), dataSensitivity: 'sensitive' }),
    line: /^problem ticketProperties: .* outstanding_invoice holds sensitive data.* tickets\.sensitive$/,
  },
  {
    name: 'a highly sensitive property',
    arrange: remade('companies', 'client_status', { ...options('Active'), dataSensitivity: 'highly_sensitive' }),
    line: /^problem companyProperties: .* client_status holds sensitive data.*highly_sensitive\.read$/,
  },
  {
    name: 'a property of another type in the portal file',
    portal: 'ticket: { properties: { rcmCancellationDate: hs_is_closed } }',
    line: /^problem ticketProperties: .* hs_is_closed has the type bool/,
  },
  {
    name: 'a misspelled property in the portal file',
    portal: 'ticket: { properties: { financeApproval: finance_aproval } }',
    line: /^problem ticketProperties: .* finance_aproval does not exist$/,
  },

  {
    name: 'no At-Risk pipeline',
    arrange: remove('/crm/v3/pipelines/tickets/800100'),
    line: /^problem pipelines: there is no ticket pipeline "At-Risk"$/,
  },
  {
    name: 'no pipeline for support',
    arrange: remove('/crm/v3/pipelines/tickets/800200'),
    line: /^problem pipelines: there is no ticket pipeline "PrimeSupport" \(support/,
  },
  {
    name: 'no closed stage',
    arrange: pipeline('800100', [['Open', 'OPEN']]),
    line: /^problem pipelines: .* "At-Risk" has no stage "Closed"$/,
  },
  {
    name: 'no open stage',
    portal: 'ticket: { openStages: [Open, Waiting] }',
    line: /^problem pipelines: .* "At-Risk" has no stage "Waiting"$/,
  },
  {
    name: 'a closed stage that is open in HubSpot',
    arrange: pipeline('800100', [
      ['Open', 'OPEN'],
      ['Closed', 'OPEN'],
    ]),
    line: /^problem pipelines: the stage "Closed" .* is not closed in HubSpot$/,
  },
  {
    name: 'an open stage that is closed in HubSpot',
    arrange: pipeline('800200', [
      ['New', 'CLOSED'],
      ['Closed', 'CLOSED'],
    ]),
    line: /^problem pipelines: the stage "New" of .*"PrimeSupport" is not open/,
  },

  {
    name: 'a Finance team that does not exist',
    portal: 'sop: { financeTeams: [Accounting] }',
    line: /^problem financeTeams: the portal has no team "Accounting"$/,
  },
  {
    name: 'a Finance team without members',
    arrange: answering('2026-03/teams', {
      results: [
        { id: '1', name: 'Finance', userIds: [], secondaryUserIds: [] },
        { id: '2', name: 'Client Success', userIds: ['5001'], secondaryUserIds: [] },
      ],
    }),
    line: /^warning financeTeams: the team "Finance" has no members: nobody can approve/,
  },
  {
    name: 'nobody of Finance',
    portal: 'sop: { financeTeams: [] }',
    line: /^problem financeTeams: .* are empty: nobody can approve/,
  },
  {
    name: 'a Finance user who does not exist',
    portal: "sop: { financeUserIds: ['1'] }",
    line: /^problem financeUserIds: the portal has no user 1$/,
  },
  {
    name: 'a team of requesters that does not exist',
    portal: 'sop: { requesterTeams: [CS] }',
    line: /^problem requesterTeams: the portal has no team "CS"$/,
  },
  {
    name: 'a requester who does not exist',
    portal: "sop: { requesterUserIds: ['2'] }",
    line: /^problem requesterUserIds: the portal has no user 2$/,
  },
  {
    name: 'an owner of tasks who does not exist',
    portal: "sop: { checklist: [{ key: billing, team: Billing, subject: End, owner: '77' }] }",
    line: /^problem taskOwners: the portal has no owner 77, of the task "billing"/,
  },

  {
    name: 'few calls left today',
    arrange: answering('daily/private-apps', usage(950)),
    line: /^warning dailyCalls: 50 of the 1000 calls/,
  },
  {
    name: 'no calls left today',
    arrange: answering('daily/private-apps', usage(1000)),
    line: /^problem dailyCalls: 0 of the 1000 calls/,
  },
  {
    name: 'a rate that HubSpot does not allow',
    portal: 'hubspot: { callsPerTenSeconds: 250 }',
    line: /^warning callRate: .* allows 250 .* it allows 190$/,
  },
  {
    name: 'another time zone than the portal’s',
    portal: 'sop: { timeZone: America/Chicago }',
    line: /^warning timeZone: the portal file says America\/Chicago/,
  },
  {
    name: 'a clock that is a minute ahead',
    settings: { aheadMs: 60_000 },
    line: /^warning clock: .* (59|6\d) s ahead of HubSpot's$/,
  },
  {
    name: 'a clock that is ten minutes behind',
    settings: { aheadMs: -600_000 },
    line: /^problem clock: .* (59\d|60\d) s behind HubSpot's$/,
  },
  {
    name: 'a snippet with a label of another wording',
    arrange: async (world) =>
      world.noteOn(
        await world.ticket(),
        '<p>Cancellation ETF Review</p><p>Contract start date: 1</p><p>Contract end date: 1</p><p>Cancellation notice received: 1</p><p>ETF applies (Yes/No): No</p><p>Fee: 1</p><p>Reviewed by: x</p>',
      ),
    line: /^warning snippet: .* has the label "ETF amount" \(N3\)$/,
  },
];
