import type { Cause } from './cause';

/** Of the notes on tickets. */
const NOTES = '^/crm/objects/[^/]+/notes/search';
/** As a bridge says it at once after a sweep, a change can be a minute old: HubSpot's search lags. The rule asks for 15 minutes. */
const SWEPT_AHEAD_MS = 13.5 * 60_000;
/** The rule asks for 26 hours. */
const AUDITED_AHEAD_MS = 27 * 60 * 60_000;

const noSweep: Cause = {
  alert: 'AtRiskNoSweep',
  cause: 'the schedule of the sweep is paused before the first one',
  end: 'at-risk sweep',
  isThereFromTheStart: true,
  begin: (world) => Promise.resolve({ end: () => world.atRisk('sweep') }),
};

const eventsUndelivered: Cause = {
  alert: 'AtRiskEventsUndelivered',
  cause: 'the schedule of the sweep is paused; a second bridge sees it with a clock that is 13½ minutes ahead',
  end: 'at-risk sweep',
  begin: async (world) => {
    await world.atRisk('sweep');
    const stop = await world.bridgeAhead(SWEPT_AHEAD_MS);
    return { end: () => world.atRisk('sweep'), after: stop };
  },
};

const notRead: Cause = {
  alert: 'AtRiskNotRead',
  cause: 'HubSpot answers 403 to searches of notes, and at-risk sweep',
  end: 'HubSpot allows them, and at-risk sweep',
  begin: async (world) => {
    await world.portal.addFault({ kind: 'status', status: 403, pathPattern: NOTES });
    await world.atRisk('sweep');
    return {
      end: async () => {
        await world.portal.clearFaults();
        await world.atRisk('sweep');
      },
    };
  },
};

const auditFindings: Cause = {
  alert: 'AtRiskAuditFindings',
  cause: 'a company without an At-Risk ticket gets the Client Status Cancelled, and at-risk audit',
  end: 'Client Status Active, and at-risk audit',
  begin: async (world) => {
    const companyId = await world.cs.addCompany('Cancelled without a ticket', 'RCM', 'Active');
    await world.cs.setOnCompany(companyId, { client_status: 'Cancelled' });
    // It ends with 1, as it finds something.
    await world.atRisk('audit').catch(() => undefined);
    return {
      end: async () => {
        await world.cs.setOnCompany(companyId, { client_status: 'Active' });
        await world.atRisk('audit');
      },
    };
  },
};

const noAudit: Cause = {
  alert: 'AtRiskNoAudit',
  cause: 'a second bridge sees the last audit with a clock that is 27 hours ahead',
  end: 'that bridge stops',
  begin: async (world) => {
    await world.atRisk('audit');
    return { end: await world.bridgeAhead(AUDITED_AHEAD_MS) };
  },
};

/** What the sweep and the audit found, or that they do not come. */
export const SWEEP_AND_AUDIT: readonly Cause[] = [noSweep, eventsUndelivered, notRead, auditFindings, noAudit];
