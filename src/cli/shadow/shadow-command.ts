import { writeFileSync } from 'node:fs';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { Command } from 'commander';
import { loadPortalConfig, type PortalConfig } from '../../config/portal';
import { SIGNALS, type CaseEvent } from '../../contract/signals';
import { bulkPace, chunks, createHubSpot, createPace, verifyToken } from '../../hubspot';
import { compareTicket } from '../../sop/shadow/compare';
import { EPOCH, earliest, instantAt } from '../../sop/vocabulary/dates';
import type { PortalClient } from '../../temporal/portal-client';
import { adoptionAsText } from '../adoption/adoption-report';
import { wholeNumber } from '../arguments';
import { DEFAULT_RATE, adoptPortal, adoptSettings, type AdoptSettings } from '../commands/adopt';
import { answeredSoon, inSession } from '../connect';
import { NotDoneError } from '../output/exit';
import { createProgress } from '../output/progress';
import { print, printJson, warn } from '../output/terminal';
import { retrying } from '../retrying';
import { byAtRiskTicket, observing, shadowsOf, type ShadowOfTicket } from './observed-tickets';
import { reportAsPage } from './shadow-page';
import { reportAsCsv, reportAsJson, reportAsText, type ShadowReport } from './shadow-text';

const DEFAULT_TOLERANCE_MINUTES = 60;
/** Of each of HubSpot's histories: two calls for 50 tickets. */
const READ_TOGETHER = 50;

const NEEDS = `
Also needs HUBSPOT_ACCESS_TOKEN and HUBSPOT_APP_ID, with the same values as the worker, and a running worker.`;

export function shadowCommand(): Command {
  return new Command('shadow')
    .description(
      'for a pipeline that is only observed (mode: observe): what the service would have done, and how to switch it on',
    )
    .addCommand(reportCommand())
    .addCommand(switchOnCommand());
}

interface ReportOptions {
  readonly tolerance: number;
  readonly csv?: string;
  readonly html?: string;
  readonly json?: boolean;
}

function reportCommand(): Command {
  return new Command('report')
    .description('compares what would have been written with what people and other automations did in HubSpot')
    .option(
      '--tolerance <minutes>',
      'how far apart two changes count as the same',
      wholeNumber('A tolerance', 10_080),
      DEFAULT_TOLERANCE_MINUTES,
    )
    .option('--csv <file>', 'write the comparison as CSV too')
    .option('--html <file>', 'write it as a page that can be mailed, too')
    .option('--json', 'print JSON: the counts, and each comparison')
    .addHelpText(
      'after',
      `
Run it before the pipeline is switched on: then what was kept is dropped. Reads two calls of HubSpot for each ${String(READ_TOGETHER)} tickets.${NEEDS}`,
    )
    .action(report);
}

async function report({ tolerance, csv, html, json }: ReportOptions): Promise<void> {
  const settings = adoptSettings();
  const portal = loadPortalConfig(settings.portalConfig);
  const { timeZone } = portal.sop;
  const made = await inSession((session) => makeReport(session, settings, portal, tolerance));
  if (csv !== undefined) save(csv, reportAsCsv(made, timeZone));
  if (html !== undefined) save(html, reportAsPage(made, timeZone));
  if (json === true) printJson(reportAsJson(made));
  else print(reportAsText(made, timeZone));
}

async function makeReport(
  { temporal, portalId }: PortalClient,
  settings: AdoptSettings,
  portal: PortalConfig,
  tolerance: number,
): Promise<ShadowReport> {
  const progress = createProgress(process.stderr);
  const runs = await answeredSoon(temporal, () => observing(temporal, portalId, false));
  const tickets = byAtRiskTicket(await shadowsOf(temporal, runs, progress));
  const observed = tickets.length === 0 ? [] : await withHistories(tickets, settings, portal);
  const [first, ...others] = tickets.map(({ since }) => since);
  return {
    madeAt: instantAt(Date.now()),
    since: first === undefined ? undefined : earliest(first, ...others),
    tickets: tickets.length,
    comparisons: observed.flatMap((each) => compareTicket(each, tolerance * 60_000)),
  };
}

async function withHistories(
  tickets: readonly ShadowOfTicket[],
  settings: AdoptSettings,
  portal: PortalConfig,
): Promise<readonly Parameters<typeof compareTicket>[0][]> {
  await retrying(() => verifyToken(settings));
  const hubspot = createHubSpot({ ...settings, portal, pace: bulkPace(portal.hubspot) });
  const progress = createProgress(process.stderr);
  try {
    return await progress('tickets read', tickets.length, async (tell) => {
      const read: Parameters<typeof compareTicket>[0][] = [];
      for (const some of chunks(tickets, READ_TOGETHER)) {
        const histories = await retrying(() => hubspot.readHistories(some));
        for (const ticket of some) read.push({ ...ticket, ...histories.get(ticket.ticketId) });
        tell(read.length);
      }
      return read;
    });
  } finally {
    hubspot.close();
  }
}

function save(file: string, text: string): void {
  try {
    writeFileSync(file, text);
    warn(`written to ${file}\n`);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
    throw new NotDoneError(`${file} cannot be written (${code})`);
  }
}

interface SwitchOnOptions {
  readonly dryRun?: boolean;
  readonly rate: number;
}

function switchOnCommand(): Command {
  return new Command('switch-on')
    .description(
      'once mode is on in the portal file and the workers are restarted: makes every case follow HubSpot as it is now',
    )
    .option('--dry-run', 'say what each case would write now, and write nothing to HubSpot or Temporal')
    .option('--rate <n>', 'cases checked or started per second', wholeNumber('A rate', 1_000), DEFAULT_RATE)
    .addHelpText(
      'after',
      `
Begin with --dry-run, while the mode is still observe. Switching on drops what was kept: take the report first.${NEEDS}`,
    )
    .action(switchOn);
}

async function switchOn({ dryRun = false, rate }: SwitchOnOptions): Promise<void> {
  if (dryRun) {
    print(adoptionAsText(await adoptPortal({ ticketIds: [], dryRun: true, rate }), true));
    return;
  }
  const { portalConfig } = adoptSettings();
  const { ticket, supportRequests } = loadPortalConfig(portalConfig);
  if (ticket.mode === 'observe' && supportRequests.mode === 'observe') {
    throw new NotDoneError(
      `${portalConfig} still says mode: observe. Set it to on, restart the workers, and run this again`,
    );
  }
  const checked = await inSession((session) => checkObserving(session, rate));
  const adoption = await adoptPortal({ ticketIds: [], dryRun: false, rate });
  print(adoptionAsText(adoption, false));
  print(`Checked again after observing: ${String(checked)}.\n`);
}

/** A case that sleeps does not know that it may write now. */
async function checkObserving({ temporal, portalId }: PortalClient, rate: number): Promise<number> {
  const runs = await answeredSoon(temporal, () => observing(temporal, portalId, true));
  const pace = createPace(1, 1_000 / rate);
  const event: CaseEvent = { eventIds: [], occurredAt: EPOCH };
  return createProgress(process.stderr)('cases checked again', runs.length, async (tell) => {
    for (const [index, { workflowId }] of runs.entries()) {
      await pace();
      await unlessEnded(() => temporal.workflow.getHandle(workflowId).signal(SIGNALS.recheck, event), temporal);
      tell(index + 1);
    }
    return runs.length;
  });
}

/** One may end between the listing and the signal. */
async function unlessEnded(signal: () => Promise<void>, temporal: Client): Promise<void> {
  try {
    await answeredSoon(temporal, signal);
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}
