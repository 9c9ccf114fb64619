import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { environmentSecrets, temporalConnection } from '../../src/config/env';

const folder = mkdtempSync(join(tmpdir(), 'at-risk-keys-'));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
/** Temporal's own file on the machine that runs the tests must not count. */
const TEMPORAL_CONFIG_FILE = file('temporal.toml', '[profile.default]\n');
const keysOf = (env: Readonly<Record<string, string>>) =>
  temporalConnection({ TEMPORAL_CONFIG_FILE, ...env }).payloadKeys;

const [ONE, TWO] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];

describe('the keys of what Temporal keeps', () => {
  it('are none unless some are given: nothing is encrypted then', () => {
    expect(keysOf({})).toBeUndefined();
    expect(keysOf({ AT_RISK_PAYLOAD_KEYS: ' ' })).toBeUndefined();
  });

  it('encrypt with the first one, and decrypt with all', () => {
    const keys = keysOf({ AT_RISK_PAYLOAD_KEYS: `2027:${TWO},2026:${ONE}` });
    expect(keys?.encryptWith?.id).toBe('2027');
    expect(keys?.all.map(({ id, key }) => [id, key.export().toString('base64')])).toEqual([
      ['2027', TWO],
      ['2026', ONE],
    ]);
  });

  it('stand one a line in a file', () => {
    const AT_RISK_PAYLOAD_KEYS_FILE = file('keys', `2027:${TWO}\r\n\n2026:${ONE}\n`);
    expect(keysOf({ AT_RISK_PAYLOAD_KEYS_FILE })?.all.map(({ id }) => id)).toEqual(['2027', '2026']);
  });

  it('only decrypt while the first entry is none', () => {
    const keys = keysOf({ AT_RISK_PAYLOAD_KEYS: `none,2026:${ONE}` });
    expect(keys?.encryptWith).toBeUndefined();
    expect(keys?.all.map(({ id }) => id)).toEqual(['2026']);
  });

  it.each([
    ['no id', ONE, /entry 1 must be an id/],
    ['a key of 16 bytes', `2026:${ONE},short:${randomBytes(16).toString('base64')}`, /entry 2 must be an id/],
    ['none behind a key', `2026:${ONE},none`, /entry 2 must be an id/],
    ['an id with spaces', `a b:${ONE}`, /entry 1 must be an id/],
    ['an id twice', `2026:${ONE},2026:${TWO}`, /two keys have the same id/],
  ])('end the start, unshown, where they cannot be used: %s', (_what, AT_RISK_PAYLOAD_KEYS, message) => {
    const start = () => keysOf({ AT_RISK_PAYLOAD_KEYS });
    expect(start).toThrow(message);
    expect(start).toThrow(/AT_RISK_PAYLOAD_KEYS: /);
    expect(start).not.toThrow(ONE);
  });

  it('are removed from what is logged', () => {
    const AT_RISK_PAYLOAD_KEYS_FILE = file('logged', `2027:${TWO}\n2026:${ONE}`);
    expect(environmentSecrets({ AT_RISK_PAYLOAD_KEYS_FILE })).toEqual(expect.arrayContaining([ONE, TWO]));
    expect(environmentSecrets({ AT_RISK_PAYLOAD_KEYS: `2026:${ONE}` })).toContain(ONE);
  });
});
