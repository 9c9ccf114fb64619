import { z } from 'zod';
import { seededRandom } from './random';

const HTTP_KINDS = ['latency', 'stall', 'status', 'answer', 'rateLimit', 'reset', 'resetAfter'] as const;
const WEBHOOK_KINDS = ['webhookDrop', 'webhookDuplicate', 'webhookReorder', 'webhookDelay', 'webhookOmit'] as const;

const pattern = z.string().refine(isPattern, { message: 'is not a regular expression' });

export const faultSchema = z.strictObject({
  kind: z.enum([...HTTP_KINDS, ...WEBHOOK_KINDS]),
  /** Regular expression over path and query; for webhooks over `<subscriptionType>[:<propertyName>]`. */
  pathPattern: pattern.default('.*'),
  method: z.string().toUpperCase().optional(),
  /** Whose requests are struck; people in HubSpot do not use the API, so they are spared unless named. */
  actor: z.enum(['app', 'person', 'any']).default('app'),
  status: z.number().int().min(200).max(599).default(503),
  /** Of `status` and `answer`: sent as it is, in place of HubSpot's JSON; an empty text is an answer without a body. */
  body: z.string().optional(),
  contentType: z.string().default('text/html; charset=utf-8'),
  delayMs: z.number().int().min(0).default(1000),
  /** Of `webhookOmit`: the field that an event comes without. */
  field: z.string().optional(),
  /** Without it a 429 has no Retry-After header. */
  retryAfterSeconds: z.number().int().min(0).optional(),
  policyName: z.enum(['TEN_SECONDLY_ROLLING', 'SECONDLY', 'DAILY']).default('TEN_SECONDLY_ROLLING'),
  /** Strikes so many times, then is gone. */
  count: z.number().int().min(1).optional(),
  probability: z.number().min(0).max(1).optional(),
  seed: z.number().int().default(1),
});

export type FaultRule = z.infer<typeof faultSchema>;

export type WebhookFaultKind = (typeof WEBHOOK_KINDS)[number];

interface ArmedFault {
  readonly id: number;
  readonly rule: FaultRule;
  readonly pattern: RegExp;
  readonly random: () => number;
  left: number;
  struck: number;
}

export interface RequestFacts {
  readonly url: string;
  readonly method: string;
  readonly actor: 'app' | 'person' | 'other';
}

/** The troubles that are on order, and whom they strike. */
export class Faults {
  private armed: readonly ArmedFault[] = [];
  private lastId = 0;

  public arm(rule: FaultRule): number {
    this.lastId += 1;
    const fault = {
      id: this.lastId,
      rule,
      pattern: new RegExp(rule.pathPattern),
      random: seededRandom(rule.seed),
      left: rule.count ?? Infinity,
      struck: 0,
    };
    this.armed = [...this.armed, fault];
    return fault.id;
  }

  public clear(): void {
    this.armed = [];
  }

  public list(): readonly object[] {
    return this.armed.map(({ id, rule, struck, left }) => ({
      id,
      ...rule,
      struck,
      ...(Number.isFinite(left) && { left }),
    }));
  }

  /** The faults that strike this request, in the order in which they were armed. */
  public forRequest(request: RequestFacts): readonly FaultRule[] {
    return this.strike((rule) => isHttp(rule.kind) && suits(rule, request), request.url);
  }

  public forEvent(kind: WebhookFaultKind, name: string): FaultRule | undefined {
    return this.strike((rule) => rule.kind === kind, name)[0];
  }

  private strike(suitable: (rule: FaultRule) => boolean, text: string): readonly FaultRule[] {
    const struck: FaultRule[] = [];
    for (const fault of this.armed) {
      if (fault.left <= 0 || !suitable(fault.rule) || !fault.pattern.test(text)) continue;
      if (fault.rule.probability !== undefined && fault.random() >= fault.rule.probability) continue;
      fault.left -= 1;
      fault.struck += 1;
      struck.push(fault.rule);
    }
    return struck;
  }
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch {
    return false;
  }
}

function isHttp(kind: FaultRule['kind']): boolean {
  return HTTP_KINDS.some((http) => http === kind);
}

function suits(rule: FaultRule, request: RequestFacts): boolean {
  const sameMethod = rule.method === undefined || rule.method === request.method;
  return sameMethod && (rule.actor === 'any' || rule.actor === request.actor);
}
