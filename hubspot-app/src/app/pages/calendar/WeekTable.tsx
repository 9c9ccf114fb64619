import type { CalendarEntry, NextDate } from '@at-risk/backend/answers.ts';
import { dayInWords } from '@at-risk/backend/words.ts';
import { StatusTag, Table, TableBody, TableCell, TableHead, TableHeader, TableRow, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';
import { TicketLink } from '../layout/TicketLink.tsx';

const KINDS = {
  cancellation: { label: 'Cancelled', variant: 'danger' },
  monitoringEnds: { label: 'Active', variant: 'success' },
} as const satisfies Record<NextDate['kind'], object>;

export function WeekTable({ entries }: { readonly entries: readonly CalendarEntry[] }): ReactElement {
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader width={130}>Day</TableHeader>
          <TableHeader>Client</TableHeader>
          <TableHeader width={160}>Becomes</TableHeader>
          <TableHeader width={220}>Owner</TableHeader>
          <TableHeader width={180}>Attention</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {entries.map(({ ticketId, client, owner, next, needsAttention }) => (
          <TableRow key={ticketId}>
            <TableCell>{dayInWords(next.day)}</TableCell>
            <TableCell>
              <TicketLink ticketId={ticketId} client={client} />
            </TableCell>
            <TableCell>
              <StatusTag variant={KINDS[next.kind].variant}>{KINDS[next.kind].label}</StatusTag>
            </TableCell>
            <TableCell>{owner ?? '–'}</TableCell>
            <TableCell>
              {needsAttention ? <StatusTag variant="warning">Needs attention</StatusTag> : <Text>–</Text>}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
