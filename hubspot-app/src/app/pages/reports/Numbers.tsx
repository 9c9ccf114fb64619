import type { ReportsAnswer, Share } from '@at-risk/backend/answers.ts';
import { counted, percent } from '@at-risk/backend/words.ts';
import { Statistics, StatisticsItem, Text } from '@hubspot/ui-extensions';
import type { ReactElement } from 'react';

/** The numbers that leaders ask for first. */
export function Numbers({ reports }: { readonly reports: ReportsAnswer }): ReactElement {
  const { saveRate, stillSaved, daysToClose } = reports;
  return (
    <Statistics>
      <StatisticsItem label="Saved" number={percent(saveRate.rate)}>
        <Text>{outOf(saveRate, 'answered ticket')}</Text>
      </StatisticsItem>
      {stillSaved.map((share) => (
        <StatisticsItem
          key={share.afterDays}
          label={`Still saved after ${String(share.afterDays)} days`}
          number={percent(share.rate)}
        >
          <Text>{outOf(share, 'saved client')}</Text>
        </StatisticsItem>
      ))}
      <StatisticsItem label="Days to close (median)" number={inDays(daysToClose.median)}>
        <Text>
          Saved {inDays(daysToClose.saved)}, not saved {inDays(daysToClose.notSaved)}, 9 of 10 within{' '}
          {inDays(daysToClose.p90)}
        </Text>
      </StatisticsItem>
    </Statistics>
  );
}

function outOf({ count, of }: Share, one: string): string {
  return `${String(count)} of ${counted(of, one)}`;
}

function inDays(days: number | null): string {
  return days === null ? '–' : days.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
