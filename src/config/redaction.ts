import { stdSerializers } from 'pino';
import { escapedLines } from '../sop/vocabulary/printable-text';

const REMOVED = '[removed]';

const SECRET_KEY = /authorization|cookie|secret|token|password|api[-_]?key|signature|e-?mail/i;

/** Each begins where a run of its characters begins, so that the time taken grows with the text and no faster. */
const SECRET_TEXTS: readonly RegExp[] = [
  /\bBearer\s+[^\s"'\\]+/gi,
  /\bpat-[\w-]{8,}/gi,
  // JSON Web Tokens, signed (three parts) or encrypted (five).
  /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g,
  // The user and the password of a URL.
  /(?<=:\/\/)[^\s/?#]+(?=@)/g,
  // What is labeled: client_secret=…, "access_token": "…". A label and a space is a sentence.
  /(?<=(?:secret|token|password|passwd|api[-_]?key|signature|authorization)["']?(?:[=:]|[=:] ?["']))[^\s"'&,;]+/gi,
  /(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/g,
];

const BASIC = /\bBasic\s+([\w+/=-]+)/gi;

/** Deeper than any log line of ours; guards against cycles. */
const MAX_DEPTH = 6;

/** Longer than any text of ours, in characters: the rest is cut off. */
const MAX_TEXT = 16_384;

/** Removes secrets and addresses from texts and plain data, and makes visible what would control a terminal. */
export class Redaction {
  private readonly known: readonly string[];

  /** `secrets` are removed wherever they occur: as they are, percent-encoded, or in base64. */
  constructor(secrets: readonly string[]) {
    const forms = secrets.flatMap((secret) => [secret, encodeURIComponent(secret), inBase64(secret)]);
    // Longer ones first: a secret may be the beginning of another.
    this.known = [...new Set(forms)].sort((a, b) => b.length - a.length);
  }

  text(text: string): string {
    let clean = text;
    for (const secret of this.known) clean = clean.replaceAll(secret, REMOVED);
    if (clean.length > MAX_TEXT) clean = `${clean.slice(0, MAX_TEXT)}…`;
    for (const pattern of SECRET_TEXTS) clean = clean.replace(pattern, REMOVED);
    clean = clean.replace(BASIC, (all, credentials: string) => (isUserAndPassword(credentials) ? REMOVED : all));
    return escapedLines(clean);
  }

  value(value: unknown): unknown {
    return this.valueAt(value, 0);
  }

  private valueAt(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.text(value);
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (depth >= MAX_DEPTH) return REMOVED;
    if (Array.isArray(value)) return value.map((item) => this.valueAt(item, depth + 1));
    if (value instanceof Error) return this.valueAt(stdSerializers.err(value), depth);
    if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        this.text(key),
        SECRET_KEY.test(key) && inner !== undefined ? REMOVED : this.valueAt(inner, depth + 1),
      ]),
    );
  }
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** "Basic authentication" is a word of a sentence. */
function isUserAndPassword(credentials: string): boolean {
  return Buffer.from(credentials, 'base64').includes(':');
}
