import { Command } from 'commander';
import { doctorSettings, temporalConnection, type DoctorSettings } from '../../config/env';
import { loadPortalConfig, type PortalConfig } from '../../config/portal';
import { runCheck } from '../../doctor/check';
import { checkHubSpot, connectAndCheckTemporal } from '../../doctor/doctor';
import { worstOf, type Checked } from '../../doctor/finding';
import { WEBHOOK_CHECK } from '../../doctor/webhook-check';
import { bulkPace, createInspector } from '../../hubspot';
import { NotDoneError, WarnedError } from '../output/exit';
import { lineOf, print, printJson } from '../output/terminal';
import { checkAppProject } from './app-check';
import { APP_FOLDER } from './app-command';

interface DoctorOptions {
  readonly app: string;
  readonly json?: boolean;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('checks the whole set-up: HubSpot, the portal file, the bridge, Temporal; changes nothing')
    .option('--app <folder>', "the folder of the app's project", APP_FOLDER)
    .option('--json', 'print JSON: a list of {check, kind, what, whatToDo}')
    .addHelpText(
      'after',
      `
One line for each check: ok, WARNING, PROBLEM, or not checked, and what to do. Ends with 0 when nothing was found, with 4 when there are
only warnings, and with 1 when there is a problem. What HubSpot has no API for is not checked, and says the clicks.

Needs HUBSPOT_ACCESS_TOKEN. With BRIDGE_PUBLIC_URL and HUBSPOT_CLIENT_SECRETS it also sends a signed webhook without events to the
bridge.`,
    )
    .action(run);
}

async function run({ app, json = false }: DoctorOptions): Promise<void> {
  const settings = doctorSettings();
  const findings = await checkAll(settings, loadPortalConfig(settings.portalConfig), app);
  if (json) printJson(findings);
  else print(`${findings.map(asText).join('\n')}\n`);
  const of = (kind: Checked['kind']): number => findings.filter((finding) => finding.kind === kind).length;
  const counts = `problems: ${String(of('problem'))}, warnings: ${String(of('warning'))}, not checked: ${String(of('notChecked'))}`;
  switch (worstOf(findings)) {
    case 'problem':
      throw new NotDoneError(counts);
    case 'warning':
      throw new WarnedError(counts);
    case 'ok':
      if (!json) print(`\nNothing wrong was found (${counts}).\n`);
  }
}

async function checkAll(settings: DoctorSettings, portal: PortalConfig, app: string): Promise<readonly Checked[]> {
  const { accessToken, apiUrl, portalId, appId, publicUrl, clientSecrets, taskQueue } = settings;
  const inspector = createInspector({
    accessToken,
    apiUrl,
    apiVersion: portal.hubspot.apiVersion,
    pace: bulkPace(portal.hubspot),
  });
  try {
    return [
      ...(await checkHubSpot({ portal, portalId, appId, inspector, now: Date.now })),
      { check: 'appProject', ...checkAppProject(app, portal, publicUrl) },
      ...(await runCheck(WEBHOOK_CHECK, { publicUrl, clientSecrets, now: Date.now })),
      ...(await connectAndCheckTemporal(temporalConnection(), { portalId, taskQueue, sop: portal.sop })),
    ];
  } finally {
    inspector.close();
  }
}

const MARKS = { ok: 'ok         ', warning: 'WARNING    ', problem: 'PROBLEM    ', notChecked: 'not checked' } as const;

function asText(finding: Checked): string {
  const line = `${MARKS[finding.kind]}  ${lineOf(finding.what)}`;
  return finding.kind === 'ok' ? line : `${line}\n             → ${lineOf(finding.whatToDo)}`;
}
