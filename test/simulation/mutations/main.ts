import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { RULE_IDS } from '../../../src/sop/vocabulary/rules';
import { apply, editsOf } from './apply';
import { MUTATIONS, type Mutation } from './list';

const ROOT = process.cwd();
const PAGE = 'docs/mutations.md';
const COPIED = ['src', 'test', 'emulator', 'dev', 'config', 'package.json', 'tsconfig.json'];

interface Found {
  readonly mutation: Mutation;
  /** The invariant that broke, and after how many cases; undefined if none did. */
  readonly by?: string | undefined;
  readonly cases?: string | undefined;
}

const program = new Command('npm run mutations --')
  .description(`Breaks each rule on purpose, plays the simulation until it finds that, and writes ${PAGE}.`)
  .option('--cases <number>', 'after how many cases to give up', '10000')
  .option('--only <text>', 'only mutations whose rule or words have this in them; the page is not written')
  .action(main);

async function main({ cases, only }: { readonly cases: string; readonly only?: string }): Promise<void> {
  const chosen = MUTATIONS.filter(({ rule, what }) => only === undefined || `${rule} ${what}`.includes(only));
  const copy = mkdtempSync(join(tmpdir(), 'mutations-'));
  const found: Found[] = [];
  try {
    for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const mutation of chosen) {
      const result = await hunt(copy, mutation, cases);
      found.push(result);
      const how = result.by === undefined ? 'NOT FOUND' : `${result.cases ?? ''} cases: ${result.by}`;
      process.stdout.write(`${mutation.rule} ${mutation.what}: ${how}\n`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  const missed = found.filter(({ by }) => by === undefined);
  process.stdout.write(`${String(found.length - missed.length)} of ${String(found.length)} found\n`);
  if (missed.length > 0) process.exitCode = 1;
  else if (only === undefined) writeFileSync(join(ROOT, PAGE), pageOf(found));
}

/** Breaks the copy, plays it, and mends it. */
async function hunt(copy: string, mutation: Mutation, cases: string): Promise<Found> {
  const sound = editsOf(mutation).map((edit) => {
    const file = join(copy, edit.file);
    const text = readFileSync(file, 'utf8');
    return { file, text, broken: apply(edit, text) };
  });
  for (const { file, broken } of sound) writeFileSync(file, broken);
  try {
    const output = await simulated(copy, cases);
    if (!/^(Everything held|An invariant broke)/m.test(output)) throw new Error(`it does not run: ${mutation.what}`);
    const by = /BROKEN (.*)/.exec(output)?.[1];
    return { mutation, by, cases: /([\d,]+) {2}cases\n/.exec(output)?.[1] };
  } finally {
    for (const { file, text } of sound) writeFileSync(file, text);
  }
}

function simulated(copy: string, cases: string): Promise<string> {
  const args = ['--import', 'tsx', 'test/simulation/main.ts', '--cases', cases, '--seed', '1', '--whole'];
  const child = spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      resolve(output);
    });
  });
}

function pageOf(found: readonly Found[]): string {
  const rows = [...found]
    .sort((a, b) => RULE_IDS.indexOf(a.mutation.rule) - RULE_IDS.indexOf(b.mutation.rule))
    .map(
      ({ mutation: { rule, what, file }, by, cases }) =>
        `| ${rule} | ${what} | \`${file}\` | ${by ?? ''} | ${cases ?? ''} |`,
    );
  return [
    '# Rules broken on purpose',
    '',
    'Each row is one change that breaks a rule of the SOP, the invariant of the [simulation](simulation.md) that found it, and',
    'after how many cases from seed 1. `npm run mutations` breaks them all again and writes this page.',
    '',
    '<!-- prettier-ignore-start -->',
    '',
    '| Rule | What was broken | In | Found by | Cases |',
    '| --- | --- | --- | --- | ---: |',
    ...rows,
    '',
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n');
}

void program.parseAsync();
