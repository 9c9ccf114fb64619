import { parsePortalConfig } from '../../src/config/portal';
import { attention } from '../../src/sop/attention';
import { SEARCH_ATTRIBUTES } from '../../src/workflows/contract';
import { read } from './pages';

const page = read('docs/operations.md');

describe('docs/operations.md', () => {
  it.each(Object.keys(attention))('says what %s means and what to do', (code) => {
    expect(page).toMatch(new RegExp(`^\\| \`${code}\` `, 'm'));
  });

  it('has no code of attention that there is not', () => {
    const section = page.slice(page.indexOf('## Attention'), page.indexOf('## HubSpot'));
    const codes = [...section.matchAll(/^\| `(\w+)` /gm)].map(([, code]) => code);

    expect(codes.sort()).toEqual(Object.keys(attention).sort());
  });

  it('names the search attributes', () => {
    for (const { name } of Object.values(SEARCH_ATTRIBUTES)) expect(page).toContain(`\`${name}\``);
  });

  it('subscribes to every property of the ticket and the company that cases look at', () => {
    const { ticket, company } = parsePortalConfig('', 'the defaults');
    const properties = [...Object.values(ticket.properties), company.properties.clientStatus];

    expect(properties.filter((property) => !page.includes(`\`${property}\``))).toEqual([]);
  });
});
