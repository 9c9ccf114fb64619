import type { PortalConfig } from '../../config/portal';
import type { TicketChange, Write } from '../../sop/decision/decision';
import { writtenSchema } from '../client/answers';
import { ask, input, type HubSpotClient, type WriteCall } from '../client/client';
import { HubSpotError } from '../client/errors';
import type { AtRiskPipeline, PortalDirectory } from '../portal/portal-directory';
import { writeDetermination, writeYesNo } from '../portal/values';
import { STAGE } from '../records/ticket-facts';
import type { ServiceApps } from '../records/timeline-of';
import { clearCaseTicket } from './case-ticket';
import type { RecordLinks } from './names';
import { shownProperties } from './show';
import { addCompanyNote, addTicketNote, updateNote } from './write-notes';
import { callOffTasks, changeTasks, createTasks, moveTasks, reassociateTasks } from './write-tasks';

export interface WritingContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly apps: ServiceApps;
  readonly links: RecordLinks;
  /** The options of each call that changes something. */
  readonly call: WriteCall;
}

/** Applies one wanted change. Doing it twice changes nothing more. */
export async function perform(context: WritingContext, write: Write): Promise<void> {
  const { call } = context;
  const { api } = context.client;
  switch (write.kind) {
    case 'setClientStatus': {
      const { properties, statuses } = context.portal.company;
      const { status, caseTicket } = write;
      const shown = caseTicket === undefined ? {} : { [properties.caseTicket]: caseTicket ?? '' };
      const values = { [properties.clientStatus]: statuses[status] };
      return withWhatIsShown(values, shown, (both) =>
        ask('set the Client Status', writtenSchema, () =>
          api.crm.companies.basicApi.update(write.companyId, input({ properties: both }), undefined, call),
        ),
      );
    }
    case 'updateTicket': {
      const values = ticketProperties(write.change, context.portal, await context.directory.atRiskPipeline());
      return withWhatIsShown(values, shownProperties(write.shown ?? {}, context.portal), (both) =>
        ask('update a ticket', writtenSchema, () =>
          api.crm.tickets.basicApi.update(write.ticketId, input({ properties: both }), undefined, call),
        ),
      );
    }
    case 'showOnTicket': {
      const values = shownProperties(write.shown, context.portal);
      await ask('show a case on its ticket', writtenSchema, () =>
        api.crm.tickets.basicApi.update(write.ticketId, input({ properties: values }), undefined, call),
      );
      return;
    }
    case 'clearCaseTicket':
      return clearCaseTicket(context, write);
    case 'addNote':
      return addTicketNote(context, write.ticketId, write);
    case 'updateNote':
      return updateNote(context, write);
    case 'addCompanyNote':
      return addCompanyNote(context, write.companyId, write);
    case 'createTasks':
      return createTasks(context, write);
    case 'moveTasks':
      return moveTasks(context, write);
    case 'changeTasks':
      return changeTasks(context, write);
    case 'reassociateTasks':
      return reassociateTasks(context, write);
    case 'callOffTasks':
      return callOffTasks(context, write);
  }
}

/**
 * X1: what is changed and what is shown, in one call. What is shown never keeps a change from being made: where HubSpot names one of
 * its properties as the reason for a refusal, the change is made alone.
 */
async function withWhatIsShown(
  change: Readonly<Record<string, string>>,
  shown: Readonly<Record<string, string>>,
  update: (values: Record<string, string>) => Promise<unknown>,
): Promise<void> {
  try {
    await update({ ...change, ...shown });
  } catch (error) {
    if (!(error instanceof HubSpotError) || !Object.keys(shown).some((name) => error.detail.includes(name)))
      throw error;
    await update({ ...change });
  }
}

/** The change in the portal's own names and values; HubSpot clears a property with an empty text. */
export function ticketProperties(
  change: TicketChange,
  portal: PortalConfig,
  pipeline: AtRiskPipeline,
): Record<string, string> {
  const { properties } = portal.ticket;
  return {
    ...(change.stage !== undefined && {
      [STAGE]: change.stage === 'closed' ? pipeline.closedStageId : pipeline.reopenStageId,
    }),
    ...(change.customerSaved !== undefined && {
      [properties.customerSaved]: writeYesNo(change.customerSaved, 'customerSaved', portal),
    }),
    ...(change.cancellationApproval !== undefined && {
      [properties.cancellationApproval]: writeYesNo(change.cancellationApproval, 'cancellationApproval', portal),
    }),
    ...(change.rcmCancellationDate !== undefined && {
      [properties.rcmCancellationDate]: change.rcmCancellationDate ?? '',
    }),
    ...(change.invoiceDetermination !== undefined && {
      [properties.invoiceDetermination]: writeDetermination(change.invoiceDetermination, portal),
    }),
    ...(change.financeApproval !== undefined && {
      [properties.financeApproval]:
        change.financeApproval === null ? '' : writeYesNo(change.financeApproval, 'financeApproval', portal),
    }),
  };
}
