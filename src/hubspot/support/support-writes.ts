import type { SupportWrite } from '../../sop/support/support-decision';
import type { TicketId } from '../../sop/vocabulary/ids';
import { recordSchema, writtenSchema } from '../client/answers';
import { CALL, ask, input } from '../client/client';
import { quoted } from '../records/note-text';
import { STAGE } from '../records/ticket-facts';
import { perform, type WritingContext } from '../write/perform';
import { addTicketNote } from '../write/write-notes';
import { explanationLines } from './support-form';

/** A note holds 65,536 characters of HTML; anything longer continues on the support ticket. */
const LONGEST_EXPLANATION = 10_000;

/** C3: applies one step of a request. Doing it twice changes nothing more. */
export async function performSupport(context: WritingContext, write: SupportWrite): Promise<void> {
  switch (write.kind) {
    case 'updateTicket':
    case 'addNote':
    case 'updateNote':
      return perform(context, write);
    case 'explainChange': {
      const { ticketId, reference, sentence, requestId } = write;
      const said =
        write.by === undefined
          ? `Support ticket ${requestId} says`
          : `${await context.directory.nameOf(write.by)} wrote on support ticket ${requestId}`;
      const quotation = quoted(said, await readExplanation(context, requestId));
      return addTicketNote(context, ticketId, { reference, paragraphs: [sentence], quotation });
    }
    case 'closeRequest':
      return closeRequest(context, write.requestId);
  }
}

/** C4: a person's text is copied from ticket to ticket here, and goes into no history. */
async function readExplanation({ client, portal }: WritingContext, requestId: TicketId): Promise<readonly string[]> {
  const { supportRequests } = portal;
  const { explanation } = supportRequests.properties;
  const request = await ask('read an explanation', recordSchema, () =>
    client.api.crm.tickets.basicApi.getById(requestId, [explanation], undefined, undefined, false, undefined, CALL),
  );
  const text = explanationLines(request, supportRequests).join('\n');
  if (text.length <= LONGEST_EXPLANATION) return text.split('\n');
  return [...text.slice(0, LONGEST_EXPLANATION).split('\n'), `… (the rest is on support ticket ${requestId})`];
}

async function closeRequest({ client, directory, call }: WritingContext, requestId: TicketId): Promise<void> {
  const pipeline = await directory.supportPipeline();
  if (pipeline.kind === 'missing') throw pipeline.error;
  const properties = { [STAGE]: pipeline.closedStageId };
  await ask('close a support ticket', writtenSchema, () =>
    client.api.crm.tickets.basicApi.update(requestId, input({ properties }), undefined, call),
  );
}
