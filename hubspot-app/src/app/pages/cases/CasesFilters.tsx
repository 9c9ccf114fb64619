import type { Outcome, Phase, Who } from '@at-risk/backend/answers.ts';
import { WHO } from '@at-risk/backend/words.ts';
import { Flex, SearchInput, Select, useDebounce } from '@hubspot/ui-extensions';
import { useEffect, useState, type ReactElement } from 'react';
import type { Filters } from './filters.ts';

/** A search begins when nothing was typed for so long. */
const PAUSE_MS = 300;

/** Any value; HubSpot's Select takes no empty one. */
const ANY = 'any';

const SHOWN = [
  ['open', 'Open cases'],
  ['attention', 'Open, needs attention'],
  ['ended', 'Ended cases'],
  ['all', 'All cases'],
] as const;

const PHASES: readonly (readonly [Phase, string])[] = [
  ['deciding', 'Deciding'],
  ['collecting', 'Collecting evidence'],
  ['monitoring', 'Monitoring'],
  ['cancelling', 'Cancelling'],
];

const OUTCOMES: readonly (readonly [Outcome, string])[] = [
  ['active', 'Active'],
  ['cancelled', 'Cancelled'],
  ['superseded', 'Superseded'],
  ['merged', 'Merged'],
  ['leftAlone', 'Left alone'],
  ['gone', 'Gone'],
];

const EVERYBODY = Object.entries(WHO) as readonly (readonly [Who, string])[];

interface CasesFiltersProps {
  readonly query: Filters;
  readonly onChange: (changes: Filters) => void;
}

export function CasesFilters({ query, onChange }: CasesFiltersProps): ReactElement {
  const shown = query.attention === undefined ? (query.status ?? 'open') : 'attention';
  return (
    <Flex direction="row" gap="medium" wrap align="end">
      <ClientSearch
        onSearch={(search) => {
          onChange({ search });
        }}
      />
      <Select
        name="shown"
        label="Show"
        value={shown}
        options={options(SHOWN)}
        onChange={(value) => {
          onChange(statusOf(String(value)));
        }}
      />
      <Filter
        name="phase"
        label="Phase"
        choices={PHASES}
        value={query.phase}
        onChange={(phase) => {
          onChange({ phase });
        }}
      />
      <Filter
        name="who"
        label="Waits for"
        choices={EVERYBODY}
        value={query.who}
        onChange={(who) => {
          onChange({ who });
        }}
      />
      {query.status !== 'open' && (
        <Filter
          name="outcome"
          label="Ended as"
          choices={OUTCOMES}
          value={query.outcome}
          onChange={(outcome) => {
            onChange({ outcome });
          }}
        />
      )}
    </Flex>
  );
}

function statusOf(shown: string): Filters {
  const all = { outcome: undefined, attention: undefined } as const;
  switch (shown) {
    case 'attention':
      return { ...all, status: 'open', attention: ANY };
    case 'ended':
    case 'all':
      return { ...all, status: shown };
    default:
      return { ...all, status: 'open' };
  }
}

interface FilterProps<Value extends string> {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly (readonly [Value, string])[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value | undefined) => void;
}

function Filter<Value extends string>({ name, label, choices, value, onChange }: FilterProps<Value>): ReactElement {
  return (
    <Select
      name={name}
      label={label}
      value={value ?? ANY}
      options={options([[ANY, 'Any'], ...choices])}
      onChange={(chosen) => {
        onChange(choices.find(([each]) => each === chosen)?.[0]);
      }}
    />
  );
}

function ClientSearch({ onSearch }: { readonly onSearch: (text: string | undefined) => void }): ReactElement {
  const [text, setText] = useState('');
  const settled = useDebounce(text.trim(), PAUSE_MS);
  useEffect(() => {
    onSearch(settled === '' ? undefined : settled);
    // Only what was typed begins a search, not a new function.
  }, [settled]);
  return (
    <SearchInput
      name="search"
      label="Client or ticket"
      placeholder="Name or ID"
      value={text}
      onInput={setText}
      clearable
    />
  );
}

function options(choices: readonly (readonly [string, string])[]): { label: string; value: string }[] {
  return choices.map(([value, label]) => ({ label, value }));
}
