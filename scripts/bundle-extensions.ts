import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXTENSIONS, extensionScript } from '../emulator/extensions/bundle';

const target = join(__dirname, '../dist/emulator/extensions');

/** The card and the page for the emulator's image, which holds neither their sources nor React. */
async function main(): Promise<void> {
  for (const name of EXTENSIONS) writeFileSync(join(target, `${name}.js`), await extensionScript(name));
}

void main();
