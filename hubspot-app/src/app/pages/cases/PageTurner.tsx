import { Button, Flex, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** Rows that the service gives at once, and by default. */
const ROWS = 100;

interface PageTurnerProps {
  /** From 1. */
  readonly page: number;
  /** On this page. */
  readonly rows: number;
  readonly total: number;
  /** Undefined on the first page. */
  readonly onBack: (() => void) | undefined;
  /** Undefined on the last page. */
  readonly onNext: (() => void) | undefined;
}

/** `1–100 of 5,000` with the buttons to the pages before and after. */
export function PageTurner({ page, rows, total, onBack, onNext }: PageTurnerProps): ReactElement {
  const first = (page - 1) * ROWS + 1;
  const range = rows === 0 ? '0' : `${shown(first)}–${shown(first + rows - 1)}`;
  return (
    <Flex direction="row" gap="small" align="center">
      <Text>
        {range} of {shown(total)}
      </Text>
      {onBack !== undefined && (
        <Button size="small" onClick={onBack}>
          Previous {ROWS}
        </Button>
      )}
      {onNext !== undefined && (
        <Button size="small" onClick={onNext}>
          Next {ROWS}
        </Button>
      )}
    </Flex>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
