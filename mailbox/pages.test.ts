import { describe, expect, it } from 'vitest';
import { readMail, type MailSummary } from './mail.ts';
import { listPage, mailPage, viewOf } from './pages.ts';

const HOSTILE = '<script>alert("1")</script>';
const ID = '01a1f88b-0fff-72cd-9f37-44c54f7bbda7';

const summary: MailSummary = {
  id: ID,
  receivedAt: new Date(0),
  messageId: '',
  from: undefined,
  to: [],
  subject: 'Hi',
  snippet: '',
  language: '',
  size: 1,
};
const NOTHING_LISTED = { found: [], query: '', start: 0 };

const hostileMail = () =>
  readMail(
    ID,
    new Date(0),
    Buffer.from(
      [
        `From: "${HOSTILE.replaceAll('"', '')}" <shop@ordergraph.example>`,
        `To: ada@example.com`,
        `Subject: ${HOSTILE}`,
        `X-Note: ${HOSTILE}`,
        'Content-Type: text/html; charset=utf-8',
        '',
        `<p>Hello</p>${HOSTILE}`,
      ].join('\r\n'),
    ),
  );

describe('the pages', () => {
  it.each(['html', 'text', 'headers', 'source'] as const)('escape what a mail says in the %s view', async (view) => {
    const page = mailPage(await hostileMail(), view, NOTHING_LISTED);
    expect(page).toContain('&lt;script&gt;');
    expect(page).not.toContain('<script>');
  });

  it('escape what a mail says in the list and what was looked for', async () => {
    const page = listPage({ found: [await hostileMail()], query: '"><script>', start: 0 });
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
    expect(page).not.toContain('<script>');
  });

  it('show the HTML of a mail in a frame that may not run scripts', async () => {
    const sandbox = /sandbox="([^"]*)"/.exec(mailPage(await hostileMail(), 'html', NOTHING_LISTED))?.[1];
    expect(sandbox).toBe('allow-popups allow-popups-to-escape-sandbox');
  });

  it.each([
    ['en', 'English', 'en'],
    ['ru-RU', 'Russian (Russia)', 'ru'],
    ['en, de', 'English', 'en'],
  ])('name the language %s', async (header, name, tag) => {
    const source = `Content-Language: ${header}\r\nSubject: Hi\r\n\r\nHello\r\n`;
    const mail = await readMail(ID, new Date(0), Buffer.from(source));
    expect(mailPage(mail, 'text', NOTHING_LISTED)).toContain(`<dd>${name}</dd>`);
    expect(listPage({ found: [mail], query: '', start: 0 })).toContain(`>${tag}</span>`);
  });

  it.each(['', 'Content-Language: "><script>\r\n'])('name none where a mail says nothing of it: %j', async (header) => {
    const mail = await readMail(ID, new Date(0), Buffer.from(`${header}Subject: Hi\r\n\r\nHello\r\n`));
    expect(mail.language).toBe('');
    expect(mailPage(mail, 'text', NOTHING_LISTED)).not.toContain('Language</dt>');
  });

  it('lead to newer and older mails, and keep to what was looked for', async () => {
    const found = Array.from({ length: 120 }, () => summary);
    const links = (start: number): string[] =>
      [...listPage({ found, query: 'a b', start }).matchAll(/href="(\/\?[^"]+)"/g)].map(([, href = '']) => href);
    expect(links(0)).toEqual(['/?query=a+b&amp;start=50']);
    expect(links(50)).toEqual(['/?query=a+b', '/?query=a+b&amp;start=100']);
    expect(links(100)).toEqual(['/?query=a+b&amp;start=50']);
  });

  it('show the text of a mail that has no HTML', () => {
    expect(viewOf(null, { html: '' })).toBe('text');
    expect(viewOf(null, { html: '<p>' })).toBe('html');
    expect(viewOf('source', { html: '' })).toBe('source');
  });
});

describe('readMail', () => {
  it('reads names, text and snippet', async () => {
    const source =
      'From: shop@ordergraph.example\r\nTo: "Ada L." <ada@example.com>\r\nSubject: Hi\r\n\r\nTwo\r\n lines\r\n';
    const mail = await readMail(ID, new Date(0), Buffer.from(source));
    expect(mail.to).toEqual([{ name: 'Ada L.', address: 'ada@example.com' }]);
    expect(mail.snippet).toBe('Two lines');
    expect(mail.source).toBe(source);
  });

  it('shows a mail that cannot be parsed as its source', async () => {
    const nested = Array.from(
      { length: 300 },
      (_, depth) => `Content-Type: multipart/mixed; boundary="b${depth}"\r\n\r\n--b${depth}\r\n`,
    ).join('');
    const mail = await readMail(ID, new Date(0), Buffer.from(nested));
    expect(mail.subject).toBe('(a mail that cannot be read)');
    expect(mail.source).toBe(nested);
  });
});
