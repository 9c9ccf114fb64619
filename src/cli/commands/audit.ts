import { Command } from 'commander';
import { cliSettings } from '../../config/env';
import { loadPortalConfig } from '../../config/portal';
import { auditQuery, auditStart } from '../../contract/audit';
import { AUDIT_WORKFLOW } from '../../contract/names';
import { readable } from '../../contract/payloads/readable';
import { emptyReport, type AuditReport } from '../../sop/audit/audit-report';
import { lastCompleted } from '../../temporal/list';
import type { PortalClient } from '../../temporal/portal-client';
import { answeredSoon, inSession } from '../connect';
import { auditAsJson, auditAsText, numberFound } from '../output/audit-text';
import { NotDoneError } from '../output/exit';
import { createProgress } from '../output/progress';
import { print, printJson } from '../output/terminal';
import { untilEnded } from '../until-ended';

interface AuditOptions {
  readonly last?: boolean;
  readonly json?: boolean;
}

type Audit = () => Promise<AuditReport>;

export function auditCommand(): Command {
  return new Command('audit')
    .description('compares all At-Risk tickets, cases and Client Statuses now, as the nightly audit does')
    .option('--last', 'show the report of the last audit instead, nightly or manual')
    .option('--json', 'print JSON: what was compared, the counts, and the findings')
    .addHelpText(
      'after',
      `
Ends with 0 when nothing was found, and with 1 when something was, or when HubSpot did not let everything be read. What is the service's own fault is set right; what
people changed is handled as the setting drift of the portal file says. You may interrupt it: the audit continues in Temporal.`,
    )
    .action(run);
}

async function run({ last = false, json = false }: AuditOptions): Promise<void> {
  const { portalConfig } = cliSettings();
  const { timeZone } = loadPortalConfig(portalConfig).sop;
  const report = await inSession(last ? lastReport : auditNow);
  if (json) printJson(auditAsJson(report));
  else print(auditAsText(report, timeZone));
  const found = numberFound(report);
  if (found > 0)
    throw new NotDoneError(`the audit found ${String(found)} ${found === 1 ? 'difference' : 'differences'}`);
  if (report.notRead.length > 0) throw new NotDoneError('the audit could not read everything');
}

/** Starts the audit, or joins the one that a person has already started, and waits for its end. */
async function auditNow({ temporal, portalId, taskQueue }: PortalClient): Promise<AuditReport> {
  const start = { ...auditStart(portalId, taskQueue), workflowIdConflictPolicy: 'USE_EXISTING' as const };
  const { workflowId } = await answeredSoon(temporal, () => temporal.workflow.start(AUDIT_WORKFLOW, start));
  // Not tied to one run: a long audit continues in further ones.
  const handle = temporal.workflow.getHandle<Audit>(workflowId);
  const progress = createProgress(process.stderr);
  await progress('compared', 0, async (tell) => {
    await untilEnded(temporal, handle, async () => {
      const { checked } = readable(await answeredSoon(temporal, () => handle.query(auditQuery)));
      tell(checked.tickets + checked.cases + checked.companies);
    });
  });
  return readable(await answeredSoon(temporal, () => handle.result()));
}

async function lastReport({ temporal, portalId }: PortalClient): Promise<AuditReport> {
  const { workflowId } = auditStart(portalId, '');
  const last = await answeredSoon(temporal, () => lastCompleted<AuditReport>(temporal, AUDIT_WORKFLOW, workflowId));
  if (last === undefined) throw new NotDoneError('there was no audit yet, or Temporal no longer keeps it');
  // A report of an older version does not say what it could not read.
  return { ...emptyReport(last.result.startedAt), ...last.result };
}
