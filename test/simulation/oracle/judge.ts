import type { Knowledge } from './cancellation';
import type { View } from './view';

/** What people asked the service itself for, on which ticket. */
export type Asked = (ticketId: string, what: 'rescind' | 'changeDate' | 'approve') => boolean;

export interface Judge extends Knowledge {
  readonly asked: Asked;
  /** The portal right after the write: notes that the service itself wrote stand there, whatever its read showed. */
  readonly after: View;
}
