import { html, type Html } from './html.ts';
import type { Mail, MailSummary, Person } from './mail.ts';
import { STYLE_PATH } from './style.ts';

const PAGE_SIZE = 50;
const REFRESH_SECONDS = 5;

const person = ({ name, address }: Person): string => (name === '' ? address : `${name} <${address}>`);
const people = (list: readonly Person[]): string => list.map(person).join(', ');
const moment = (date: Date): string => date.toISOString().replace('T', ' ').slice(0, 19);

function page(title: string, body: Html, options: { refreshes: boolean }): string {
  const refresh = options.refreshes ? html`<meta http-equiv="refresh" content="${REFRESH_SECONDS}" />` : html``;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        ${refresh}
        <title>${title}</title>
        <link rel="stylesheet" href="${STYLE_PATH}" />
      </head>
      <body>
        <header>
          <a class="home" href="/">Mailbox</a>
          <nav><a href="/search">Search</a></nav>
        </header>
        <main>${body}</main>
      </body>
    </html>`.text;
}

const rows = (mails: readonly MailSummary[]): Html =>
  html`<ol class="mails">
    ${mails.map(
      (mail) =>
        html`<li>
          <a href="/mail/${mail.id}">
            <span class="to">${people(mail.to)}</span>
            <time>${moment(mail.receivedAt)}</time>
            <strong>${mail.subject || '(no subject)'}</strong>
            <span class="snippet">${mail.snippet}</span>
          </a>
        </li>`,
    )}
  </ol>`;

/** The list of mails, newest first, which renews itself; `start` is how many newer ones are skipped. */
export function listPage(mails: readonly MailSummary[], start: number): string {
  const shown = mails.slice(start, start + PAGE_SIZE);
  const newer = start > 0 ? html`<a href="/?start=${Math.max(0, start - PAGE_SIZE)}">Newer</a>` : html``;
  const older = start + PAGE_SIZE < mails.length ? html`<a href="/?start=${start + PAGE_SIZE}">Older</a>` : html``;
  const body =
    mails.length === 0
      ? html`<p class="empty">No mail yet. What Ordergraph sends appears here, for whomever it is.</p>`
      : html`<p class="count">${mails.length} ${mails.length === 1 ? 'mail' : 'mails'} ${newer} ${older}</p>
          ${rows(shown)}`;
  return page(`Mailbox (${mails.length})`, body, { refreshes: start === 0 });
}

/** What was looked for, and what was found. */
export function searchPage(query: string, found: readonly MailSummary[]): string {
  const body = html`<form action="/search">
      <input name="query" value="${query}" placeholder="to:ada@example.com subject:confirmed" autofocus />
      <button>Search</button>
    </form>
    ${
      query === ''
        ? html``
        : html`<p class="count">${found.length} found</p>
            ${rows(found.slice(0, PAGE_SIZE))}`
    }`;
  return page('Search the mailbox', body, { refreshes: false });
}

const VIEWS = ['html', 'text', 'headers', 'source'] as const;
/** A side from which a mail can be looked at. */
export type View = (typeof VIEWS)[number];

/** The view that was asked for, where the mail has it; else the one that its reader would see. */
export function viewOf(asked: string | null, mail: Pick<Mail, 'html'>): View {
  const view = VIEWS.find((known) => known === asked) ?? 'html';
  return view === 'html' && mail.html === '' ? 'text' : view;
}

function content(mail: Mail, view: View): Html {
  switch (view) {
    case 'html':
      return html`<iframe
        title="The mail as its reader sees it"
        sandbox="allow-popups allow-popups-to-escape-sandbox"
        src="/mail/${mail.id}/body"
      ></iframe>`;
    case 'text':
      return html`<pre>${mail.text}</pre>`;
    case 'headers':
      return html`<table>
        ${mail.headers.map(
          ({ name, value }) =>
            html`<tr>
              <th>${name}</th>
              <td>${value}</td>
            </tr>`,
        )}
      </table>`;
    case 'source':
      return html`<pre>${mail.source}</pre>`;
    default:
      return view satisfies never;
  }
}

/** One mail, in the view that was asked for. */
export function mailPage(mail: Mail, view: View): string {
  const tabs = VIEWS.filter((name) => name !== 'html' || mail.html !== '').map(
    (name) =>
      html`<a href="/mail/${mail.id}?view=${name}" ${name === view ? html`aria-current="page"` : ''}>${name}</a>`,
  );
  const attachments = mail.attachments.map(({ name, type, size }) => html`<li>${name} (${type}, ${size} bytes)</li>`);
  const body = html`<article>
    <h1>${mail.subject || '(no subject)'}</h1>
    <dl>
      <dt>From</dt>
      <dd>${mail.from ? person(mail.from) : '(nobody)'}</dd>
      <dt>To</dt>
      <dd>${people(mail.to)}</dd>
      <dt>Received</dt>
      <dd>${moment(mail.receivedAt)} UTC</dd>
    </dl>
    ${
      attachments.length === 0
        ? html``
        : html`<ul class="attachments">
            ${attachments}
          </ul>`
    }
    <nav class="tabs">${tabs}</nav>
    ${content(mail, view)}
  </article>`;
  return page(mail.subject || '(no subject)', body, { refreshes: false });
}

/** Says that there is nothing at an address. */
export const notFoundPage = (): string =>
  page('Not found', html`<p class="empty">This mail is not here, or no longer.</p>`, { refreshes: false });
