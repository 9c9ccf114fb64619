import { defineQuery } from '@temporalio/workflow';
import { z } from 'zod';
import type { AuditReport } from '../sop/audit/audit-report';
import { portalIdSchema } from './names';

export const AUDIT_STAGES = ['tickets', 'cases', 'companies'] as const;

/** How far an audit is: the page that it reads next. */
export interface AuditPlace {
  readonly stage: (typeof AUDIT_STAGES)[number];
  /** Where the page begins: an id, or a token of Temporal's, depending on the stage. */
  readonly after?: string | undefined;
}

export const auditInputSchema = z.object({ portalId: portalIdSchema });

export interface AuditInput {
  readonly portalId: string;
  /** For continue-as-new. */
  readonly goOn?: { readonly place: AuditPlace; readonly report: AuditReport };
}

/** How an audit is started, by the schedule, which appends the time to the id, and by a person. */
export function auditStart(
  portalId: string,
  taskQueue: string,
): {
  readonly workflowId: string;
  readonly taskQueue: string;
  readonly args: [AuditInput];
  readonly staticSummary: string;
} {
  return {
    workflowId: `audit:${portalId}`,
    taskQueue,
    args: [{ portalId }],
    staticSummary: 'Audit: HubSpot against the cases',
  };
}

/** The report as far as the audit is, with its progress; its result is the whole one. */
export const auditQuery = defineQuery<AuditReport>('audit');
