import type { FileId } from './ids';

const FILES_NAMED = 5;

/** Files by their ids, the first few of them. */
export function filesNamed(files: readonly FileId[]): string {
  const more = files.length - FILES_NAMED;
  const ids = files.slice(0, FILES_NAMED).join(', ');
  return `${files.length === 1 ? 'file' : 'files'} ${ids}${more > 0 ? ` and ${String(more)} more` : ''}`;
}
