import { valueOf } from '../../../emulator/crm/history';
import { CASE_WORKFLOW, caseWorkflowId } from '../../../src/contract/names';
import { ticketIdSchema } from '../../../src/sop/vocabulary/ids';
import { clock } from '../clock';
import { TYPE, USERS, dayIn, type People } from '../people';
import type { Portal } from '../portal/portal';
import { HOUR, type Deed } from '../scenario';
import type { Outcome } from '../temporal/run';
import type { Server } from '../temporal/server';

export type Command = Extract<Deed, { kind: 'rescind' | 'changeDate' | 'approve' | 'nonsense' | 'recheck' }>;

export interface CommandSurroundings {
  readonly server: () => Server;
  readonly portal: Portal;
  readonly people: People;
  readonly portalId: string;
  readonly tell: (text: string) => void;
  readonly receive: (batch: unknown[]) => void;
  /** Somebody asked for something that no history shows yet. */
  readonly onCommand: () => void;
  /** A webhook is forged: what it reports never shows, and is waited for. */
  readonly onForged: () => void;
  readonly fail: (invariant: string, sentence: string) => void;
}

type Asked = 'rescind' | 'changeDate' | 'approve';

/** From people to the service itself. */
export class Commands {
  private readonly asked = new Set<string>();

  constructor(private readonly around: CommandSurroundings) {}

  /** Whether somebody asked for it on this ticket, or on one that was merged into it. */
  wasAsked(ticketId: string, what: Asked): boolean {
    const { records } = this.around.portal;
    return [...this.asked].some((each) => {
      const [id = '', kind] = each.split(' ');
      return kind === what && records.survivor(TYPE.ticket, id) === ticketId;
    });
  }

  give(command: Command): void {
    const { people, portalId } = this.around;
    const server = this.around.server();
    const id = people.ticket(command.ticket);
    if (id === undefined || clock.now < server.downUntil) return;
    const workflowId = caseWorkflowId(portalId, ticketIdSchema.parse(id));
    if (command.kind === 'nonsense') {
      this.nonsense(workflowId, id, command.as);
      return;
    }
    // As the command does: the case is begun unless it runs.
    if (!server.isRunning(workflowId)) server.start(workflowId, CASE_WORKFLOW, [{ portalId, ticketId: id }]);
    if (command.kind === 'recheck') {
      this.update(workflowId, 'recheck', []);
      return;
    }
    this.asked.add(`${id} ${command.kind}`);
    switch (command.kind) {
      case 'rescind': {
        const payload = { reason: 'they stay after all', by: String(USERS.casey) };
        if (command.as === 'update') this.update(workflowId, 'rescind', [payload]);
        else {
          this.around.tell(`signal rescind to ${workflowId}`);
          this.around.onCommand();
          server.signal(workflowId, 'rescind', [payload]);
        }
        return;
      }
      case 'changeDate':
        this.update(workflowId, 'changeDate', [
          { date: dayIn(command.days), reason: 'another date', by: String(USERS.casey) },
        ]);
        return;
      case 'approve': {
        const determination = command.paid ? 'Paid in full' : 'Sent to collections';
        this.update(workflowId, 'approveClosing', [{ determination, by: String(USERS[command.by] ?? 99) }]);
      }
    }
  }

  private update(workflowId: string, name: string, args: readonly unknown[]): void {
    const { tell, onCommand } = this.around;
    tell(`command ${name} ${JSON.stringify(args)} to ${workflowId}`);
    onCommand();
    this.around.server().update(workflowId, name, args, (outcome: Outcome) => {
      const how = outcome.ok ? 'done' : outcome.error instanceof Error ? outcome.error.message : 'failed';
      tell(`  service: ${name}: ${how}`);
      if (outcome.ok) this.mustShow(workflowId, name, args[0]);
    });
  }

  /** A command that is answered was carried out: HubSpot had what was asked for. */
  private mustShow(workflowId: string, name: string, payload: unknown): void {
    const ticket = this.around.portal.records.get(TYPE.ticket, workflowId.split(':').at(-1) ?? '');
    const date = typeof payload === 'object' && payload !== null && 'date' in payload ? String(payload.date) : '';
    const shows: Readonly<Record<string, readonly [string, string]>> = {
      rescind: ['customer_saved', 'Yes'],
      changeDate: ['rcm_cancellation_date', date],
      approveClosing: ['finance_approval', 'Yes'],
    };
    const wanted = shows[name];
    if (wanted === undefined || ticket === undefined) return;
    const [property, value] = wanted;
    const had =
      valueOf(ticket, property) === value || (ticket.histories[property] ?? []).some((entry) => entry.value === value);
    if (!had)
      this.around.fail('C1 C2 I3: a command that is answered was carried out', `${name} was answered, but not done`);
  }

  private nonsense(workflowId: string, id: string, as: 'update' | 'signal' | 'webhook'): void {
    const { tell, receive } = this.around;
    const server = this.around.server();
    tell(`nonsense as ${as} for ticket ${id}`);
    if (as === 'webhook') {
      this.around.onForged();
      receive([{ subscriptionType: 'ticket.propertyChange', objectId: Number(id), propertyName: 'customer_saved' }]);
      receive([
        {
          eventId: 1,
          subscriptionId: 1,
          portalId: 7,
          appId: 1,
          occurredAt: clock.now - HOUR,
          subscriptionType: 'ticket.propertyChange',
          attemptNumber: 0,
          changeSource: 'CRM_UI',
          objectId: Number(id),
          propertyName: 'customer_saved',
          propertyValue: 'Yes',
        },
      ]);
      return;
    }
    if (!server.isRunning(workflowId)) return;
    if (as === 'signal') server.signal(workflowId, 'saved', [{ answer: 'perhaps' }]);
    else this.update(workflowId, 'changeDate', [{ date: 'tomorrow', reason: '', by: String(USERS.casey) }]);
  }
}
