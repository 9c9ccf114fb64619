import { Select } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

interface PeriodSelectProps {
  /** Of the chosen one. */
  readonly days: number;
  /** Each in days, with its words. */
  readonly periods: readonly (readonly [number, string])[];
  readonly onChange: (days: number) => void;
}

/** How far a page looks ahead or back. */
export function PeriodSelect({ days, periods, onChange }: PeriodSelectProps): ReactElement {
  return (
    <Select
      name="period"
      label="Period"
      value={days}
      options={periods.map(([value, label]) => ({ label, value }))}
      onChange={(value) => {
        onChange(Number(value));
      }}
    />
  );
}
