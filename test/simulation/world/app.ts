import { SERVICE_APP } from '../oracle/history';

/** The service as histories name it. */
export const APP = { sourceType: 'INTEGRATION', sourceId: SERVICE_APP } as const;
