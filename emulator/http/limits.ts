import { rateLimited } from './errors';

export interface LimitSettings {
  readonly perTenSeconds: number;
  readonly perDay: number;
  readonly searchPerSecond: number;
}

const TEN_SECONDS_MS = 10_000;
const SECOND_MS = 1000;

/** HubSpot's three limits, counted by the wall clock. The app's requests count; people in HubSpot do not use the API. */
export class Limits {
  private recent: number[] = [];
  private searches: number[] = [];
  private day = '';
  private today = 0;

  public constructor(public readonly settings: LimitSettings) {}

  /** Counts a request, or throws HubSpot's 429. Gives the headers of the answer. */
  public take(isSearch: boolean): Readonly<Record<string, string>> {
    const now = Date.now();
    this.startDay(now);
    if (isSearch) return this.takeSearch(now);
    this.recent = this.recent.filter((at) => at > now - TEN_SECONDS_MS);
    if (this.today >= this.settings.perDay) throw rateLimited('DAILY', this.headers(now));
    if (this.recent.length >= this.settings.perTenSeconds) throw rateLimited('TEN_SECONDLY_ROLLING', this.headers(now));
    this.recent.push(now);
    this.today += 1;
    return this.headers(now);
  }

  public usedToday(): number {
    this.startDay(Date.now());
    return this.today;
  }

  /** As if the portal's apps had made so many calls today. */
  public setUsedToday(calls: number): void {
    this.startDay(Date.now());
    this.today = calls;
  }

  public reset(): void {
    this.recent = [];
    this.searches = [];
    this.today = 0;
  }

  /** Searches have their own limit, and answers to them carry no limit headers, as HubSpot documents. */
  private takeSearch(now: number): Readonly<Record<string, string>> {
    this.searches = this.searches.filter((at) => at > now - SECOND_MS);
    if (this.searches.length >= this.settings.searchPerSecond) throw rateLimited('SECONDLY');
    this.searches.push(now);
    this.today += 1;
    return {};
  }

  private headers(now: number): Readonly<Record<string, string>> {
    const lastSecond = this.recent.filter((at) => at > now - SECOND_MS).length;
    const perSecond = Math.max(1, Math.floor(this.settings.perTenSeconds / 10));
    return {
      'X-HubSpot-RateLimit-Max': String(this.settings.perTenSeconds),
      'X-HubSpot-RateLimit-Remaining': String(Math.max(0, this.settings.perTenSeconds - this.recent.length)),
      'X-HubSpot-RateLimit-Interval-Milliseconds': String(TEN_SECONDS_MS),
      'X-HubSpot-RateLimit-Secondly': String(perSecond),
      'X-HubSpot-RateLimit-Secondly-Remaining': String(Math.max(0, perSecond - lastSecond)),
      'X-HubSpot-RateLimit-Daily': String(this.settings.perDay),
      'X-HubSpot-RateLimit-Daily-Remaining': String(Math.max(0, this.settings.perDay - this.today)),
    };
  }

  private startDay(now: number): void {
    const day = new Date(now).toISOString().slice(0, 10);
    if (day !== this.day) this.today = 0;
    this.day = day;
  }
}
