import { html, type Html } from './html.ts';
import { primaryTag, type Mail, type MailSummary, type Person } from './mail.ts';

const PAGE_SIZE = 50;

const person = ({ name, address }: Person): string => (name === '' ? address : `${name} <${address}>`);
const people = (persons: readonly Person[]): string => persons.map(person).join(', ');
const utc = (date: Date): string => `${date.toISOString().replace('T', ' ').slice(0, 19)} UTC`;
const subjectOf = ({ subject }: MailSummary): string => subject || '(no subject)';

/** The contents of the list. */
export interface Listed {
  /** Matching mails, newest first. */
  readonly found: readonly MailSummary[];
  /** The search query; empty for all mails. */
  readonly query: string;
  /** The number of newer mails to skip. */
  readonly start: number;
}

/** The URL of a page with the parameters that are set. */
function linkTo(path: string, parameters: Readonly<Record<string, string | number>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    if (value !== '' && value !== 0) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

const row = (mail: MailSummary, { query }: Listed, chosen: string | undefined): Html =>
  html`<li id="mail-${mail.id}">
    <a href="${linkTo(`/mail/${mail.id}`, { query })}" ${mail.id === chosen ? html`aria-current="true"` : ''}>
      <span class="to">${people(mail.to)}${languageTag(mail)}</span>
      <time datetime="${mail.receivedAt.toISOString()}">${utc(mail.receivedAt)}</time>
      <span class="subject" lang="${mail.language}">${subjectOf(mail)}</span>
      <span class="snippet" lang="${mail.language}">${mail.snippet}</span>
    </a>
  </li>`;

const languageTag = ({ language }: MailSummary): Html =>
  language === '' ? html`` : html` <span class="tag" title="${languageName(language)}">${primaryTag(language)}</span>`;

/** The English name of a language tag (BCP 47), or the tag if it is unknown. */
function languageName(tag: string): string {
  try {
    return new Intl.DisplayNames('en', { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

function list(listed: Listed, chosen: string | undefined): Html {
  const { found, query, start } = listed;
  const newer = html`<a href="${linkTo('/', { query, start: Math.max(0, start - PAGE_SIZE) })}">Newer</a>`;
  const older = html`<a href="${linkTo('/', { query, start: start + PAGE_SIZE })}">Older</a>`;
  return html`<nav class="list" aria-label="Mails">
    <ol id="mails">
      ${found.slice(start, start + PAGE_SIZE).map((mail) => row(mail, listed, chosen))}
    </ol>
    <p class="empty">
      ${query === '' ? 'No mail yet. All mails that Ordergraph sends appear here.' : 'No mail contains all these words.'}
    </p>
    <p class="pager"><span>${start > 0 ? newer : ''}</span> <span>${start + PAGE_SIZE < found.length ? older : ''}</span></p>
  </nav>`;
}

function page(title: string, listed: Listed, chosen: { id: string; content: Html } | undefined): string {
  const { found, query } = listed;
  const count = `${found.length} ${found.length === 1 ? 'mail' : 'mails'}`;
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="/style.css" />
        <script src="/live.js" type="module"></script>
      </head>
      <body class="${chosen === undefined ? '' : 'has-mail'}">
        <header class="bar">
          <h1><a href="/">Mailbox</a></h1>
          <span id="count" role="status">${count}</span>
          <form action="/" role="search">
            <input type="search" name="query" value="${query}" placeholder="Search, such as to:ada@example.com" aria-label="Search" />
          </form>
        </header>
        <div class="panes ${chosen === undefined ? '' : 'has-mail'}">
          ${list(listed, chosen?.id)}
          <main class="reading">${chosen?.content ?? html`<p class="empty">Choose a mail to read it.</p>`}</main>
        </div>
      </body>
    </html>`.text;
}

/** The list of mails, newest first, which updates itself. */
export const listPage = (listed: Listed): string =>
  page(listed.query === '' ? `Mailbox (${listed.found.length})` : `${listed.query}: mailbox`, listed, undefined);

const VIEWS = ['html', 'text', 'headers', 'source'] as const;
/** The views of a mail. */
export type View = (typeof VIEWS)[number];
const VIEW_NAMES: Readonly<Record<View, string>> = { html: 'HTML', text: 'Text', headers: 'Headers', source: 'Source' };

/** The requested view if the mail has it, else the one that a mail client shows. */
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
      return html`<pre class="letter" lang="${mail.language}">${mail.text}</pre>`;
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

/** One mail beside the list. */
export function mailPage(mail: Mail, view: View, listed: Listed): string {
  const { query } = listed;
  const views = VIEWS.filter((name) => name !== 'html' || mail.html !== '').map(
    (name) =>
      html`<a href="${linkTo(`/mail/${mail.id}`, { query, view: name })}" ${name === view ? html`aria-current="page"` : ''}
        >${VIEW_NAMES[name]}</a
      >`,
  );
  const attachments = mail.attachments.map(({ name, type, size }) => html`<li>${name} (${type}, ${size} bytes)</li>`);
  const language = html`<dt>Language</dt>
    <dd>${languageName(mail.language)}</dd>`;
  const letter = html`<a class="back" href="${linkTo('/', { query })}">‹ All mails</a>
    <h2 lang="${mail.language}">${subjectOf(mail)}</h2>
    <dl>
      <dt>From</dt>
      <dd>${mail.from ? person(mail.from) : '(no sender)'}</dd>
      <dt>To</dt>
      <dd>${people(mail.to)}</dd>
      <dt>Received</dt>
      <dd><time class="is-exact" datetime="${mail.receivedAt.toISOString()}">${utc(mail.receivedAt)}</time></dd>
      ${mail.language === '' ? '' : language}
    </dl>
    ${attachments.length === 0 ? '' : html`<ul class="attachments">${attachments}</ul>`}
    <nav class="views" aria-label="Show as">${views}</nav>
    ${content(mail, view)}`;
  return page(subjectOf(mail), listed, { id: mail.id, content: letter });
}

/** The page of an unknown URL. */
export const notFoundPage = (listed: Listed): string =>
  page('Not found', listed, { id: '', content: html`<p class="empty">This mail is not here, or no longer.</p>` });
