import type { Client, WorkflowHandle } from '@temporalio/client';

/**
 * What counts as an action (https://docs.temporal.io/cloud/actions), by the attribute that its event has. Markers of `patched`, with their
 * search attribute, are left out: a run whose time is skipped has some that no other has.
 */
const ACTIONS = {
  workflowExecutionStartedEventAttributes: 'start',
  workflowExecutionSignaledEventAttributes: 'signal',
  workflowExecutionUpdateAcceptedEventAttributes: 'update',
  activityTaskScheduledEventAttributes: 'activity',
  timerStartedEventAttributes: 'timer',
  upsertWorkflowSearchAttributesEventAttributes: 'search attributes',
  workflowPropertiesModifiedEventAttributes: 'memo',
} as const;

/** The actions of one workflow, in their order. */
export async function actionsOf(handle: WorkflowHandle): Promise<readonly string[]> {
  const { events = [] } = await handle.fetchHistory();
  return (events ?? []).flatMap((event) => {
    const set = Object.keys(event.upsertWorkflowSearchAttributesEventAttributes?.searchAttributes?.indexedFields ?? {});
    if (set.includes('TemporalChangeVersion')) return [];
    const activity = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const kinds = Object.entries(ACTIONS).filter(([attributes]) => event[attributes as keyof typeof ACTIONS] != null);
    return kinds.map(([, kind]) => (activity == null ? kind : `${kind} ${activity}`));
  });
}

/** The actions of every request of HubSpot that was taken in: the longest lists first. */
export async function actionsOfIntakes(client: Client): Promise<readonly (readonly string[])[]> {
  const actions: (readonly string[])[] = [];
  for await (const { workflowId } of client.workflow.list({ query: 'WorkflowType = "intake"' }))
    actions.push(await actionsOf(client.workflow.getHandle(workflowId)));
  return actions.sort((a, b) => b.length - a.length);
}
