import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { followersQuery, workflowIds } from './list';

/**
 * What the server says of a workflow whose tasks fail one after the other, such as `cause=WorkflowTaskFailedCauseNonDeterministicError`.
 * https://docs.temporal.io/search-attribute#default-search-attribute
 */
const REPORTED_PROBLEMS = defineSearchAttributeKey('TemporalReportedProblems', 'KEYWORD_LIST');

/** A condition for Temporal's lists: workflows whose tasks fail. */
export const REPORTED = `${REPORTED_PROBLEMS.name} IS NOT NULL`;

const CAUSE = /^cause=(?:WorkflowTask(?:Failed|TimedOut)Cause)?(.*)$/;

/** Why a workflow's tasks fail, by Temporal's name; undefined as long as they do not. */
export function problemOf({
  typedSearchAttributes: attributes,
}: Pick<WorkflowExecutionInfo, 'typedSearchAttributes'>): string | undefined {
  const reported = attributes.get(REPORTED_PROBLEMS);
  if (reported === undefined || reported.length === 0) return undefined;
  const causes = reported.flatMap((each) => CAUSE.exec(each)?.[1] ?? []);
  return (causes.length > 0 ? causes : reported).join(', ');
}

/** Workflow ids of everything of a portal that cannot continue: cases, support requests, and webhooks that are taken in. */
export function stuckWorkflows(temporal: Client, portalId: string): Promise<readonly string[]> {
  return workflowIds(temporal, followersQuery(portalId, REPORTED));
}
