// Who may import whom. The diagram is "Layout" in CONTRIBUTING.md; a rule's comment says what to do instead.

const source = '^(src|emulator|hubspot-app|dev|test|bench)/';
const packages = (...names) => `^node_modules/(@types/)?(${names.join('|')})/`;

/** `from` may import from `allowed` alone; everything else in `among` breaks the rule. */
const onlyImports = (from, among, allowed) => ({
  from: { path: from },
  to: { path: among, pathNot: [from, ...allowed] },
});

/**
 * One rule for each folder of `parent`, from its layers: a folder imports only those named beside it. A new folder is named here, with
 * what stands in it.
 */
const layers = (parent, folders, entry) => [
  ...folders.map(([folder, what, ...below]) => ({
    name: `${parent.replace('src/', '')}/${folder}`,
    severity: 'error',
    comment: `${parent}/${folder} is ${what}. It imports ${below.length === 0 ? 'no other folder' : below.join(', ')} of ${parent}; what two folders need belongs below both.`,
    ...onlyImports(
      `^${parent}/${folder}/`,
      `^${parent}/`,
      below.map((name) => `^${parent}/${name}/`),
    ),
  })),
  {
    name: `${parent.replace('src/', '')}-has-layers`,
    severity: 'error',
    comment: `A folder of ${parent} that has no layer yet: name it in .dependency-cruiser.cjs, with the folders below it.`,
    from: { path: `^${parent}/[^/]+/`, pathNot: folders.map(([folder]) => `^${parent}/${folder}/`) },
    to: { path: `^${parent}/` },
  },
  {
    name: `${parent.replace('src/', '')}-entry`,
    severity: 'error',
    comment: `The folders of ${parent} are joined at ${entry} alone, which none of them imports.`,
    from: { path: `^${parent}/[^/]+/` },
    to: { path: `^${parent}/[^/]+\\.ts$` },
  },
];

const SOP = [
  ['zones', 'what the clocks of a time zone show, and when'],
  ['vocabulary', 'the words that all of src/sop uses: ids, dates, timelines, facts, settings', 'zones'],
  ['decision', 'what a decision consists of: requirements, writes, drift, what needs attention', 'vocabulary'],
  ['ticket', 'what a ticket itself shows: its answer, and what closed it', 'vocabulary', 'decision'],
  ['notes', 'X1: one note for one cause, kept up to date and settled', 'vocabulary', 'decision', 'ticket'],
  ['evidence', 'N2–N5: what is there, and what is missing', 'vocabulary', 'decision', 'ticket'],
  ['invoice', 'I1–I4: the hold, and Finance’s approval', 'vocabulary', 'decision', 'ticket'],
  ['paths', 'S1–S5, N1–N8: saved, not saved, superseded', 'vocabulary', 'decision', 'ticket', 'evidence', 'invoice'],
  ['deactivation', 'N9: the checklist, and work after the date', 'vocabulary', 'decision'],
  [
    'after-closing',
    'C1, C2, C4, X2: what changes after the ticket is closed',
    'vocabulary',
    'decision',
    'ticket',
    'evidence',
    'invoice',
  ],
  ['attention', 'X1: the note or task that asks a person for help', 'vocabulary', 'decision', 'ticket', 'notes'],
  [
    'reminders',
    'X1: whose turn it is, and the tasks and the digest that say so',
    'vocabulary',
    'decision',
    'ticket',
    'evidence',
    'invoice',
    'attention',
    'overview',
  ],
  ['support', 'C3: requests by PrimeSupport’s form', 'vocabulary', 'decision', 'notes', 'evidence', 'after-closing'],
  ['shown', 'X1: what the ticket shows of its case in HubSpot', 'vocabulary', 'decision'],
  [
    'overview',
    'what lists, the calendar, reports and the card show of a case',
    'vocabulary',
    'decision',
    'ticket',
    'evidence',
    'invoice',
  ],
  ['audit', 'the nightly comparison of HubSpot with the cases', 'vocabulary', 'decision'],
  [
    'shadow',
    'mode observe: writes that are kept, assumed, and compared with what others did',
    'vocabulary',
    'decision',
    'support',
  ],
];

const HUBSPOT = [
  ['http', 'the connections to HubSpot, bounded in time and size'],
  ['client', 'calls to HubSpot: batches, searches, limits, errors', 'http'],
  ['token', 'the check of the access token and its scopes', 'http', 'client'],
  ['portal', 'how this portal is set up', 'client'],
  ['records', 'one HubSpot record in the SOP’s words', 'client', 'portal'],
  ['webhooks', 'webhooks: signatures, payloads, and which events matter', 'portal', 'records'],
  ['app-project', 'the app as a project of HubSpot’s developer platform, from the portal file', 'token', 'webhooks'],
  [
    'setup',
    'what prepare and doctor compare, and prepare creates: the portal against its portal file',
    'http',
    'client',
    'token',
    'portal',
    'records',
    'webhooks',
  ],
  ['read', 'reads: the snapshot of a case, and what audit and reports need', 'client', 'portal', 'records'],
  ['write', 'the writes of a decision', 'client', 'portal', 'records'],
  ['support', 'C3: the support tickets of PrimeSupport’s form', 'client', 'portal', 'records', 'read', 'write'],
  ['changes', 'what changed lately, for the sweep', 'client', 'portal', 'records', 'webhooks', 'support'],
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers('src/sop', SOP, 'decide.ts and needs.ts'),
    ...layers('src/hubspot', HUBSPOT, 'gateway.ts and index.ts'),
    {
      name: 'sop-is-pure',
      severity: 'error',
      comment:
        'src/sop is the SOP as pure functions over plain data. Pass what you need in as an argument (also the time); only zod may be imported.',
      ...onlyImports('^src/sop/', '.', [packages('zod')]),
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      comment:
        'A workflow is replayed, so src/workflows imports only src/sop, src/contract, @temporalio/workflow, @temporalio/common and zod. Move whatever touches the outside world into an activity.',
      ...onlyImports('^src/workflows/', '.', [
        '^src/sop/',
        '^src/contract/',
        '^src/activities/',
        packages('@temporalio/(workflow|common)', 'zod'),
      ]),
    },
    {
      name: 'workflows-know-only-the-types-of-activities',
      severity: 'error',
      comment:
        'Write `import type` for activities and call them through proxyActivities: their code must not get into the workflow bundle.',
      from: { path: '^src/workflows/' },
      to: { path: '^src/activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-decide-nothing',
      severity: 'error',
      comment:
        'Rules change while cases sleep, and a workflow is replayed with the rules of today. Decide in the activity that reads, and apply what its result says; of src/sop workflows import types, and the words that describe them.',
      from: { path: '^src/workflows/' },
      to: {
        path: '^src/sop/',
        pathNot:
          '^src/sop/(vocabulary/(dates|ids|rules|timeline)|decision/(attention|describe|purpose)|attention/attention-note|support/describe-support|audit/(audit-report|not-read)|shadow/kept|deactivation/work-after|overview/words)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'activities-import-sop-and-hubspot',
      severity: 'error',
      comment:
        'Activities do what a workflow asks with what src/sop, src/hubspot, src/temporal, src/intake and src/config offer. Names shared with workflows stand in src/contract; anything else is passed in.',
      ...onlyImports('^src/activities/', '^src/', ['^src/(sop|hubspot|temporal|intake|config|contract)/']),
    },
    {
      name: 'intake-is-below-bridge-and-activities',
      severity: 'error',
      comment:
        'src/intake says what the events of HubSpot mean for tickets, and signals running cases, for the bridge and the activities alike; it must not know who calls it.',
      ...onlyImports('^src/intake/', '^src/', ['^src/(sop/vocabulary|hubspot|temporal|config|contract)/']),
    },
    {
      name: 'activities-reach-temporal-through-its-folder',
      severity: 'error',
      comment:
        'Activities and src/intake start, signal, describe and list workflows through src/temporal, as the bridge and the command do; of @temporalio/client they import types.',
      from: { path: '^src/(activities|intake)/' },
      to: { path: packages('@temporalio/client'), dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'temporal-knows-only-contract-and-sop',
      severity: 'error',
      comment:
        'src/temporal starts, signals, describes and lists workflows for all callers alike. It imports src/contract and the words of src/sop, and must not know who calls it: pass values in.',
      ...onlyImports('^src/temporal/', '^src/', [
        '^src/(contract|sop/vocabulary|sop/audit|sop/decision/decision|sop/overview/words)',
      ]),
    },
    {
      name: 'hubspot-knows-only-sop-and-config',
      severity: 'error',
      comment:
        'src/hubspot translates between HubSpot and the words of src/sop; it must not know who calls it. Pass callbacks or values in.',
      ...onlyImports('^src/hubspot/', '^src/', ['^src/(sop|config)/']),
    },
    {
      name: 'only-hubspot-imports-the-client',
      severity: 'error',
      comment:
        'Only src/hubspot talks to @hubspot/api-client. Add what you need to its gateway, in our words, and call that.',
      from: { path: '^(src|emulator|dev|bench)/', pathNot: '^src/hubspot/' },
      to: { path: packages('@hubspot/api-client') },
    },
    {
      name: 'bridge-imports-hubspot-temporal-config-and-the-contract',
      severity: 'error',
      comment:
        'The bridge turns HTTP into signals: it needs src/hubspot (payloads, signatures), src/temporal, src/intake, src/codec, src/config, src/contract, and src/telemetry for its metrics. Whatever decides belongs in src/sop and is reached through a workflow.',
      ...onlyImports('^src/bridge/', '^src/', [
        '^src/(hubspot|temporal|intake|codec|config|contract|app-backend|telemetry)/',
      ]),
    },
    {
      name: 'app-backend-answers-from-temporal',
      severity: 'error',
      comment:
        'src/app-backend answers the card and the page from what Temporal holds, and decides nothing itself: it shows what src/sop says. Whatever is to be read from HubSpot is read by the case.',
      ...onlyImports('^src/app-backend/', '^src/', ['^src/(sop|hubspot/index\\.ts|temporal|config|contract)']),
    },
    {
      name: 'app-backend-takes-only-signatures-from-hubspot',
      severity: 'error',
      comment:
        'No call to HubSpot is made for the card or the page: of src/hubspot only the check of signatures is used.',
      from: { path: '^src/app-backend/(?!entry/backend\\.ts)' },
      to: { path: '^src/hubspot/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'of-the-hubspot-app-only-the-agreed-types',
      severity: 'error',
      comment: 'HubSpot builds and runs hubspot-app/; the service knows only the types of what both have agreed on.',
      from: { path: '^src/' },
      to: { path: '^hubspot-app/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'telemetry-counts-what-temporal-shows',
      severity: 'error',
      comment:
        'src/telemetry is the metrics, their names and what is counted in Temporal when they are scraped, and the traces. It asks nothing of HubSpot; what a part counts itself, it passes in.',
      ...onlyImports('^src/telemetry/', '^src/', ['^src/(contract|temporal)/', '^src/sop/']),
    },
    {
      name: 'only-tracing-imports-opentelemetry',
      severity: 'error',
      comment:
        'src/telemetry/tracing alone knows OpenTelemetry, and is loaded only where something is traced. Others are given what src/telemetry/tracing/tracing.ts names; workflows pass ids on, of src/contract/payloads/trace-header.ts.',
      from: { path: '^(src|emulator|dev|bench)/', pathNot: '^src/telemetry/tracing/' },
      to: { path: packages('@opentelemetry/[^/]+', '@temporalio/interceptors-opentelemetry') },
    },
    {
      name: 'bridge-is-a-temporal-client',
      severity: 'error',
      comment:
        'The bridge only starts, signals and queries: use @temporalio/client (and the error types of @temporalio/common).',
      ...onlyImports('^src/bridge/', packages('@temporalio/[^/]+'), [
        packages('@temporalio/(client|common|envconfig)'),
      ]),
    },
    {
      name: 'cli-runs-no-workflow',
      severity: 'error',
      comment:
        'The command reaches a running case through src/contract and src/temporal; it may also use src/sop, src/hubspot, src/codec, src/config and src/doctor. Workflows and activities run in the worker only; `at-risk replay` has its code replayed there.',
      ...onlyImports('^src/cli/', '^src/', [
        '^src/(sop|hubspot|temporal|config|contract|codec|doctor)/',
        '^src/worker/replay\\.ts$',
      ]),
    },
    {
      name: 'doctor-checks-through-hubspot-and-a-temporal-client',
      severity: 'error',
      comment:
        'src/doctor is a list of checks of the set-up, for the command and the worker. It asks HubSpot through src/hubspot and Temporal through src/temporal, changes nothing, and does not know who runs it.',
      ...onlyImports('^src/doctor/', '^src/', ['^src/(hubspot|temporal|config|contract|codec)/']),
    },
    {
      name: 'codec-knows-payloads-and-keys-alone',
      severity: 'error',
      comment:
        'src/codec turns values into what Temporal keeps, and back, for worker, bridge and command alike. It imports src/config (the keys) and src/contract (the converters that workflows use too), and knows nothing of what it encrypts.',
      ...onlyImports('^src/codec/', '^src/', ['^src/(config|contract)/']),
    },
    {
      name: 'contract-is-below-its-callers',
      severity: 'error',
      comment:
        'src/contract is what workflows, activities and callers agree on: names, ids, payloads. It may use the words of src/sop.',
      ...onlyImports('^src/contract/', '.', ['^src/sop/', packages('@temporalio/(workflow|common)', 'zod')]),
    },
    {
      name: 'config-stands-alone',
      severity: 'error',
      comment:
        'src/config reads and validates settings, and may use the schemas of src/sop. Others import it, not the reverse.',
      ...onlyImports('^src/config/', '^src/', ['^src/sop/']),
    },
    {
      name: 'composition-roots-are-not-imported',
      severity: 'error',
      comment:
        'worker.ts and main.ts only put parts together and run. Move what you want to share into a module beside it.',
      from: { path: '^(src|emulator)/' },
      to: { path: ['^src/worker\\.ts$', '^(src|emulator)/.*main\\.ts$'] },
    },
    {
      name: 'service-knows-no-development-code',
      severity: 'error',
      comment: 'src is what is deployed: it never imports emulator, dev, test or bench.',
      from: { path: '^src/' },
      to: { path: '^(emulator|dev|test|bench|scripts)/' },
    },
    {
      name: 'emulator-stands-alone',
      severity: 'error',
      comment:
        'The emulator imports nothing of the service, so that its own signing and its own reading of the API check ours.',
      from: { path: '^emulator/' },
      to: { path: '^(src|dev|test|bench|scripts)/' },
    },
    {
      name: 'the-app-stands-alone',
      severity: 'error',
      comment:
        'HubSpot builds hubspot-app by itself, from these files alone. What it must know of the service stands in hubspot-app/src/app/backend.',
      ...onlyImports('^hubspot-app/', '^(src|emulator|dev|test|bench|scripts)/', []),
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      comment:
        'Helpers of tests stay in test/support. What other code needs too belongs in dev (or src). A bench measures what tests recorded.',
      from: { pathNot: '^(test|bench)/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two modules that import each other are one. Join them, or move what both need into a third.',
      from: { path: source },
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this module and it imports nothing: delete it, or import it where it belongs.',
      from: {
        path: '^(src|emulator|dev)/',
        orphan: true,
        // The last one is given to Node.
        pathNot: ['\\.d\\.ts$', '(^|/)(main|worker|start)\\.ts$', '^dev/alerts/clock-ahead\\.mjs$'],
      },
      to: {},
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment:
        'The image is installed without devDependencies. Move the package to dependencies, or do without it. What emulator/extensions shows in a browser is bundled when the image is built.',
      from: { path: '^(src|emulator)/', pathNot: '^emulator/extensions/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/@types/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'This import leads nowhere: mend the path, or add the package to package.json.',
      from: { path: source },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.cache|\\.git)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['require', 'node', 'default', 'types'] },
  },
};
