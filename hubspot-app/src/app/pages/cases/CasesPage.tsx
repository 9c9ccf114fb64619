import { Answered } from '@at-risk/backend/Answered.tsx';
import { PATHS, type CasesAnswer } from '@at-risk/backend/answers.ts';
import { useAnswer } from '@at-risk/backend/use-answer.ts';
import { EmptyState, Flex, Text } from '@hubspot/ui-extensions';
import { PageTitle } from '@hubspot/ui-extensions/pages';
import { useState, type ReactElement } from 'react';
import { CopyCsv } from '../layout/CopyCsv.tsx';
import { CasesFilters } from './CasesFilters.tsx';
import { CasesTable } from './CasesTable.tsx';
import type { Filters } from './filters.ts';
import { PageTurner } from './PageTurner.tsx';

/** What needs a person comes first. */
const AT_FIRST: Filters = { status: 'open', sort: 'attention' };

/** All cases: filtered, searched by client, sorted, 100 a page. */
export function CasesPage(): ReactElement {
  const [query, setQuery] = useState<Filters>(AT_FIRST);
  /** Where each page up to the one shown begins. */
  const [cursors, setCursors] = useState<readonly (string | undefined)[]>([undefined]);
  const cursor = cursors.at(-1);
  const asked = useAnswer<CasesAnswer>({
    path: PATHS.cases,
    query: { ...query, ...(cursor !== undefined && { cursor }) },
  });
  const change = (changes: Filters): void => {
    setQuery((before) => ({ ...before, ...changes }));
    setCursors([undefined]);
  };
  return (
    <Flex direction="column" gap="medium">
      <PageTitle>All cases</PageTitle>
      <CasesFilters query={query} onChange={change} />
      <Answered asked={asked} label="Loading the cases">
        {({ rows, total, cursor: next, timeZone }) => (
          <Flex direction="column" gap="small">
            <Flex direction="row" justify="between" align="center" wrap gap="small">
              <PageTurner
                page={cursors.length}
                rows={rows.length}
                total={total}
                onBack={
                  cursors.length === 1
                    ? undefined
                    : () => {
                        setCursors(cursors.slice(0, -1));
                      }
                }
                onNext={
                  next === null
                    ? undefined
                    : () => {
                        setCursors([...cursors, next]);
                      }
                }
              />
              <CopyCsv question={{ path: PATHS.casesCsv, query: { ...query } }} />
            </Flex>
            {rows.length === 0 ? (
              <NoCases />
            ) : (
              <CasesTable rows={rows} timeZone={timeZone} query={query} onSort={change} />
            )}
          </Flex>
        )}
      </Answered>
    </Flex>
  );
}

function NoCases(): ReactElement {
  return (
    <EmptyState title="No case fits" layout="vertical" imageName="voteAndSearch" imageWidth={120}>
      <Text>Change the filters, or open an At-Risk ticket for a client.</Text>
    </EmptyState>
  );
}
