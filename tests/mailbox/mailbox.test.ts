import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startSmtp, type Listener } from '../../mailbox/smtp.ts';
import { openMailStore } from '../../mailbox/store.ts';
import { startWeb } from '../../mailbox/web.ts';

const MESSAGES_MAX = 3;

const listSchema = z.object({
  total: z.number(),
  messages: z.array(
    z.object({
      ID: z.string(),
      MessageID: z.string(),
      From: z.object({ Name: z.string(), Address: z.string() }),
      To: z.array(z.object({ Name: z.string(), Address: z.string() })),
      Subject: z.string(),
      Created: z.iso.datetime(),
      Snippet: z.string(),
    }),
  ),
});
const messageSchema = z.object({ ID: z.string(), Text: z.string(), HTML: z.string() });

let folder: string;
let smtp: Listener;
let web: Listener;

const start = async (): Promise<void> => {
  const log = pino({ level: 'silent' });
  const store = openMailStore(join(folder, 'mailbox'), MESSAGES_MAX);
  smtp = await startSmtp({ port: 0, store, log });
  web = await startWeb({ host: '127.0.0.1', port: 0, store, log });
};
const stop = async (): Promise<void> => {
  await Promise.all([smtp.stop(), web.stop()]);
};

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordergraph-mailbox-'));
  await start();
});
afterEach(async () => {
  await stop();
  await rm(folder, { recursive: true });
});

async function send(mail: { to: string; subject: string; text?: string; html?: string }): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: smtp.port });
  await transport.sendMail({ from: 'Ordergraph <shop@ordergraph.example>', ...mail });
  transport.close();
}

const get = (path: string): Promise<Response> => fetch(`http://127.0.0.1:${web.port}${path}`);
const list = async (path = '/api/v1/messages'): Promise<z.output<typeof listSchema>> =>
  listSchema.parse(await (await get(path)).json());

describe('the mailbox', () => {
  it('keeps what comes in over SMTP and shows it newest first', async () => {
    await send({ to: 'Ada <ada@example.com>', subject: 'One', text: 'first' });
    await send({ to: 'bob@example.com', subject: 'Два', text: 'второе' });
    const { total, messages } = await list();
    expect(total).toBe(2);
    expect(messages.map(({ Subject, Snippet }) => [Subject, Snippet])).toEqual([
      ['Два', 'второе'],
      ['One', 'first'],
    ]);
    expect(messages[1]?.To).toEqual([{ Name: 'Ada', Address: 'ada@example.com' }]);
    expect(messages[1]?.From).toEqual({ Name: 'Ordergraph', Address: 'shop@ordergraph.example' });
  });

  it('finds the mails to one address', async () => {
    await send({ to: 'ada@example.com', subject: 'One' });
    await send({ to: 'bob@example.com', subject: 'Two' });
    const { total, messages } = await list('/api/v1/search?query=to:ada@example.com');
    expect(total).toBe(2);
    expect(messages.map(({ Subject }) => Subject)).toEqual(['One']);
  });

  it('gives one mail whole, and 404 for one that is not there', async () => {
    await send({ to: 'ada@example.com', subject: 'One', text: 'plain', html: '<p>rich</p>' });
    const id = (await list()).messages[0]?.ID ?? '';
    const message = messageSchema.parse(await (await get(`/api/v1/message/${id}`)).json());
    expect(message).toMatchObject({ ID: id, Text: 'plain\n', HTML: '<p>rich</p>\n' });
    expect((await get('/api/v1/message/nothing')).status).toBe(404);
    expect((await get('/mail/..%2f..%2fsecrets')).status).toBe(404);
  });

  it('serves the HTML of a mail under a policy that lets nothing run or load', async () => {
    await send({ to: 'ada@example.com', subject: 'One', html: '<img src="http://example.com/x"><script>1</script>' });
    const id = (await list()).messages[0]?.ID ?? '';
    const body = await get(`/mail/${id}/body`);
    const policy = body.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain('img-src data:');
    expect(policy).toContain('sandbox');
    expect(policy).not.toMatch(/script-src|allow-scripts|allow-same-origin/);
    expect((await get(`/mail/${id}`)).headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('is not sent again to a page that looks for news, until there is some', async () => {
    const look = async (etag = '') => {
      const { status, headers } = await fetch(`http://127.0.0.1:${web.port}/`, { headers: { 'if-none-match': etag } });
      return { status, etag: headers.get('etag') ?? '' };
    };
    const { etag } = await look();
    expect(await look(etag)).toEqual({ status: 304, etag });
    await send({ to: 'ada@example.com', subject: 'One' });
    expect(await look(etag)).toMatchObject({ status: 200 });
  });

  it('has its mails again after a restart, the newest of them', async () => {
    for (const subject of ['One', 'Two', 'Three', 'Four']) await send({ to: 'ada@example.com', subject });
    await stop();
    await start();
    expect((await list()).messages.map(({ Subject }) => Subject)).toEqual(['Four', 'Three', 'Two']);
    expect(await readdir(join(folder, 'mailbox'))).toHaveLength(MESSAGES_MAX);
  });

  it('shows the others when the file of one is deleted by hand, looked at before or not', async () => {
    const folderOfMails = join(folder, 'mailbox');
    for (const subject of ['One', 'Two', 'Three']) await send({ to: 'ada@example.com', subject });
    const files = (await readdir(folderOfMails)).toSorted();
    await rm(join(folderOfMails, files[0] ?? ''));
    expect((await list()).messages.map(({ Subject }) => Subject)).toEqual(['Three', 'Two']);
    await rm(join(folderOfMails, files[2] ?? ''));
    expect((await get(`/mail/${files[2]?.replace('.eml', '')}`)).status).toBe(404);
    expect((await list()).messages.map(({ Subject }) => Subject)).toEqual(['Two']);
  });

  it('refuses a mail that is too large and goes on', async () => {
    const refused = send({ to: 'ada@example.com', subject: 'Large', text: 'x'.repeat(3_000_000) });
    await expect(refused).rejects.toThrow('552');
    await send({ to: 'ada@example.com', subject: 'Small' });
    expect((await list()).messages.map(({ Subject }) => Subject)).toEqual(['Small']);
  });

  it('refuses requests for another host name than the machine has', async () => {
    const status = await new Promise((resolve, reject) => {
      const options = { port: web.port, host: '127.0.0.1', headers: { host: 'rebound.example' } };
      request(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(421);
    expect((await get('/')).status).toBe(200);
  });

  it('says that it lives and that it is ready', async () => {
    expect(await (await get('/health')).json()).toEqual({ status: 'ok' });
    expect(await (await get('/ready')).json()).toEqual({ status: 'ready' });
  });
});
