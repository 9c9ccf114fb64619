import { patched } from '@temporalio/workflow';
import type { CaseSnapshot } from '../../activities';
import type { SeenCompany } from '../../activities/proof/still-wanted';
import type { Announced, CaseInput } from '../../contract/case';
import type { CaseFacts, CaseReading, CompanyFacts } from '../../sop/vocabulary/facts';
import type { CompanyId, TicketId } from '../../sop/vocabulary/ids';
import { activities, toTemporal } from '../activities';

/**
 * Cases that are started together find each other only once they are listed: finding no other case proves nothing, although older
 * histories rely on it.
 */
const ALSO_ALONE = 'announce-also-alone';

/** N9: also the cases of the company that a ticket lost some time before it got another one. */
const RESUME_FORMER = 'resume-former-company';

/** S5, N9: the cases of the client's other tickets, and what they know of this one. */
export class OtherCases {
  /** The company that was last seen on the ticket, and the activities' proof of it. */
  private company: SeenCompany | undefined;
  private announced: Announced;
  /** A turn ended after some of its writes, of which the other cases were not signaled. */
  private isBehind = false;
  /** N9: companies that the ticket was on before, whose cases are still to be woken. */
  private readonly former = new Set<CompanyId>();
  /** No other case of the company was found to signal. */
  private alone = false;

  constructor(private readonly input: CaseInput) {
    const { companyId: id, companySeal: seal, announced, resumed } = input;
    this.company = id && { id, seal };
    this.announced = announced ?? (id !== undefined && resumed !== true ? 'nothing' : 'no');
  }

  get lastCompany(): SeenCompany | undefined {
    return this.company;
  }

  /** Nobody was signaled yet: whether there is anybody comes with the next read, which saves an activity where there is not. */
  get areUnknown(): boolean {
    return this.announced === 'no';
  }

  /** For the run that follows this one. */
  get carried(): Pick<CaseInput, 'companyId' | 'companySeal' | 'announced' | 'resumed'> {
    const { company, announced } = this;
    return { companyId: company?.id, companySeal: company?.seal, announced, resumed: announced === 'no' };
  }

  /** Once the writes have moved the tasks, a turn that is started again would not find the former companies any more. */
  rememberFormer({ formerCompanies = [] }: CaseFacts): void {
    for (const { id } of formerCompanies) this.former.add(id);
  }

  /** The turn ended after some of its writes. */
  breakOff(): void {
    this.isBehind = true;
  }

  /** S5, X1: signals the cases that a result matters to. */
  async signal({ reading, decision, companySeal: seal, otherCases }: CaseSnapshot): Promise<void> {
    if (reading.kind !== 'found') {
      await this.withoutTicket(reading);
      return;
    }
    const { ticket, company } = reading.facts;
    const id = ticket.companyId;
    for (const formerId of [...this.former]) {
      if (!this.resumesOlderOf(formerId)) await this.resumeCasesOf(formerId);
      this.former.delete(formerId);
    }
    if (!ticket.inAtRiskPipeline || id !== this.company?.id) await this.resumeOlder();
    if (!ticket.inAtRiskPipeline || id === undefined) return;
    this.company = { id, seal };
    await this.announce(id, decision.completes ?? 'none', { company, otherCases });
  }

  /** The company was left in this turn: its cases are resumed with `resumeOlder`. Not if the ticket had lost it before, without a new one. */
  private resumesOlderOf(companyId: CompanyId): boolean {
    return companyId === this.company?.id && (this.announced !== 'no' || !patched(RESUME_FORMER));
  }

  private async withoutTicket(reading: Exclude<CaseReading, { kind: 'found' }>): Promise<void> {
    if (reading.kind === 'merged') await this.continueWith(reading.into);
    await this.resumeOlder();
  }

  /**
   * S5: the cases of the client's older tickets read again when what this one completes has changed. Where it completes less than
   * before, cases that ended because of it continue. The activity's recorded decision says so, so that a changed rule replays (X3).
   */
  private async announce(
    companyId: CompanyId,
    completes: Exclude<Announced, 'no'>,
    { company, otherCases }: { readonly company: CompanyFacts | undefined; readonly otherCases: number | undefined },
  ): Promise<void> {
    const before = this.announced;
    if (this.isBehind) {
      // Another ticket may have to write again what was written then, even one whose case has ended.
      await this.resumeCasesOf(companyId);
      this.isBehind = false;
      this.announced = completes;
      return;
    }
    if (completes === before || (before === 'no' && completes === 'none')) return;
    if (!completesMore(before, completes)) await this.resumeOlder();
    else if (otherCases === 0 && company === undefined) this.alone = true;
    else if (mayHaveOthers(company) && (!this.alone || patched(ALSO_ALONE))) await this.signalOthers(companyId);
    this.announced = completes;
  }

  private async signalOthers(companyId: CompanyId): Promise<void> {
    const { portalId, ticketId } = this.input;
    const summary = "S5: signal the cases of the client's other tickets";
    const ticket = { portalId, ticketId, companyId };
    this.alone = (await toTemporal.announceTicket.executeWithOptions({ summary }, [ticket])) === 0;
  }

  /** X1: the case of the ticket that this one was merged into continues in its place. */
  private async continueWith(into: TicketId): Promise<void> {
    const other: CaseInput = { portalId: this.input.portalId, ticketId: into };
    await toTemporal.beginCase.executeWithOptions({ summary: `X1: the case of ticket ${into} continues` }, [other]);
  }

  /** S5: a ticket that is no longer the client's supersedes nothing, so that the monitoring of an older one is resumed. */
  private async resumeOlder(): Promise<void> {
    if (this.company === undefined || this.announced === 'no') return;
    await this.resumeCasesOf(this.company.id);
    this.announced = 'no';
    this.alone = false;
  }

  private async resumeCasesOf(companyId: CompanyId): Promise<void> {
    const { portalId, ticketId } = this.input;
    const summary = "S5: make the cases of the client's other tickets check again";
    await activities.resumeCasesOf.executeWithOptions({ summary }, [{ portalId, ticketId, companyId }]);
  }
}

/** A ticket that joins the client later is announced by its own case. */
function mayHaveOthers(company: CompanyFacts | undefined): boolean {
  return company?.kind !== 'one' || company.hasOtherTickets !== false;
}

/** Whether everything that was taken over before still is. */
function completesMore(before: Announced, now: Announced): boolean {
  if (now === 'none') return false;
  return before !== 'saved' && before !== 'cancellation' && (before !== 'notSaved' || now === 'cancellation');
}
