import fc from 'fast-check';
import { parsePortalConfig, type PortalConfig } from '../../../src/config/portal';
import { SettingsError } from '../../../src/config/settings-error';
import { hostileText } from '../hostile-text';
import { bytesOf, target } from '../target';

interface File {
  readonly text: string;
  /** Whether every setting in it is one of the page; unknown of a random text. */
  readonly isGood?: boolean;
}

type Setting = readonly [path: string, value: string, isGood: boolean];

const SETTINGS: readonly Setting[] = [
  ['sop.timeZone', 'America/Chicago', true],
  ['sop.timeZone', 'EST', false],
  ['sop.timeZone', 'Mars', false],
  ['sop.timeZone', '!zone America/Chicago', false],
  ['sop.timeZone', '*nowhere', false],
  ['sop.cancellationHour', '23', true],
  ['sop.cancellationHour', '24', false],
  ['sop.cancellationHour', 'noon', false],
  ['sop.reopenings', '1', true],
  ['sop.reopenings', '-1', false],
  ['sop.ownerMayApprove', 'true', true],
  ['sop.ownerMayApprove', '"yes"', false],
  ['sop.financeUserIds', '["21"]', true],
  ['sop.financeUserIds', '[casey]', false],
  ['sop.__proto__', '{ financeTeams: [Everybody] }', false],
  ['ticket.pipeline', '&name Churn', true],
  ['ticket.pipeline', '!!binary aGVsbG8=', false],
  ['ticket.closedStage', 'Open', false],
  ['ticket.checkboxes', '[customerSaved]', true],
  ['ticket.constructor', '1', false],
  ['notice.fileName', '"^notice.*[.]pdf$"', true],
  ['notice.fileName', '"(a+)+$"', false],
  ['notice.emailAttachments', 'true', true],
  ['people.sources', '[INTEGRATION]', false],
  ['people.sources', '[PORTAL_USER]', true],
  ['app.formerIds', '["777000"]', true],
  ['app.formerIds', '[777000]', false],
  ['approvals', '{}', false],
];

const written: fc.Arbitrary<File> = fc
  .uniqueArray(fc.constantFrom(...SETTINGS), { maxLength: 6, selector: ([path]) => path })
  .map((settings) => {
    const sections = [...new Set(settings.map(([path]) => path.split('.')[0] ?? ''))];
    const lines = sections.map((section) => {
      const own = settings.filter(([path]) => path.split('.')[0] === section);
      const [whole] = own.filter(([path]) => !path.includes('.'));
      if (whole !== undefined) return `${section}: ${whole[1]}`;
      return `${section}:\n${own.map(([path, value]) => `  ${path.split('.')[1] ?? ''}: ${value}`).join('\n')}`;
    });
    return { text: lines.join('\n'), isGood: settings.every(([, , isGood]) => isGood) };
  });

const VOCABULARY = [
  ...[
    'sop:',
    'ticket:',
    ' ',
    '  ',
    '\n',
    ': ',
    '- ',
    '? ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    ',',
    '"',
    "'",
    '&a ',
    '*a',
    '!',
    '!!set ',
  ],
  ...[
    '!!binary ',
    '| ',
    '>-',
    '#',
    '%YAML 1.1',
    '---',
    '...',
    '<<: ',
    '~',
    'null',
    '1',
    'x',
    'pipeline: ',
    '\t',
    '\r',
    '@',
    '`',
    '\\',
  ],
];

export const portalFile = target<File, PortalConfig>({
  name: 'portal file',
  inputs: fc.oneof(
    { weight: 1, arbitrary: written },
    { weight: 3, arbitrary: hostileText(VOCABULARY, 70_000).map((text) => ({ text })) },
  ),
  size: ({ text }) => bytesOf(text),
  read: ({ text }) => parsePortalConfig(text, 'portal.yaml'),
  fault: ({ isGood }, outcome) => {
    if (outcome.kind === 'failed') {
      if (!(outcome.error instanceof SettingsError)) return `it threw ${String(outcome.error).slice(0, 200)}`;
      if (isGood === true) return `it is refused: ${outcome.error.message}`;
      return outcome.error.problems.length === 0 || outcome.error.problems.length > 51 ? 'without a reason' : undefined;
    }
    if (isGood === false) return 'a bad setting is taken';
    const { sop, ticket } = outcome.result;
    const isWhole = Object.isFrozen(sop) && sop.financeTeams.every((team) => team !== 'Everybody');
    return isWhole && typeof ticket.pipeline === 'string' ? undefined : 'settings that nobody gave';
  },
});
