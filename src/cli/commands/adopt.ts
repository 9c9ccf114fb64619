import { Command } from 'commander';
import { cliSettings, type CliSettings } from '../../config/env';
import { loadPortalConfig } from '../../config/portal';
import { SettingsError } from '../../config/settings-error';
import { bulkPace, createHubSpot, verifyToken } from '../../hubspot';
import { instantAt } from '../../sop/vocabulary/dates';
import type { TicketId } from '../../sop/vocabulary/ids';
import { adopt, type Adoption, type AdoptionDependencies, type AdoptionOptions } from '../adoption/adoption';
import { adoptionAsJson, adoptionAsText, refusals } from '../adoption/adoption-report';
import { parseTicketId, wholeNumber } from '../arguments';
import { casesOf, type Cases } from '../cases';
import { openSession } from '../connect';
import { NotDoneError, explain } from '../output/exit';
import { createProgress } from '../output/progress';
import { print, printJson, warn } from '../output/terminal';
import { retrying } from '../retrying';

/** A case reads HubSpot one to six times when it starts; HubSpot's queue limits the rate, and cases started sooner wait there. */
export const DEFAULT_RATE = 3;

interface AdoptOptions {
  readonly ticket: readonly TicketId[];
  readonly dryRun?: boolean;
  readonly rate: number;
  readonly json?: boolean;
}

export function adoptCommand(): Command {
  return new Command('adopt')
    .description(
      "starts a case for every ticket in the portal's At-Risk pipeline, in its current state, and follows open support requests (SOP rules X3, C3)",
    )
    .option('--ticket <id>', 'only this ticket; may be given several times', collectTicket, [])
    .option('--dry-run', 'say what each case would be and do, and write nothing to HubSpot or Temporal')
    .option('--rate <n>', 'cases started per second', wholeNumber('A rate', 1_000), DEFAULT_RATE)
    .option('--json', 'print JSON: a summary, and each ticket')
    .addHelpText(
      'after',
      `
Run it again at any time: cases that run are left alone, and what is missing is started.
Also needs HUBSPOT_ACCESS_TOKEN and HUBSPOT_APP_ID, with the same values as the worker.`,
    )
    .action(run);
}

async function run({ ticket: ticketIds, dryRun = false, rate, json }: AdoptOptions): Promise<void> {
  const adoption = await adoptPortal({ ticketIds, dryRun, rate });
  if (json === true) printJson(adoptionAsJson(adoption, dryRun));
  else print(adoptionAsText(adoption, dryRun));
  const refused = ticketIds.length > 0 ? refusals(adoption.adoptees) : [];
  if (refused.length > 0) throw new NotDoneError(`no At-Risk ticket: ${refused.join(', ')}`);
}

/** Takes on all tickets, or these; in a dry run it says what each case would be and do. */
export async function adoptPortal(options: AdoptionOptions): Promise<Adoption> {
  const settings = adoptSettings();
  const portal = loadPortalConfig(settings.portalConfig);
  await retrying(() => verifyToken({ ...settings, apiVersion: portal.hubspot.apiVersion }));
  const hubspot = createHubSpot({ ...settings, portal, pace: bulkPace(portal.hubspot) });
  const deps: Omit<AdoptionDependencies, 'cases'> = {
    hubspot,
    settings: portal.sop,
    progress: createProgress(process.stderr),
    now: () => instantAt(Date.now()),
  };
  try {
    return await withCases(settings, options.dryRun, (cases) => adopt({ ...deps, cases }, options));
  } finally {
    hubspot.close();
  }
}

async function withCases<T>(
  { taskQueue, portalId }: AdoptSettings,
  dryRun: boolean,
  work: (cases: Cases | undefined) => Promise<T>,
): Promise<T> {
  const session = await (dryRun ? openSession().catch(withoutTemporal) : openSession());
  try {
    return await work(session && casesOf(session.temporal, portalId, taskQueue));
  } finally {
    await session?.close();
  }
}

/** A dry run is useful before there is a Temporal to connect to. */
function withoutTemporal(error: unknown): undefined {
  warn(`${explain(error).message}; it is not known which cases are already running\n`);
}

export type AdoptSettings = CliSettings & Readonly<Record<'accessToken' | 'appId' | 'portalId', string>>;

/** Without the app's id this service would not recognize its own changes and notes, and would repeat them. */
export function adoptSettings(): AdoptSettings {
  const settings = cliSettings();
  const { accessToken, appId, portalId } = settings;
  if (accessToken !== undefined && appId !== undefined && portalId !== undefined) {
    return { ...settings, accessToken, appId, portalId };
  }
  const needed = { HUBSPOT_ACCESS_TOKEN: accessToken, HUBSPOT_APP_ID: appId, HUBSPOT_PORTAL_ID: portalId };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined);
  throw new SettingsError(
    'the environment',
    missing.map(([name]) => `${name}: is not set`),
  );
}

function collectTicket(text: string, before: readonly TicketId[]): readonly TicketId[] {
  return [...before, parseTicketId(text)];
}
