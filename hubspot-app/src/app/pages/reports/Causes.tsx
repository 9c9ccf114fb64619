import type { ReportsAnswer } from '@at-risk/backend/answers.ts';
import { sentence } from '@at-risk/backend/words.ts';
import { AutoGrid, BarChart, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** Open cases: who holds them up, and why they are open. */
export function Causes({ reports }: { readonly reports: ReportsAnswer }): ReactElement {
  return (
    <AutoGrid columnWidth={380} flexible gap="large">
      <Bars title="Open cases by who must act" label="Who must act" counts={reports.blockedBy} />
      <Bars title="Open cases by cause" label="Cause" counts={reports.openByCause} />
    </AutoGrid>
  );
}

interface BarsProps {
  readonly title: string;
  readonly label: string;
  readonly counts: readonly { readonly words: string; readonly count: number }[];
}

function Bars({ title, label, counts }: BarsProps): ReactElement {
  const data = counts.filter(({ count }) => count > 0).map(({ words, count }) => ({ words: sentence(words), count }));
  if (data.length === 0) return <Text>{title}: none.</Text>;
  return (
    <BarChart
      data={data}
      axes={{
        x: { field: 'words', fieldType: 'category', label },
        y: { field: 'count', fieldType: 'linear', label: 'Cases' },
      }}
      options={{ title, showDataLabels: true, showTooltips: true }}
    />
  );
}
