import type { CaseRow, CasesQuery } from '@at-risk/backend/answers.ts';
import { dayOfMoment } from '@at-risk/backend/words.ts';
import {
  Flex,
  StatusTag,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { Next, PhaseTag, WaitsFor } from '../layout/CaseTags.tsx';
import { TicketLink } from '../layout/TicketLink.tsx';
import type { Filters } from './filters.ts';

type Sort = NonNullable<CasesQuery['sort']>;

const COLUMNS: readonly (readonly [Sort, string])[] = [
  ['client', 'Client'],
  ['phase', 'Phase'],
  ['attention', 'Waits for'],
  ['since', 'Since'],
  ['next', 'Next date'],
  ['owner', 'Owner'],
];

interface CasesTableProps {
  readonly rows: readonly CaseRow[];
  readonly timeZone: string;
  readonly query: Filters;
  readonly onSort: (sort: Filters) => void;
}

export function CasesTable({ rows, timeZone, query, onSort }: CasesTableProps): ReactElement {
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          {COLUMNS.map(([sort, label]) => (
            <TableHeader
              key={sort}
              sortDirection={query.sort !== sort ? 'none' : query.order === 'desc' ? 'descending' : 'ascending'}
              onSortChange={() => {
                onSort({ sort, order: query.sort === sort && query.order !== 'desc' ? 'desc' : 'asc' });
              }}
            >
              {label}
            </TableHeader>
          ))}
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Case key={`${row.ticketId} ${row.status}`} row={row} timeZone={timeZone} />
        ))}
      </TableBody>
    </Table>
  );
}

function Case({ row, timeZone }: { readonly row: CaseRow; readonly timeZone: string }): ReactElement {
  const { ticketId, client, attention, owner, since, next } = row;
  return (
    <TableRow>
      <TableCell>
        <TicketLink ticketId={ticketId} client={client} />
      </TableCell>
      <TableCell>
        <PhaseTag phase={row.phase} outcome={row.outcome} />
      </TableCell>
      <TableCell>
        {attention === null ? (
          <WaitsFor waitingFor={row.waitingFor} />
        ) : (
          <Flex direction="column" gap="flush">
            <StatusTag variant="warning">Needs attention</StatusTag>
            <Text>{attention.words}</Text>
          </Flex>
        )}
      </TableCell>
      <TableCell>{since === null ? '–' : dayOfMoment(since, timeZone)}</TableCell>
      <TableCell>
        <Next next={next} />
      </TableCell>
      <TableCell>{owner ?? '–'}</TableCell>
    </TableRow>
  );
}
