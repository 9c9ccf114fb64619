import Table from 'cli-table3';

const NO_LINE_BETWEEN_ROWS = { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } as const;

/** A table for terminals and logs: without colours, and without lines between its rows. */
export function plainTable(head: readonly string[]): Table.Table {
  return new Table({ head: [...head], chars: NO_LINE_BETWEEN_ROWS, style: { head: [], border: [], compact: true } });
}
