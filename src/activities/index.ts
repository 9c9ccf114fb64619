import type { Client } from '@temporalio/client';
import type { PortalConfig } from '../config/portal';
import type { HubSpot, IntakeBatch, WorkPage } from '../hubspot';
import type { Finding } from '../sop/audit';
import type { CalendarDate, Instant } from '../sop/dates';
import { decide } from '../sop/decide';
import type { Write } from '../sop/decision';
import type { ApproverFacts, CaseReading } from '../sop/facts';
import type { CompanyId, TicketId, UserId } from '../sop/ids';
import type { SopSettings } from '../sop/settings';
import type { SupportReading } from '../sop/support-facts';
import { decideSupportRequest, type SupportWrite } from '../sop/support-request';
import { dayToReport } from '../sop/work-after';
import type { AuditPlace, CaseInput, SignalName } from '../workflows/contract';
import { auditPage, auditSuspects, type AuditDependencies, type AuditPage } from './audit';
import { announceTicket, resumeCasesOf, type CasesOf, type TicketOfCompany } from './company-cases';
import { beginCase, beginCases, deliverNews, type NewsDelivery } from './deliver-news';
import { heartbeatWhile, temporalFailure, unlessDrained } from './failures';
import { runningCases } from './running-cases';
import { mustStillBeWanted, type Decided } from './still-wanted';
import { sweepPage, type SweepPage, type SweptPage } from './sweep';

export type { IntakeBatch, Stamp } from '../hubspot';

/** What the activities are given at the composition root. */
export interface ActivityDependencies {
  readonly hubspot: HubSpot;
  readonly portal: PortalConfig;
  readonly temporal: Client;
  readonly taskQueue: string;
  readonly casesOf: CasesOf;
}

/** What was read, and the settings that hold now: both go into the history, so a replay decides alike. */
interface Picture<Reading> {
  readonly reading: Reading;
  readonly settings: SopSettings;
  /** Before HubSpot was asked, by the clock of the worker that did. */
  readonly readAt: Instant;
}

/** A fresh picture of a case. */
export type CasePicture = Picture<CaseReading>;

export interface ApproverPicture {
  readonly approver: ApproverFacts;
  readonly settings: SopSettings;
}

/** The same of a support ticket (C3). */
export type SupportPicture = Picture<SupportReading>;

export interface Activities {
  /** Reads ticket, and as far as the SOP needs them notes, company and invoices. Fails with the types of `failures.ts`. */
  readCase(ticketId: TicketId, lastCompanyId?: CompanyId): Promise<CasePicture>;
  /** I3: what the portal says of a person who wants to approve, and the settings that hold now. */
  readApprover(ticketId: TicketId, userId: UserId): Promise<ApproverPicture>;
  /**
   * Carries out one wanted change; doing it twice has no further effect. With `decided`, one that has waited fails as
   * `DecisionOutdated` when the SOP does not want it any more.
   */
  perform(write: Write, decided?: Decided): Promise<void>;
  /** Starts the case of a ticket, or makes it look again if it runs: at something that `signal` tells of, if given. */
  beginCase(input: CaseInput, signal?: SignalName, occurredAt?: Instant): Promise<void>;
  /** The same for many, one after another: each begins by reading its ticket, which counts against HubSpot's limits. */
  beginCases(portalId: string, ticketIds: readonly TicketId[]): Promise<void>;
  /** The audit: compares one page of tickets, cases or companies; `now` is the workflow's. */
  auditPage(portalId: string, place: AuditPlace, now: Instant): Promise<AuditPage>;
  /** The audit: looks once more at tickets whose case did not fit. */
  auditSuspects(portalId: string, ticketIds: readonly TicketId[], now: Instant): Promise<readonly Finding[]>;
  /** C3: reads a support ticket and the At-Risk tickets that it may be about. */
  readSupportRequest(ticketId: TicketId): Promise<SupportPicture>;
  /** C3: carries out one step of a request, as `perform` does. */
  performSupport(write: SupportWrite, decided: Decided): Promise<void>;
  /** S5: signals `newAtRiskTicket` to the running cases of the same company; answers with how many there are. */
  announceTicket(ticket: TicketOfCompany): Promise<number>;
  /** S5: makes the cases of the company's other At-Risk tickets look again, also those that have ended. */
  resumeCasesOf(ticket: TicketOfCompany): Promise<void>;
  /** N9: work logged the day before `scheduledAt` on a page of the cancelled clients, which begins behind `after`. */
  workOnCancelled(scheduledAt: Instant, after?: CompanyId): Promise<WorkPage & { readonly day: CalendarDate }>;
  /** Tells the cases what HubSpot's webhooks said. */
  deliverNews(batch: IntakeBatch): Promise<NewsDelivery>;
  /** Tells the cases of one page of what changed in HubSpot; undefined for records that the portal file says not to read. */
  sweepPage(page: SweepPage): Promise<SweptPage | undefined>;
}

/** What a workflow may ask of the outside world. */
export function createActivities(dependencies: ActivityDependencies): Activities {
  const { hubspot, portal } = dependencies;
  const auditOf = (portalId: string): AuditDependencies => ({
    hubspot,
    settings: portal.sop,
    cases: runningCases(dependencies.temporal, portalId),
  });
  return {
    readCase: (ticketId, lastCompanyId) =>
      guardedRead(() => pictured(() => hubspot.readCase(ticketId, portal.sop, lastCompanyId), portal.sop)),
    readApprover: (ticketId, userId) =>
      guardedRead(async () => ({ approver: await hubspot.readApprover(ticketId, userId), settings: portal.sop })),
    perform: (write, decided) =>
      guarded(async () => {
        if (decided !== undefined) {
          const { ticketId, at, lastCompanyId } = decided;
          const decideAgain = async () =>
            decide(await hubspot.readCase(ticketId, portal.sop, lastCompanyId), portal.sop, at).writes;
          await mustStillBeWanted(write, decided, decideAgain);
        }
        await hubspot.perform(write);
      }),
    beginCase: (input, signal, occurredAt) => guarded(() => beginCase(input, dependencies, signal, occurredAt)),
    beginCases: (portalId, ticketIds) => guarded(() => beginCases(portalId, ticketIds, dependencies)),
    auditPage: (portalId, place, now) => guardedRead(() => auditPage(place, now, auditOf(portalId))),
    auditSuspects: (portalId, ticketIds, now) => guardedRead(() => auditSuspects(ticketIds, now, auditOf(portalId))),
    readSupportRequest: (ticketId) =>
      guardedRead(() => pictured(() => hubspot.readSupportRequest(ticketId), portal.sop)),
    performSupport: (write, decided) =>
      guarded(async () => {
        const { ticketId, at } = decided;
        const decideAgain = async () =>
          decideSupportRequest(await hubspot.readSupportRequest(ticketId), portal.sop, at).steps;
        await mustStillBeWanted(write, decided, decideAgain);
        await hubspot.performSupport(write);
      }),
    announceTicket: (ticket) => guarded(() => announceTicket(ticket, dependencies)),
    resumeCasesOf: (ticket) => guarded(() => resumeCasesOf(ticket, dependencies)),
    workOnCancelled: (scheduledAt, after) =>
      guardedRead(async () => {
        const day = dayToReport(scheduledAt, portal.sop.timeZone);
        return { day, ...(await hubspot.workOnCancelled(day, after)) };
      }),
    deliverNews: (batch) => guarded(() => deliverNews(batch, dependencies)),
    sweepPage: (page) => guarded(() => sweepPage(page, dependencies)),
  };
}

async function pictured<Reading>(read: () => Promise<Reading>, settings: SopSettings): Promise<Picture<Reading>> {
  const readAt = Date.now() as Instant;
  return { reading: await read(), settings, readAt };
}

function guardedRead<T>(work: () => Promise<T>): Promise<T> {
  return guarded(() => unlessDrained(work()));
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await heartbeatWhile(work());
  } catch (error) {
    throw temporalFailure(error);
  }
}
