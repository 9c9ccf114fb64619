import type { Knowledge } from './cancellation';

/** What people asked the service itself for, on which ticket. */
export type Asked = (ticketId: string, what: 'rescind' | 'changeDate' | 'approve') => boolean;

export interface Judge extends Knowledge {
  readonly asked: Asked;
}
