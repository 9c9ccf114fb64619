// node scripts/licenses.mjs [--sbom FILE]: checks the license of every installed package, and writes the bill of materials.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { npmCommand } from './npm.mjs';
import { root, setup } from './setup.mjs';

/** Permissive: to use and ship, with a notice at most. By their SPDX ids. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** Read by a person: any version of a package under this license, or the version named. */
const READ = {
  'axe-core': { license: 'MPL-2.0', why: 'copyleft of its own files only; of tests, shipped with nothing' },
  argparse: { license: 'Python-2.0', why: 'permissive; of a development tool, shipped with nothing' },
  'caniuse-lite': { license: 'CC-BY-4.0', why: 'data of a development tool, shipped with nothing' },
  'spdx-exceptions': { license: 'CC-BY-3.0', why: 'data of a development tool, shipped with nothing' },
  'spdx-license-ids': { license: 'CC0-1.0', why: 'data in the public domain' },
  'unionfs@4.6.0': { license: 'Unlicense', why: 'package.json names none; its file LICENSE does' },
};

/** @returns {readonly string[]} a sentence for each package whose license is missing or not allowed */
export function problemsOf(components) {
  return components.flatMap((component) => {
    const license = licenseOf(component);
    const name = `${component.name}@${component.version}`;
    const read = READ[name] ?? READ[component.name];
    if (read !== undefined && read.license === (license ?? read.license)) return [];
    if (license === undefined) return [`${name} names no license: read it, and add it to READ in scripts/licenses.mjs`];
    return isAllowed(license) ? [] : [`${name} is under ${license}, which is not one of those allowed`];
  });
}

/** CycloneDX has an SPDX id, an expression, or a name that SPDX does not know. */
function licenseOf({ licenses = [] }) {
  const texts = licenses.map(({ license, expression }) => expression ?? license?.id ?? license?.name);
  return texts.length === 0 ? undefined : texts.join(' AND ');
}

/** Of `A OR B` one is enough; of `A AND B` both count. */
function isAllowed(expression) {
  const text = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(text)) return false;
  return text.split(' OR ').some((all) => all.split(' AND ').every((id) => ALLOWED.has(id)));
}

/** What npm says of the installed packages, those for development too. Works without a network. */
async function billOfMaterials() {
  const { command, args, shell } = npmCommand(['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application']);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], shell });
  let [output, errors] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (errors += text));
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (code !== 0) throw new Error(`npm sbom failed (exit code ${code}):\n${errors}`);
  return JSON.parse(output);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await setup();
  const bill = await billOfMaterials();
  const [flag, file] = process.argv.slice(2);
  if (flag === '--sbom' && file !== undefined) writeFileSync(file, `${JSON.stringify(bill, null, 2)}\n`);
  const problems = problemsOf(bill.components);
  for (const problem of problems) process.stdout.write(`${problem}\n`);
  process.stdout.write(`${bill.components.length} packages, ${problems.length} problems\n`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
