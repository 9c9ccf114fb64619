import { z } from 'zod';

/** HubSpot record ids: decimal digits, branded so that one kind of id is never taken for another. */
const recordId = z.string().regex(/^\d{1,20}$/, 'must be a HubSpot id (digits)');

export const ticketIdSchema = recordId.brand<'TicketId'>();
export const companyIdSchema = recordId.brand<'CompanyId'>();
export const noteIdSchema = recordId.brand<'NoteId'>();
export const invoiceIdSchema = recordId.brand<'InvoiceId'>();
export const fileIdSchema = recordId.brand<'FileId'>();
export const taskIdSchema = recordId.brand<'TaskId'>();
export const userIdSchema = recordId.brand<'UserId'>();

export type TicketId = z.infer<typeof ticketIdSchema>;
export type CompanyId = z.infer<typeof companyIdSchema>;
export type NoteId = z.infer<typeof noteIdSchema>;
export type InvoiceId = z.infer<typeof invoiceIdSchema>;
export type FileId = z.infer<typeof fileIdSchema>;
export type TaskId = z.infer<typeof taskIdSchema>;
/** A person of the portal, as property histories name them (`updatedByUserId`). */
export type UserId = z.infer<typeof userIdSchema>;
