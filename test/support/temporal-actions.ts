import type { Client, WorkflowHandle } from '@temporalio/client';

type History = Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
type HistoryEvent = NonNullable<History['events']>[number];

/**
 * What counts as an action (https://docs.temporal.io/cloud/actions), by the attribute that its event has. That page names neither the
 * memo nor the search attribute of `patched`, and one action for a signal that starts its workflow.
 */
const ACTIONS = {
  workflowExecutionStartedEventAttributes: 'start',
  workflowExecutionSignaledEventAttributes: 'signal',
  workflowExecutionUpdateAcceptedEventAttributes: 'update',
  activityTaskScheduledEventAttributes: 'activity',
  timerStartedEventAttributes: 'timer',
  upsertWorkflowSearchAttributesEventAttributes: 'search attributes',
} as const;

/** The actions of one workflow, in their order. */
export async function actionsOf(handle: WorkflowHandle): Promise<readonly string[]> {
  return actionsIn(await handle.fetchHistory());
}

/** The actions of all intakes of webhooks that named the ticket. */
export async function actionsOfIntakes(client: Client, ticketId: string): Promise<readonly string[]> {
  const actions: string[] = [];
  for await (const { workflowId } of client.workflow.list({ query: 'WorkflowType = "intake"' })) {
    const history = await client.workflow.getHandle(workflowId).fetchHistory();
    if (names(history, ticketId)) actions.push(...actionsIn(history).map((action) => `intake: ${action}`));
  }
  return actions;
}

function actionsIn({ events }: History): readonly string[] {
  return (events ?? []).flatMap((event) => {
    if (isVersion(event) || isSignalOfStart(event)) return [];
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const kinds = Object.entries(ACTIONS).filter(([attributes]) => event[attributes as keyof typeof ACTIONS] != null);
    return kinds.map(([, kind]) => (activity == null ? kind : `${kind} ${activity}`));
  });
}

function isVersion({ upsertWorkflowSearchAttributesEventAttributes: set }: HistoryEvent): boolean {
  return Object.hasOwn(set?.searchAttributes?.indexedFields ?? {}, 'TemporalChangeVersion');
}

/** Before it comes the start, and on the test server the first workflow task. */
function isSignalOfStart({ eventId, workflowExecutionSignaledEventAttributes: signal }: HistoryEvent): boolean {
  return signal != null && Number(eventId) <= 3;
}

function names({ events }: History, ticketId: string): boolean {
  const [input] = (events ?? [])[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  return Buffer.from(input?.data ?? []).includes(`"${ticketId}"`);
}
