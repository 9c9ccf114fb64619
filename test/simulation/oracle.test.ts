import { AT_RISK_PIPELINE } from '../../dev/portal/people';
import { clock, onSimulatedTime } from './clock';
import { Oracle } from './oracle/oracle';
import type { SopChoices } from './oracle/settings';
import { viewOf } from './oracle/view';
import { People, TYPE, type PortalDeed } from './people';
import { Portal } from './portal/portal';
import { SECOND, HOUR } from './scenario';
import { APP } from './world/app';

const CHOICES: SopChoices = {
  timeZone: 'America/New_York',
  monitoringDays: 30,
  closeSavedTicket: 'on-save',
  cancellationApproval: 'person',
  cancellationHour: 0,
  rescindedClient: 'monitor',
  datePastDays: 7,
  dateFutureYears: 2,
  ownerMayApprove: false,
  reopenings: 1,
  reopenIncomplete: false,
  checklist: [],
};

/** A portal with one client and one open ticket, in which people and the service write, and an oracle that watches. */
class Watched {
  readonly people: People;
  objections: readonly string[] = [];
  private readonly portal: Portal;
  /** It comes when the portal is furnished. */
  private readonly oracle: Oracle | undefined;
  private since: number | undefined;

  constructor() {
    clock.now = Date.UTC(2026, 0, 5, 15);
    this.portal = new Portal((changes) => {
      const after = viewOf(this.portal, clock.now);
      if (this.since === undefined) this.oracle?.changed(changes, after);
      else this.objections = this.oracle?.wrote(changes, after, { at: clock.now, since: this.since }) ?? [];
    });
    this.people = new People(this.portal);
    this.oracle = new Oracle(CHOICES, viewOf(this.portal, clock.now), () => false);
    this.do({ kind: 'openTicket', owner: 'casey' });
  }

  do(...deeds: readonly PortalDeed[]): void {
    for (const deed of deeds) {
      clock.now += SECOND;
      this.people.act(deed);
    }
  }

  /** The service writes what it read `ago` milliseconds ago. */
  serviceSets(
    typeId: string,
    id: string,
    properties: Readonly<Record<string, string>>,
    ago: number,
  ): readonly string[] {
    clock.now += SECOND;
    this.since = clock.now - ago;
    this.objections = [];
    this.portal.crm.update(typeId, id, properties, APP);
    this.since = undefined;
    return this.objections;
  }

  setsStatus(client_status: string, ago = 0): readonly string[] {
    return this.serviceSets(TYPE.company, this.people.company.id, { client_status }, ago);
  }

  closes(ago = 0): readonly string[] {
    const values = { hs_pipeline_stage: AT_RISK_PIPELINE.closed, cancellation_approval: 'No' };
    return this.serviceSets(TYPE.ticket, this.people.ticket(0) ?? '', values, ago);
  }
}

const answer = (value: 'Yes' | 'No'): PortalDeed => ({
  kind: 'set',
  ticket: 0,
  property: 'customer_saved',
  value,
  by: 'casey',
});
const date: PortalDeed = { kind: 'date', ticket: 0, days: 30, by: 'casey' };
const approval: PortalDeed = { kind: 'set', ticket: 0, property: 'cancellation_approval', value: 'Yes', by: 'casey' };
const notice: PortalDeed = { kind: 'attachFile', ticket: 0 };
const etfNote: PortalDeed = { kind: 'etfNote', ticket: 0, blank: false };

function watching(scenario: (portal: Watched) => void): Promise<void> {
  return onSimulatedTime(() => {
    scenario(new Watched());
    return Promise.resolve();
  });
}

describe('the oracle', () => {
  it('N7: that the service closed the ticket proves nothing of notice, ETF note and approval', () =>
    watching((portal) => {
      portal.do(answer('Yes'));
      expect(portal.setsStatus('Monitor for 30 days')).toEqual([]);
      portal.do(answer('No'));
      expect(portal.closes(5 * SECOND)).toEqual([]);
      portal.do(date);
      expect(portal.setsStatus('Cancellation in Progress')).toEqual([
        'N2 notice, N3 ETF note, N5 approval missing: Cancellation in Progress',
      ]);
    }));

  it('N7: no objection is raised for a client for whom all of N1–N5 hold', () =>
    watching((portal) => {
      portal.do(answer('No'), notice, etfNote, date, approval);
      expect(portal.setsStatus('Cancellation in Progress')).toEqual([]);
    }));

  it('N5, C1: an approval that is taken back after the closing holds up only the end of all work', () =>
    watching((portal) => {
      portal.do(answer('No'), notice, etfNote, date, approval);
      expect(portal.setsStatus('Cancellation in Progress')).toEqual([]);
      const closed = { hs_pipeline_stage: AT_RISK_PIPELINE.closed };
      expect(portal.serviceSets(TYPE.ticket, portal.people.ticket(0) ?? '', closed, 0)).toEqual([]);
      portal.do({ ...date, days: 40 }, { ...approval, value: 'No' });
      expect(portal.setsStatus('Cancellation in Progress', SECOND)).toEqual([]);
      expect(portal.setsStatus('Cancelled')).toEqual(['N5 approval missing: Cancelled']);
    }));

  it('N2: a file from before the ticket, or one that HubSpot does not have, is no notice', () =>
    watching((portal) => {
      portal.do(answer('No'), { ...notice, which: 'old' }, { ...notice, which: 'missing' }, etfNote, date, approval);
      expect(portal.setsStatus('Cancellation in Progress')).toEqual(['N2 notice missing: Cancellation in Progress']);
    }));

  it('X1: a write is right that was right at any instant since the read, and no other', () =>
    watching((portal) => {
      portal.do(answer('Yes'), answer('No'));
      expect(portal.setsStatus('Monitor for 30 days', 2 * SECOND)).toEqual([]);
      portal.do({ kind: 'status', value: 'At-Risk', by: 'robin' });
      expect(portal.setsStatus('Monitor for 30 days', SECOND)).not.toEqual([]);
    }));

  it('I1: an invoice that was there for hours holds the ticket also when it is paid', () =>
    watching((portal) => {
      portal.do({ kind: 'invoice', what: 'added' }, answer('Yes'));
      clock.now += 5 * HOUR;
      portal.do({ kind: 'invoice', what: 'paid' });
      expect(portal.closes()).toEqual(['I1: without a determination: closed under a hold']);
    }));
});
