import { existsSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { cliSettings, type CliSettings } from '../../config/env';
import { loadPortalConfig, parsePortalConfig, type PortalConfig } from '../../config/portal';
import { SettingsError } from '../../config/settings-error';
import {
  allDifferences,
  bulkPace,
  createInspector,
  creationsOf,
  describeCreation,
  describeDifference,
  verifyToken,
  wantedPipelines,
  wantedProperties,
  type PortalInspector,
  type Difference,
} from '../../hubspot';
import { NotDoneError } from '../output/exit';
import { lineOf, print } from '../output/terminal';
import { portalProposal } from './portal-proposal';

interface PrepareOptions {
  readonly apply?: boolean;
  readonly fromPortal?: boolean;
  readonly out: string;
  readonly force?: boolean;
}

export function prepareCommand(): Command {
  return new Command('prepare')
    .description('shows what the portal lacks of what the portal file names, and creates it with --apply')
    .option('--apply', 'create what is missing: property group, properties, pipelines, stages')
    .option('--from-portal', 'write a portal file from what the portal has, for a person to review')
    .option('--out <file>', 'where --from-portal writes', 'portal.proposed.yaml')
    .option('--force', 'let --from-portal overwrite that file')
    .addHelpText(
      'after',
      `
Nothing that exists is changed, and running it again creates nothing twice. What HubSpot has no API for is listed with the clicks.

Needs HUBSPOT_PORTAL_ID, and HUBSPOT_ACCESS_TOKEN. The app's token can show the plan. --apply needs something that may create
properties; the app may not, on purpose. Make a service key with the scopes tickets, crm.schemas.companies.read,
crm.schemas.companies.write, and settings.users.teams.read for --from-portal (Settings → Integrations → Service Keys), use it for this
command alone, and delete it.`,
    )
    .action(run);
}

async function run(options: PrepareOptions): Promise<void> {
  const settings = cliSettings();
  const { accessToken, apiUrl, portalId } = settings;
  if (accessToken === undefined || portalId === undefined) throw new SettingsError('the environment', unset(settings));
  const portal =
    options.fromPortal === true ? parsePortalConfig('', 'the defaults') : loadPortalConfig(settings.portalConfig);
  const { apiVersion } = portal.hubspot;
  // A token of another portal would create all of it there.
  await verifyToken({ accessToken, apiUrl, apiVersion, portalId });
  const inspector = createInspector({ accessToken, apiUrl, apiVersion, pace: bulkPace(portal.hubspot) });
  try {
    if (options.fromPortal === true) await propose(inspector, portal, options);
    else await prepare(inspector, portal, options.apply === true);
  } finally {
    inspector.close();
  }
}

function unset({ accessToken, portalId }: CliSettings): readonly string[] {
  const variables = { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_PORTAL_ID: portalId };
  return Object.entries(variables).flatMap(([name, value]) => (value === undefined ? [`${name}: is not set`] : []));
}

async function prepare(inspector: PortalInspector, portal: PortalConfig, isApplied: boolean): Promise<void> {
  const schema = await inspector.schema();
  const differences = await allDifferences(wantedProperties(portal), wantedPipelines(portal), schema);
  const creations = creationsOf(differences, schema);
  if (creations.length === 0) print('The portal lacks nothing that HubSpot’s API can create.\n');
  for (const creation of creations) {
    const what = describeCreation(creation);
    if (!isApplied) print(`would create  ${lineOf(what)}\n`);
    else
      print(
        `${(await inspector.create(creation)) === 'created' ? 'created       ' : 'existed       '}${lineOf(what)}\n`,
      );
  }
  const left = isApplied
    ? await leftOver(inspector, portal)
    : differences.filter((each) => !isCreated(each, creations));
  for (const difference of left) {
    const { what, whatToDo } = describeDifference(difference);
    print(`left as it is ${lineOf(what)}\n              → ${lineOf(whatToDo)}\n`);
  }
  print(byHand(portal));
  if (!isApplied && creations.length > 0) print('\nNothing was changed. Create it with at-risk prepare --apply.\n');
  if (left.length > 0)
    throw new NotDoneError(`${String(left.length)} things differ from the portal file, and are left to a person`);
}

/** Read again: what was created counts only once HubSpot shows it. */
async function leftOver(inspector: PortalInspector, portal: PortalConfig): Promise<readonly Difference[]> {
  return allDifferences(wantedProperties(portal), wantedPipelines(portal), await inspector.schema());
}

function isCreated(difference: Difference, creations: ReturnType<typeof creationsOf>): boolean {
  return creations.some((creation) => {
    if (creation.kind === 'group' || creation.wanted !== difference.wanted) return false;
    return creation.kind !== 'stage' || (difference.kind === 'missingStage' && creation.stage === difference.stage);
  });
}

/** What HubSpot has no API for. */
function byHand({ etfSnippet, sop }: PortalConfig): string {
  const teams = [...new Set([...sop.financeTeams, ...sop.requesterTeams])];
  return `
By hand, as HubSpot has no API for it:
- The snippet: Library → Snippets → Create snippet. Name "${etfSnippet.title}", shortcut ${etfSnippet.shortcut}, and as text the title and these lines, each with a colon:
${etfSnippet.labels.map((label) => `    ${lineOf(label)}:`).join('\n')}
- The teams ${teams.map((team) => `"${lineOf(team)}"`).join(', ')}: Settings → Users & Teams → Teams → Create team, with the people who approve and ask.
- Who may edit Finance Approval and Invoice Determination: Settings → Properties → the property → Access (docs/operations.md, "People and properties").
- Other workflows that set the same properties: Settings → Properties → the property → Used in. Turn them off.
`;
}

async function propose(
  inspector: PortalInspector,
  defaults: PortalConfig,
  { out, force = false }: PrepareOptions,
): Promise<void> {
  if (existsSync(out) && !force)
    throw new NotDoneError(`${out} exists. Nothing was written; overwrite it with --force`);
  const text = portalProposal(defaults, await inspector.schema(), await inspector.teams());
  parsePortalConfig(text, out);
  writeFileSync(out, text);
  print(
    `written  ${out}\n\nReview every line, set AT_RISK_PORTAL_CONFIG to it, and run at-risk prepare and at-risk doctor.\n`,
  );
}
