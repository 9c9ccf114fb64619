import type { TicketId } from '../../sop/vocabulary/ids';
import { toTemporal } from '../activities';

/** Support requests that one ticket keeps waiting; others check once a day. */
const MAX_REQUESTS = 50;

/** C3: support requests that wait until the ticket is closed. */
export class WaitingRequests {
  private readonly ids: Set<TicketId>;

  constructor(
    private readonly portalId: string,
    before: readonly TicketId[] = [],
  ) {
    this.ids = new Set(before);
  }

  /** For the run that follows this one. */
  get entries(): readonly TicketId[] {
    return [...this.ids];
  }

  add(id: TicketId): void {
    if (this.ids.size < MAX_REQUESTS) this.ids.add(id);
  }

  /** The ticket is closed, so they check again. */
  async recheck(): Promise<void> {
    if (this.ids.size === 0) return;
    const summary = 'C3: support requests that waited for the closing check again';
    await toTemporal.recheckRequests.executeWithOptions({ summary }, [this.portalId, [...this.ids]]);
    this.ids.clear();
  }
}
