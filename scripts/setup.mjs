// Makes a fresh clone ready to run. Plain Node without dependencies: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { npmCommand } from './npm.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const stampFile = join(root, 'node_modules', '.setup-stamp');
const oldestNode = [20, 19];

/** Checks Node and installs the locked packages when they are missing or out of date; writes to stderr only. */
export async function setup() {
  requireNode();
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  await install();
  writeFileSync(stampFile, wanted);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = oldestNode;
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return;
  stop(
    `At-Risk Closer needs Node ${oldestNode.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
  );
}

/** Differs whenever another `npm ci` is due: other packages, or native binaries for another kind of machine. */
function stamp() {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  return `${lock.digest('hex')} ${process.platform}-${process.arch}\n`;
}

async function install() {
  const started = Date.now();
  process.stderr.write(
    'Installing the locked packages (npm ci), once per clone and after each change of package-lock.json …\n',
  );
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => process.stderr.write(`  … still installing, ${seconds()} s\n`), 10_000);
  // Install scripts are left out: every native part comes as a prebuilt package. Development packages are always wanted.
  const code = await npm(['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund']);
  clearInterval(progress);
  if (code !== 0) stop(`npm ci failed (exit code ${code}): is the npm registry within reach? Nothing was started.`);
  process.stderr.write(`Packages installed in ${seconds()} s.\n`);
}

/** Its stdout goes to stderr: stdout belongs to the program that follows. */
function npm(npmArgs) {
  const { command, args, shell } = npmCommand(npmArgs);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell });
  return new Promise((resolve) => {
    child.on('error', (error) => stop(`npm could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await setup();
