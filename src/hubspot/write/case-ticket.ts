import type { PortalConfig } from '../../config/portal';
import type { Write } from '../../sop/decision/decision';
import { recordSchema, writtenSchema } from '../client/answers';
import { CALL, ask, input, unlessGone, type HubSpotClient, type WriteCall } from '../client/client';
import type { PortalDirectory } from '../portal/portal-directory';

interface CompanyContext {
  readonly client: HubSpotClient;
  readonly directory: PortalDirectory;
  readonly portal: PortalConfig;
  readonly call: WriteCall;
}

type ClearCaseTicket = Extract<Write, { kind: 'clearCaseTicket' }>;

/** X1: a company that names another ticket by now, or none, stays as it is. */
export async function clearCaseTicket(
  { client, portal, directory, call }: CompanyContext,
  { companyId, ticketId }: ClearCaseTicket,
): Promise<void> {
  if (!(await directory.fits()).caseTicket) return;
  const { caseTicket } = portal.company.properties;
  const { basicApi } = client.api.crm.companies;
  const company = await unlessGone(() =>
    ask('read a company', recordSchema, () =>
      basicApi.getById(companyId, [caseTicket], undefined, undefined, false, undefined, CALL),
    ),
  );
  if (company?.properties[caseTicket] !== ticketId) return;
  await ask('clear the ticket of a company', writtenSchema, () =>
    basicApi.update(companyId, input({ properties: { [caseTicket]: '' } }), undefined, call),
  );
}
