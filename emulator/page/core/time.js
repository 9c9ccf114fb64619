/** Times as the portal shows them: in its own zone, whatever the browser's is. */
const portal = { zone: 'America/New_York' };

export function useZone(zone) {
  portal.zone = zone;
}

const format = (options) => (at) =>
  new Intl.DateTimeFormat('en-US', { timeZone: portal.zone, ...options }).format(new Date(at));

/** `Nov 28, 2026 at 7:03 PM EST` */
export const moment = (at) =>
  format({ dateStyle: 'medium', timeStyle: 'short' })(at).replace(/, (?=\d+:)/, ' at ') + ` ${zoneName(at)}`;

/** `Nov 28, 2026, 7:03 PM EST` */
export const clockTime = format({
  year: 'numeric',
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  timeZoneName: 'short',
});

/** The day of an instant: `Nov 28, 2026` */
export const dayOf = format({ dateStyle: 'medium' });

/** `YYYY-MM-DD` of an instant. */
export const isoDayOf = (at) =>
  new Intl.DateTimeFormat('en-CA', { timeZone: portal.zone, dateStyle: 'short' }).format(new Date(at));

/** A calendar day (`YYYY-MM-DD`), which is no instant: `Nov 28, 2026` */
export function calendarDay(text) {
  const at = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(at)
    ? text
    : new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', dateStyle: 'medium' }).format(at);
}

function zoneName(at) {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: portal.zone, timeZoneName: 'short' }).formatToParts(
    new Date(at),
  );
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}
