import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from '../../dev/process/run-command';
import { startEmulator, type Emulator } from '../../emulator';
import { findPython } from '../python/environment';

const SCRIPT = join(__dirname, '..', 'python', 'official_client.py');
/** Setting up once, with the download. */
const SETUP_MS = 400_000;
const PLAY_MS = 120_000;

const lineSchema = z.object({ call: z.string(), ok: z.boolean(), why: z.string().optional() });

describe("HubSpot's official client for Python, which nobody here wrote", () => {
  let python: string;
  let emulator: Emulator;

  beforeAll(async () => {
    python = await findPython();
    emulator = await startEmulator({ limits: { perTenSeconds: 10_000, searchPerSecond: 1_000 } });
  }, SETUP_MS);

  afterAll(() => emulator.close());

  it(
    'finds in the emulator what it expects of HubSpot',
    async () => {
      const { stdout } = await runCommand(python, [SCRIPT, emulator.url, emulator.accessToken], PLAY_MS);
      const calls = stdout
        .trim()
        .split('\n')
        .map((line) => lineSchema.parse(JSON.parse(line)));

      expect(calls.length).toBeGreaterThanOrEqual(30);
      expect(calls.filter(({ ok }) => !ok)).toEqual([]);
    },
    PLAY_MS,
  );
});
