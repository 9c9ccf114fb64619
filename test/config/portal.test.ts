import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { loadPortalConfig, parsePortalConfig } from '../../src/config/portal';

const DELIVERED = join(__dirname, '..', '..', 'config', 'portal.yaml');

describe('the portal file', () => {
  it('may be empty: every setting has a default', () => {
    const portal = parsePortalConfig('', 'portal.yaml');

    expect(portal.ticket.properties.customerSaved).toBe('customer_saved');
    expect(portal.sop.financeTeams).toEqual(['Finance']);
    expect(portal.etfSnippet.labels).toHaveLength(6);
  });

  it('as delivered says the defaults, and says all of them', () => {
    const defaults = parsePortalConfig('', 'portal.yaml');

    expect(loadPortalConfig(DELIVERED)).toEqual(defaults);
    expect(parse(readFileSync(DELIVERED, 'utf8'))).toEqual(defaults);
  });

  it('takes what differs and keeps the rest', () => {
    const portal = parsePortalConfig('ticket:\n  pipeline: Churn\nsop:\n  monitoringDays: 60\n', 'portal.yaml');

    expect(portal.ticket).toMatchObject({ pipeline: 'Churn', closedStage: 'Closed' });
    expect(portal.sop).toMatchObject({ monitoringDays: 60, cancellationHour: 0 });
  });

  it('names every bad key at once, with its path and what was expected', () => {
    const text = [
      'tickets: {}',
      'sop: { monitoringDays: soon, closeSavedTicket: never, zone: UTC, timeZone: Mars }',
      'ticket: { properties: { customerSaved: Customer Saved }, checkboxes: [rcmCancellationDate] }',
      'company: { statuses: { Lost: Lost } }',
      "notice: { fileName: '(' }",
    ].join('\n');

    expect(() => parsePortalConfig(text, 'portal.yaml')).toThrow(
      [
        'The settings in portal.yaml cannot be used:',
        '  - sop.timeZone: is not an IANA time zone',
        '  - sop.monitoringDays: expected number, received string',
        '  - sop.closeSavedTicket: expected one of "on-save"|"after-monitoring"',
        '  - sop.zone: there is no such setting',
        '  - ticket.properties.customerSaved: must be the internal name of a property (small letters, digits, underscores)',
        '  - ticket.checkboxes.0: expected one of "customerSaved"|"cancellationApproval"|"outstandingInvoice"|"financeApproval"',
        '  - company.statuses.Lost: there is no such setting',
        '  - notice.fileName: must be a regular expression',
        '  - tickets: there is no such setting',
      ].join('\n'),
    );
  });

  it.each([
    ['a zone that is an offset under a name', 'sop: { timeZone: EST }', 'sop.timeZone'],
    ['a zone that is an offset in hours', 'sop: { timeZone: Etc/GMT+5 }', 'sop.timeZone'],
    ['a title with a placeholder that is none', checklistWith('End billing by {dat}'), 'sop.checklist.0.subject'],
    ['a title with a placeholder that is not closed', checklistWith('End {team work'), 'sop.checklist.0.subject'],
    ['two labels that are read as one', "etfSnippet: { labels: ['ETF amount', ' etf  AMOUNT '] }", 'etfSnippet.labels'],
    ['two labels, one with a colon', "etfSnippet: { labels: ['ETF amount', 'ETF amount:'] }", 'etfSnippet.labels'],
    ['a label without a letter', "etfSnippet: { labels: ['ETF amount', ' : '] }", 'etfSnippet.labels'],
  ])('refuses %s, naming the key', (_what, text, key) => {
    expect(() => parsePortalConfig(text, 'portal.yaml')).toThrow(`  - ${key}: `);
  });

  it('C3: support requests are observed with the At-Risk tickets, and can be observed alone', () => {
    const modes = (text: string): readonly string[] => {
      const { ticket, supportRequests } = parsePortalConfig(text, 'portal.yaml');
      return [ticket.mode, supportRequests.mode];
    };

    expect(modes('')).toEqual(['on', 'on']);
    expect(modes('ticket: { mode: observe }')).toEqual(['observe', 'observe']);
    expect(modes('supportRequests: { mode: observe }')).toEqual(['on', 'observe']);
    expect(() => modes('ticket: { mode: observe }\nsupportRequests: { mode: on }')).toThrow(
      '  - supportRequests.mode: cannot be on while ticket.mode is observe',
    );
    expect(() => modes('ticket: { mode: off }')).toThrow('  - ticket.mode: must be on or observe');
  });

  it.each([
    'America/New_York',
    'America/Indiana/Knox',
    'America/Port-au-Prince',
    'Pacific/Honolulu',
    'US/Eastern',
    'UTC',
  ])('takes %s as the zone', (zone) => {
    expect(parsePortalConfig(`sop: { timeZone: ${zone} }`, 'portal.yaml').sop.timeZone).toBe(zone);
  });

  it('takes a title without placeholders', () => {
    expect(parsePortalConfig(checklistWith('End billing'), 'portal.yaml').sop.checklist[0]?.subject).toBe(
      'End billing',
    );
  });

  it.each([
    ['two questions with one property', 'ticket: { properties: { customerSaved: x, financeApproval: x } }'],
    ['a value that means Yes and No', "ticket: { 'yes': [Maybe], 'no': [Maybe] }"],
    ['a stage that is open and closed', 'ticket: { openStages: [Closed] }'],
    ['two Client Statuses with one value', 'company: { statuses: { Active: X, Cancelled: X } }'],
    ['two determinations with one value', 'ticket: { determinations: { paidInFull: X, sentToCollections: X } }'],
    ['the same answer for yes and no', "ticket: { write: { 'yes': Y, 'no': Y } }"],
    ['a support stage that is new and closed', 'supportRequests: { newStage: Closed }'],
    ['two requested changes with one value', 'supportRequests: { changes: { date: X, rescission: X } }'],
    ['a key that is there twice', 'ticket: {}\nticket: {}'],
    ['no YAML', 'ticket: ['],
    ['a list', '- ticket'],
  ])('refuses %s', (_what, text) => {
    expect(() => parsePortalConfig(text, 'portal.yaml')).toThrow('portal.yaml cannot be used');
  });

  it('that is not there is named, with the reason', () => {
    expect(() => loadPortalConfig('nowhere.yaml')).toThrow(
      'nowhere.yaml cannot be used:\n  - the file cannot be read (ENOENT)',
    );
  });

  it('is frozen once read, at every depth', () => {
    const portal = parsePortalConfig('', 'portal.yaml');

    expect(Object.isFrozen(portal.ticket.properties)).toBe(true);
    expect(Object.isFrozen(portal.etfSnippet.labels)).toBe(true);
  });
});

function checklistWith(subject: string): string {
  return `sop: { checklist: [{ key: billing, team: Billing, subject: '${subject}' }] }`;
}
