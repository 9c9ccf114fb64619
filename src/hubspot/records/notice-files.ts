import { LONGEST_FILE_NAME } from '../../config/file-name-pattern';
import type { PortalConfig } from '../../config/portal';
import type { Instant } from '../../sop/vocabulary/dates';
import type { EvidenceFacts } from '../../sop/vocabulary/facts';
import { fileIdSchema, type FileId } from '../../sop/vocabulary/ids';
import type { PortalDirectory } from '../portal/portal-directory';

/** N2: a file may be uploaded in the same dialog that creates the ticket, in milliseconds. */
const UPLOADED_AHEAD_MS = 15 * 60 * 1000;

/** N2: what the files on a ticket are, as far as they had to be read. */
interface NoticeFiles {
  /** 1 as soon as a file counts as the notice; no further file is read then. */
  readonly found: 0 | 1;
  /** Uploaded before the ticket was opened, so not for this ticket. */
  readonly old: readonly FileId[];
  /** Not shown by HubSpot: deleted, or hidden from this service. */
  readonly hidden: readonly FileId[];
}

interface FilesContext {
  readonly directory: Pick<PortalDirectory, 'file'>;
  readonly portal: PortalConfig;
}

/**
 * N2: whether there is a file that counts as the written notice: HubSpot has it, it was uploaded for this ticket, and its
 * name matches if the portal file says so. The newest file of each source is read first, one call each; mostly that is all.
 */
export async function noticeFiles(
  { directory, portal }: FilesContext,
  ticketCreatedAt: Instant,
  sources: readonly (() => Promise<readonly string[]>)[],
): Promise<NoticeFiles> {
  const pattern = portal.notice.fileName === undefined ? undefined : new RegExp(portal.notice.fileName, 'iu');
  const old: FileId[] = [];
  const hidden: FileId[] = [];
  for (const source of sources) {
    for (const id of (await source()).map((each) => fileIdSchema.parse(each)).reverse()) {
      const file = await directory.file(id);
      if (file === undefined) hidden.push(id);
      else if (file.createdAt < ticketCreatedAt - UPLOADED_AHEAD_MS) old.push(id);
      else if (fits(file.name, pattern)) return { found: 1, old: [], hidden: [] };
    }
  }
  return { found: 0, old, hidden };
}

function fits(name: string, pattern: RegExp | undefined): boolean {
  return pattern === undefined || (name.length <= LONGEST_FILE_NAME && pattern.test(name));
}

/** N2: why a file on the ticket does not count, where none does. */
export function filesNotCounted({ old, hidden }: NoticeFiles): Pick<EvidenceFacts, 'oldFiles' | 'hiddenFiles'> {
  return { ...(old.length > 0 && { oldFiles: old }), ...(hidden.length > 0 && { hiddenFiles: hidden }) };
}
