import { parsePortalConfig } from '../../src/config/portal';
import { SEARCH_ATTRIBUTES, scheduleIds } from '../../src/contract/names';
import { attention } from '../../src/sop/decision/attention';
import { read } from './pages';

const page = read('docs/operations.md');

describe('docs/operations.md', () => {
  it.each(Object.keys(attention))('says what %s means and what to do', (code) => {
    expect(page).toMatch(new RegExp(`^\\| \`${code}\` `, 'm'));
  });

  it('has no code of attention that does not exist', () => {
    const section = page.slice(page.indexOf('## Attention'), page.indexOf('## Errors that pass'));
    const codes = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, code]) => code);

    expect(codes.sort()).toEqual(Object.keys(attention).sort());
  });

  it('says that a sweep catches changes whose webhook was lost', () => {
    expect(page).not.toContain('not made up for by itself');
    expect(page).toContain('[a five-minute sweep](#the-sweep) catches changes whose webhook was lost');
  });

  it('runs setup on Temporal Cloud before the worker starts, or there would be no sweep, audit or N9', () => {
    const section = page.slice(page.indexOf('## Deploying with Temporal Cloud'), page.indexOf('## Several portals'));
    const [setup, start] = [section.indexOf('--no-deps setup'), section.indexOf('--detach worker bridge')];

    expect(setup).toBeGreaterThan(0);
    expect(start).toBeGreaterThan(setup);
  });

  it('says how to restrict Temporal and HubSpot to those who may use them', () => {
    const section = page.slice(page.indexOf('## Keeping it safe'), page.indexOf('## Watching'));
    const named = ['TEMPORAL_TLS_CLIENT_CERT_PATH', 'TEMPORAL_API_KEY_FILE', 'TEMPORAL_DISABLE_WRITE_ACTIONS=true'];

    for (const text of [...named, 'TEMPORAL_AUTH_PROVIDER_URL', 'What remains open', 'finance_approval'])
      expect(section).toContain(text);
  });

  it('names the schedules of a portal', () => {
    for (const id of Object.values(scheduleIds('<portalId>'))) expect(page).toContain(`\`${id}\``);
  });

  it('names the search attributes', () => {
    for (const { name } of Object.values(SEARCH_ATTRIBUTES)) expect(page).toContain(`\`${name}\``);
  });

  it('subscribes to every property of the ticket and the company that cases read', () => {
    const { ticket, company } = parsePortalConfig('', 'the defaults');
    const properties = [...Object.values(ticket.properties), company.properties.clientStatus];

    expect(properties.filter((property) => !page.includes(`\`${property}\``))).toEqual([]);
  });
});
