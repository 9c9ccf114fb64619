import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities';
import { BULK_ACTIVITIES, CHAT_ACTIVITIES, HUBSPOT_ACTIVITIES, TEMPORAL_ACTIVITIES } from './activity-options';

type ToTemporal = Pick<
  Activities,
  | 'announceTicket'
  | 'awaitClosing'
  | 'beginCase'
  | 'beginCases'
  | 'readDigest'
  | 'recheckRequests'
  | 'signalRunningCases'
>;

export const activities = proxyActivities<Omit<Activities, keyof ToTemporal | 'postDigest'>>(HUBSPOT_ACTIVITIES);
export const toTemporal = proxyActivities<ToTemporal>(TEMPORAL_ACTIVITIES);
/** Leaders' chat. */
export const toChat = proxyActivities<Pick<Activities, 'postDigest'>>(CHAT_ACTIVITIES);
/** For work on a whole portal. */
export const bulk = proxyActivities<Omit<Activities, keyof ToTemporal | 'postDigest'>>(BULK_ACTIVITIES);
