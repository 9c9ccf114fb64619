import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ProjectFile } from '../../hubspot';

/** Beside the project's own files: what `at-risk app` wrote, so that it knows which of them a person has edited since. */
const RECORD = 'generated.json';
const recordSchema = z.object({ files: z.record(z.string(), z.string()) });

/** What writing the project would do to each file of its folder. */
export interface FolderPlan {
  readonly file: ProjectFile;
  /** `edited`: it is not as `at-risk app` wrote it, nor as it would write it now. */
  readonly state: 'new' | 'current' | 'outdated' | 'edited';
}

export function planOf(folder: string, files: readonly ProjectFile[]): readonly FolderPlan[] {
  const written = readRecord(folder);
  return files.map((file) => {
    const path = join(folder, file.path);
    if (!existsSync(path)) return { file, state: 'new' };
    const found = readFileSync(path, 'utf8');
    if (found === file.text) return { file, state: 'current' };
    return { file, state: written[file.path] === digestOf(found) ? 'outdated' : 'edited' };
  });
}

/** Other files of the folder, such as cards of one's own, are left alone. */
export function writeProject(folder: string, plan: readonly FolderPlan[]): void {
  for (const { file, state } of plan) if (state !== 'current') write(join(folder, file.path), file.text);
  const files = Object.fromEntries(plan.map(({ file }) => [file.path, digestOf(file.text)]));
  write(join(folder, RECORD), `${JSON.stringify({ by: 'at-risk app', files }, undefined, 2)}\n`);
}

function readRecord(folder: string): Readonly<Record<string, string>> {
  try {
    return recordSchema.parse(JSON.parse(readFileSync(join(folder, RECORD), 'utf8'))).files;
  } catch {
    // Without it every file that differs counts as edited.
    return {};
  }
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
