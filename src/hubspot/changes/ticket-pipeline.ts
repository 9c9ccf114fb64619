import type { PortalDirectory } from '../portal/portal-directory';

/** Which of the portal's ticket pipelines one is. Of `support`, a ticket's form says whether it matters (C3). */
export type TicketPipeline = 'atRisk' | 'support' | 'other';

/** For the ids of pipelines; asks HubSpot as rarely as the directory does. */
export async function pipelineReader(directory: PortalDirectory): Promise<(pipelineId: string) => TicketPipeline> {
  const [atRisk, support] = await Promise.all([directory.atRiskPipeline(), directory.supportPipeline()]);
  return (pipelineId) => {
    if (pipelineId === atRisk.pipelineId) return 'atRisk';
    return support.kind === 'found' && pipelineId === support.pipelineId ? 'support' : 'other';
  };
}
