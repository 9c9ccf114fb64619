// Who may import whom. The picture is "Layout" in CONTRIBUTING.md; a rule's comment says what to do instead.

const source = '^(src|emulator|dev|test|bench)/';
const packages = (...names) => `^node_modules/(@types/)?(${names.join('|')})/`;

/** `from` may import from `allowed` alone; everything else in `among` breaks the rule. */
const onlyImports = (from, among, allowed) => ({
  from: { path: from },
  to: { path: among, pathNot: [from, ...allowed] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'sop-is-pure',
      severity: 'error',
      comment:
        'src/sop is the SOP as pure functions over plain data. Pass what you need in as an argument (also the time); only zod and luxon may be imported.',
      ...onlyImports('^src/sop/', '.', [packages('zod', 'luxon')]),
    },
    {
      name: 'workflows-are-deterministic',
      severity: 'error',
      comment:
        'A workflow is replayed, so src/workflows imports only src/sop, @temporalio/workflow, @temporalio/common and zod. Move whatever touches the outside world into an activity.',
      ...onlyImports('^src/workflows/', '.', [
        '^src/sop/',
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
          '^src/sop/(attention|attention-note|audit-report|dates|describe|describe-support|ids|not-read|rules|timeline|work-after)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'activities-import-sop-and-hubspot',
      severity: 'error',
      comment:
        'Activities do what a workflow asks with what src/sop, src/hubspot and src/config offer. Names shared with workflows stand in src/workflows/contract; anything else is passed in.',
      ...onlyImports('^src/activities/', '^src/', ['^src/(sop|hubspot|config)/', '^src/workflows/contract\\b']),
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
      to: { path: packages('@hubspot') },
    },
    {
      name: 'bridge-imports-hubspot-config-and-the-contract',
      severity: 'error',
      comment:
        'The bridge turns HTTP into signals: it needs src/hubspot (payloads, signatures), src/config and src/workflows/contract. Whatever decides belongs in src/sop and is reached through a workflow.',
      ...onlyImports('^src/bridge/', '^src/', ['^src/(hubspot|config)/', '^src/workflows/contract\\b']),
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
        'The command reaches a running case through src/workflows/contract and a Temporal client; it may also use src/sop, src/hubspot and src/config. Workflows and activities run in the worker only.',
      ...onlyImports('^src/cli/', '^src/', ['^src/(sop|hubspot|config)/', '^src/workflows/contract\\b']),
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
      from: { path: '^(src|emulator|dev)/', orphan: true, pathNot: ['\\.d\\.ts$', '(^|/)(main|worker|start)\\.ts$'] },
      to: {},
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'The image is installed without devDependencies. Move the package to dependencies, or do without it.',
      from: { path: '^(src|emulator)/' },
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
