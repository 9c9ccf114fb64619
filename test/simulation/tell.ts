import { DateTime } from 'luxon';
import type { Played } from './play';

/** A scenario that broke an invariant, for a person: who did what when, what the service did, and how to see it again. */
export function tell(played: Played): string {
  const { scenario, broken, lines } = played;
  const zone = scenario.settings.timeZone ?? 'America/New_York';
  const settings = Object.fromEntries(Object.entries(scenario.settings).filter(([name]) => name !== 'timeZone'));
  const when = (at: number): string => DateTime.fromMillis(at, { zone }).toFormat('yyyy-MM-dd ccc HH:mm:ss');
  return [
    `Seed ${String(scenario.seed)}, in ${zone}${Object.keys(settings).length > 0 ? `, with ${JSON.stringify(settings)}` : ''}`,
    ...lines.map(({ at, text }) => `  ${when(at)}  ${text}`),
    ...(broken ? [`  ${when(broken.at)}  BROKEN ${broken.invariant}`, `    ${broken.sentence}`] : []),
    '',
    `Again: ${commandOf(played)}`,
  ].join('\n');
}

/** The command that plays exactly this scenario. */
export function commandOf({ scenario: { seed, cut } }: Played): string {
  return [
    `npm run simulate -- --cases 1 --seed ${String(seed)}`,
    ...(cut.acts === undefined ? [] : [`--acts ${cut.acts.join(',')}`]),
    ...(cut.without.length === 0 ? [] : [`--without ${cut.without.join(',')}`]),
  ].join(' ');
}
