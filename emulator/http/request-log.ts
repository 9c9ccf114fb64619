/** How many requests are remembered; older ones are forgotten first. */
const KEPT = 100_000;

export type ActorKind = 'app' | 'person' | 'other';

export interface LoggedRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** Without `?`; '' if there is none. */
  readonly query: string;
  /** 0 until an answer was sent; stays 0 if none was. */
  status: number;
  /** The emulator's clock, ISO. */
  readonly at: string;
  readonly actor: ActorKind;
}

/** The API calls that were made, for counting. Requests to `/emulator/*` and for the page are not API calls. */
export class RequestLog {
  private requests: LoggedRequest[] = [];

  public start(request: Omit<LoggedRequest, 'status'>): LoggedRequest {
    const entry = { ...request, status: 0 };
    this.requests.push(entry);
    if (this.requests.length > KEPT) this.requests = this.requests.slice(-KEPT / 2);
    return entry;
  }

  public list(filter: {
    readonly actor?: ActorKind | undefined;
    readonly method?: string | undefined;
    readonly pathPattern?: RegExp | undefined;
  }): readonly LoggedRequest[] {
    return this.requests.filter(
      (request) =>
        (filter.actor === undefined || request.actor === filter.actor) &&
        (filter.method === undefined || request.method === filter.method) &&
        (filter.pathPattern === undefined || filter.pathPattern.test(request.path)),
    );
  }

  public clear(): void {
    this.requests = [];
  }
}
