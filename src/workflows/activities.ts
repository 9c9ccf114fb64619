import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { BULK_ACTIVITIES, HUBSPOT_ACTIVITIES, TEMPORAL_ACTIVITIES } from './activity-options';

type ToTemporal = Pick<
  Activities,
  'announceTicket' | 'awaitClosing' | 'beginCase' | 'beginCases' | 'recheckRequests' | 'signalRunningCases'
>;

export const activities = proxyActivities<Omit<Activities, keyof ToTemporal>>(HUBSPOT_ACTIVITIES);
export const toTemporal = proxyActivities<ToTemporal>(TEMPORAL_ACTIVITIES);
/** For work on a whole portal. */
export const bulk = proxyActivities<Omit<Activities, keyof ToTemporal>>(BULK_ACTIVITIES);
