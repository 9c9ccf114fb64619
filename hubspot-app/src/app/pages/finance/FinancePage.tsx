import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type FinanceAnswer, type FinanceRow } from '@at-risk/backend/answers.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { dayOfMoment } from '@at-risk/backend/words.ts';
import {
  EmptyState,
  Flex,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import type { ReactElement } from 'react';
import { WaitsFor } from '../layout/CaseTags.tsx';
import { TicketLink } from '../layout/TicketLink.tsx';

/** I1–I3: the tickets that an outstanding invoice holds, the longest wait first. */
export function FinancePage(): ReactElement {
  const asked = useAnswer<FinanceAnswer>({ path: PATHS.finance });
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>Finance</PageTitle>
      <Text>
        Open a ticket, set Invoice Determination, and then Finance Approval to Yes. The ticket closes by itself as soon
        as nothing else is missing.
      </Text>
      <Answered asked={asked} label="Loading what waits for Finance">
        {({ rows, timeZone }) => (rows.length === 0 ? <NothingWaits /> : <Queue rows={rows} timeZone={timeZone} />)}
      </Answered>
    </Flex>
  );
}

function Queue({ rows, timeZone }: Pick<FinanceAnswer, 'rows' | 'timeZone'>): ReactElement {
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader>Client</TableHeader>
          <TableHeader width="min">Since</TableHeader>
          <TableHeader>Asks for</TableHeader>
          <TableHeader align="right">Invoices</TableHeader>
          <TableHeader align="right">Balance due</TableHeader>
          <TableHeader>Ticket owner</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {rows.map((row) => (
          <Held key={row.ticketId} row={row} timeZone={timeZone} />
        ))}
      </TableBody>
    </Table>
  );
}

function Held({ row, timeZone }: { readonly row: FinanceRow; readonly timeZone: string }): ReactElement {
  const { ticketId, client, since, waitingFor, invoices, balance, owner } = row;
  return (
    <TableRow>
      <TableCell>
        <TicketLink ticketId={ticketId} client={client} />
      </TableCell>
      <TableCell width="min">{since === null ? '–' : dayOfMoment(since, timeZone)}</TableCell>
      <TableCell>
        <WaitsFor waitingFor={waitingFor.filter(({ who }) => who === 'finance')} />
      </TableCell>
      <TableCell align="right">{invoices}</TableCell>
      <TableCell align="right">{balance === null ? '–' : amount(balance)}</TableCell>
      <TableCell>{owner ?? '–'}</TableCell>
    </TableRow>
  );
}

/** Without a currency: HubSpot gives the balance in the portal's own. */
function amount(balance: number): string {
  return balance.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function NothingWaits(): ReactElement {
  return (
    <EmptyState
      title="Nothing waits for Finance"
      layout="vertical"
      imageName="successfullyConnectedEmail"
      imageWidth={120}
    >
      <Text>No At-Risk ticket is held by an outstanding invoice.</Text>
    </EmptyState>
  );
}
