import type { ErrorAnswer } from '../../hubspot-app/src/app/backend/answers';

/** A call of an extension through `hubspot.fetch`. */
export interface Called {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly body: unknown;
}

/** Stands in for the service behind `hubspot.fetch`: what each path answers, in order; the last answer is given again and again. */
export class Service {
  public readonly called: Called[] = [];
  readonly #answers = new Map<string, (() => Response)[]>();

  /** `on('GET /app/finance', {…})` */
  public on(methodAndPath: string, ...answers: readonly object[]): this {
    return this.#on(
      methodAndPath,
      answers.map((answer) => () => Response.json(answer)),
    );
  }

  public refuses(methodAndPath: string, status: number, answer: ErrorAnswer): this {
    return this.#on(methodAndPath, [() => Response.json(answer, { status })]);
  }

  /** From now on extensions reach this service. HubSpot's package finds it on the worker's `self`. */
  public listen(): this {
    Object.assign(globalThis, { self: { hsFetch: this.#fetch.bind(this) } });
    return this;
  }

  #on(methodAndPath: string, answers: (() => Response)[]): this {
    this.#answers.set(methodAndPath, answers);
    return this;
  }

  #fetch(
    address: string,
    { method = 'GET', body }: { readonly method?: string; readonly body?: unknown },
  ): Promise<Response> {
    const { pathname, search } = new URL(address);
    this.called.push({ method, path: `${pathname}${search}`, body });
    const answers = this.#answers.get(`${method} ${pathname}`) ?? [];
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer === undefined) return Promise.reject(new Error(`Nothing answers ${method} ${pathname}`));
    return Promise.resolve(answer());
  }
}
