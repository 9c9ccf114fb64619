import type { ReportsAnswer } from '@at-risk/backend/answers.ts';
import { monthInWords } from '@at-risk/backend/words.ts';
import { LineChart, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** The share of answered tickets with the answer Yes, month by month. */
export function SaveRate({ months }: { readonly months: ReportsAnswer['saveRateByMonth'] }): ReactElement {
  const data = months.flatMap(({ month, rate }) =>
    rate === null ? [] : [{ month: monthInWords(month), saved: Math.round(rate * 100) }],
  );
  if (data.length === 0) return <Text>No ticket was answered in this period.</Text>;
  return (
    <LineChart
      data={data}
      axes={{
        x: { field: 'month', fieldType: 'category', label: 'Month of the answer' },
        y: { field: 'saved', fieldType: 'linear', label: 'Saved (%)' },
      }}
      options={{ title: 'Save rate by month', showDataLabels: true, showTooltips: true }}
    />
  );
}
