import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator, type Emulator } from '../../emulator';
import { caller, companyNamed } from './support';

const PAGE_DIR = join(__dirname, '..', '..', 'emulator', 'page');
const PORTAL = '4242001';

describe('the emulator’s page', () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  });

  afterAll(async () => {
    await emulator.close();
  });

  it.each([
    `/contacts/${PORTAL}/objects/0-5/views/all/board?pipeline=800100`,
    `/contacts/${PORTAL}/objects/0-5/views/all/list?sort=Company`,
    `/contacts/${PORTAL}/record/0-5/30000000008`,
    `/tasks/${PORTAL}/view/all`,
    `/search/${PORTAL}?query=willow`,
    '/primesupport/properties-and-objects?ticket=30000000008',
    `/app/${PORTAL}/at-risk-closer`,
    '/guide',
  ])('is there at %s, so that the address can be reloaded and linked to', async (path) => {
    const answer = await fetch(`${emulator.url}${path}`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await answer.text()).not.toContain(emulator.accessToken);
  });

  it('is served whole: every script and style of its folder', async () => {
    const files = readdirSync(PAGE_DIR, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.(js|css)$/.test(name),
    );
    const answers = await Promise.all(files.map((name) => fetch(`${emulator.url}/page/${name}`)));
    expect(files.length).toBeGreaterThan(20);
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
  });

  it('creates one record for one form, however often it is sent', async () => {
    const sent = caller(emulator, '5001', { 'x-emulator-submission': 'form-1' });
    const other = caller(emulator, '5001', { 'x-emulator-submission': 'form-2' });
    const form = { properties: { name: 'Sent twice' } };
    const [first, second] = await Promise.all([1, 2].map(() => sent('POST', '/crm/v3/objects/companies', form)));
    expect(second?.body.id).toBe(first?.body.id);
    expect(second?.status).toBe(201);
    expect((await other('POST', '/crm/v3/objects/companies', form)).body.id).not.toBe(first?.body.id);
    expect(await companyNamed(sent, 'Sent twice')).toBe(first?.body.id);
  });

  it('gives an uploaded file to be saved under its name, never shown where the page runs', async () => {
    const form = new FormData();
    form.set('file', new Blob(['<script>alert(1)</script>'], { type: 'text/html' }), 'notice "1".html');
    form.set('folderPath', '/page');
    form.set('options', '{"access":"PRIVATE"}');
    const headers = { authorization: `Bearer ${emulator.accessToken}` };
    const uploaded = await fetch(`${emulator.url}/files/v3/files`, { method: 'POST', headers, body: form });
    const { id } = (await uploaded.json()) as { readonly id: string };
    const signed = await caller(emulator, '5001')('GET', `/files/v3/files/${id}/signed-url`);
    const content = await fetch(String(signed.body['url']));
    expect(content.headers.get('content-disposition')).toBe("attachment; filename*=UTF-8''notice%20%221%22.html");
  });

  it('skips days for the portal, and says when no service is attached to its calendar', async () => {
    const call = caller(emulator, '5001');
    const before = Date.parse(String((await call('GET', '/emulator/calendar')).body['now']));
    const { body } = await call('POST', '/emulator/calendar', { days: 7 });
    expect(body).toMatchObject({ moved: 0, problems: [] });
    expect(Math.round((Date.parse(String(body['now'])) - before) / 86_400_000)).toBe(7);
    expect((await call('GET', '/emulator/calendar')).body).toMatchObject({ movesCases: false });
    expect((await call('POST', '/emulator/calendar', { days: 0 })).status).toBe(400);
  });

  it('says so when the service’s calendar does not answer', async () => {
    const alone = await startEmulator({ calendarUrl: 'http://127.0.0.1:1/' });
    const { status, body } = await caller(alone, '5001')('POST', '/emulator/calendar', { days: 1 });
    await alone.close();
    expect(status).toBe(502);
    expect(body.message).toContain('running cases stay behind');
  });
});
