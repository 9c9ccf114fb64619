/** The day that many days from now, in UTC, as HubSpot writes a date (`2027-03-01`). One that a test names will be past some day. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
