import type { TimelineLine } from '@at-risk/backend/answers.ts';
import { momentInWords, sentence } from '@at-risk/backend/words.ts';
import {
  Button,
  Flex,
  Heading,
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
  Text,
} from '@hubspot/ui-extensions';
import { useState, type ReactElement } from 'react';
import type { Shape } from './shape.ts';

/** Lines shown before *Show all*. */
const FIRST = 8;

interface TimelineProps {
  /** The newest first. */
  readonly lines: readonly TimelineLine[];
  readonly timeZone: string;
  readonly shape: Shape;
}

/** Who did what, when, and by which rule. */
export function Timeline({ lines, timeZone, shape }: TimelineProps): ReactElement {
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? lines : lines.slice(0, FIRST);
  return (
    <Flex direction="column" gap="small">
      <Heading>Timeline</Heading>
      {lines.length === 0 && <Text>Nothing has happened yet.</Text>}
      {shown.length > 0 &&
        (shape === 'wide' ? <Rows lines={shown} timeZone={timeZone} /> : <Lines lines={shown} timeZone={timeZone} />)}
      {lines.length > shown.length && (
        <Button
          size="small"
          onClick={() => {
            setShowsAll(true);
          }}
        >
          Show all {lines.length}
        </Button>
      )}
    </Flex>
  );
}

type Shown = Pick<TimelineProps, 'lines' | 'timeZone'>;

function Rows({ lines, timeZone }: Shown): ReactElement {
  return (
    <Table density="condensed">
      <TableHead>
        <TableRow>
          <TableHeader width="min">When</TableHeader>
          <TableHeader>What</TableHeader>
          <TableHeader>Who</TableHeader>
          <TableHeader width="min">SOP</TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {lines.map((line, index) => (
          <TableRow key={keyOf(line, index)}>
            <TableCell width="min">{momentInWords(line.at, timeZone)}</TableCell>
            <TableCell>{line.what}</TableCell>
            <TableCell>{sentence(line.who)}</TableCell>
            <TableCell width="min">{line.rules.join(', ')}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Lines({ lines, timeZone }: Shown): ReactElement {
  return (
    <Flex direction="column" gap="small">
      {lines.map((line, index) => (
        <Flex key={keyOf(line, index)} direction="column" gap="flush">
          <Text>{line.what}</Text>
          <Text variant="microcopy">
            {[momentInWords(line.at, timeZone), sentence(line.who), ...line.rules].join(' · ')}
          </Text>
        </Flex>
      ))}
    </Flex>
  );
}

/** Two lines may be alike. */
function keyOf({ at, what }: TimelineLine, index: number): string {
  return `${at} ${what} ${String(index)}`;
}
