import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { VARIABLE_NAMES } from '../../src/config/env';
import { parsePortalConfig } from '../../src/config/portal';
import { PHASES, type Outcome, type RequirementCode } from '../../src/sop/decision/decision';
import { sopSettingsSchema } from '../../src/sop/vocabulary/settings';
import { read, root } from './pages';

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'emulator/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** All of a type, so that the compiler finds one that is missing here. */
const OUTCOMES: Readonly<Record<Outcome, true>> = {
  active: true,
  cancelled: true,
  superseded: true,
  merged: true,
  gone: true,
  leftAlone: true,
};
const REQUIREMENTS: Readonly<Record<RequirementCode, true>> = {
  customerSaved: true,
  monitoringPeriod: true,
  newerTicket: true,
  cancellationNotice: true,
  etfNote: true,
  rcmCancellationDate: true,
  cancellationApproval: true,
  cancellationDay: true,
  invoiceDetermination: true,
  financeApproval: true,
  changeNote: true,
};

/** Relative links and images of a page, from the project's root, without the part behind `#`. */
function linksOf(page: string): readonly string[] {
  return [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(([, link]) =>
    join(dirname(page), link ?? ''),
  );
}

describe('the pages for people', () => {
  it.each(PAGES)('%s links only to what exists', (page) => {
    expect(linksOf(page).filter((link) => !existsSync(join(root, link)))).toEqual([]);
  });
});

describe('README.md', () => {
  const readme = read('README.md');

  it('explains every variable of the environment', () => {
    expect(VARIABLE_NAMES.filter((name) => !readme.includes(`| \`${name}\``))).toEqual([]);
  });

  it('explains every setting of the SOP, with its default', () => {
    const defaults = Object.entries(sopSettingsSchema.parse({}));
    const rows = readme.split('\n').map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    const explained = (name: string, value: unknown): boolean =>
      rows.some(([, setting, shown]) => setting === name && shown === shownDefault(value));

    expect(defaults.filter(([name, value]) => !explained(name, value)).map(([name]) => name)).toEqual([]);
  });

  it('leads a newcomer through one ticket in at most nine files', () => {
    const way = readme.slice(readme.indexOf("### A newcomer's way"), readme.indexOf('## In the Temporal UI'));
    const files = [...way.matchAll(/^\d+\. \[(src\/[\w./-]+\.ts)\]\((src\/[\w./-]+\.ts)\) /gm)];

    expect(files.length).toBeGreaterThan(5);
    expect(files.length).toBeLessThanOrEqual(9);
    expect(files.filter(([, shown, link]) => shown !== link)).toEqual([]);
  });

  it('sends Client Success and Finance to their page', () => {
    expect(readme).toContain('(docs/for-client-success.md)');
  });
});

describe('docs/for-client-success.md', () => {
  const page = read('docs/for-client-success.md');
  const { ticket, company } = parsePortalConfig('', 'the defaults');
  const inWords = (key: string): string => key.replace(/[A-Z]/g, (letter) => ` ${letter}`).toLowerCase();

  it('names every property that people set on a ticket, and every Client Status', () => {
    const properties = Object.keys(ticket.properties).map(inWords);

    expect(properties.filter((property) => !page.toLowerCase().includes(property))).toEqual([]);
    expect(Object.keys(company.statuses).filter((status) => !page.includes(status))).toEqual([]);
  });

  it('names no file, no command and no word of engineers', () => {
    const asRead = page.replace(/\]\([^)]*\)/g, ']');

    expect(asRead).not.toMatch(/`|\b(src|docs|test)\/|\.(ts|md|yaml)\b|Temporal|workflow id|webhook|API/);
  });
});

describe('docs/glossary.md', () => {
  const glossary = read('docs/glossary.md');

  it.each(PHASES)('explains the phase %s', (word) => {
    expect(glossary).toContain(`| \`${word}\``);
  });

  it.each(Object.keys(OUTCOMES))('explains the end %s', (word) => {
    expect(glossary).toContain(`| \`${word}\``);
  });

  it.each(Object.keys(REQUIREMENTS))('explains %s, for which a case can wait', (word) => {
    expect(glossary).toContain(`| \`${word}\``);
  });
});

function shownDefault(value: unknown): string {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return shownKeys(value);
  if (!Array.isArray(value)) return String(value);
  const keys = value.map((item: unknown) => (hasKey(item) ? item.key : String(item)));
  return value.some(hasKey) ? `a task each for ${keys.join(', ')}` : `[${keys.join(', ')}]`;
}

/** A setting of several parts with one default: `ask for each`; one with parts of several kinds has a section of its own. */
function shownKeys(value: object): string {
  if (Object.values(value).some((part) => typeof part === 'object')) return 'several, in config/portal.yaml';
  return `${[...new Set(Object.values(value))].join(' or ')} for each`;
}

function hasKey(item: unknown): item is { readonly key: string } {
  return typeof item === 'object' && item !== null && 'key' in item;
}
