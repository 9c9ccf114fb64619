import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(__dirname, '..', '..');

function run(...args: readonly string[]) {
  const tsx = require.resolve('tsx/cli');
  return spawn(process.execPath, [tsx, join(ROOT, 'emulator', 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

describe('the emulator’s command', () => {
  const started: ChildProcess[] = [];

  afterAll(() => {
    for (const process of started) process.kill('SIGKILL');
  });

  it('prints one JSON line when ready, serves the page, and stops cleanly', async () => {
    const process = run('--port', '0', '--json');
    started.push(process);
    const [line] = (await once(createInterface(process.stdout), 'line')) as [string];
    const ready = JSON.parse(line) as { readonly url: string };
    expect(ready).toMatchObject({
      portalId: 4242001,
      appId: 777001,
      accessToken: 'pat-emulator-0000',
      clientSecret: 'emulator-client-secret',
    });
    const page = await fetch(ready.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<main');
    for (const file of ['app.js', 'core/api.js', 'style/page.css'])
      expect((await fetch(`${ready.url}/page/${file}`)).status).toBe(200);
    process.kill('SIGTERM');
    const [code] = (await once(process, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('explains itself', async () => {
    const process = run('--help');
    let text = '';
    process.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    await once(process, 'close');
    for (const option of ['--port', '--host', '--state', '--webhook', '--index-lag', '--json'])
      expect(text).toContain(option);
  });
});
