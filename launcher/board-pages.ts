import type { Service } from '#platform/config.ts';
import { masked, type DeadLetter } from '#platform/dead-letters.ts';
import { maskedText } from '#platform/log.ts';

/** A service's dead letters: how many there are, and the oldest. */
export interface ServiceLetters {
  readonly service: Service;
  readonly count: number;
  readonly letters: readonly DeadLetter[];
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (letter) => ESCAPES[letter] ?? '');

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
label, input { display: block; margin: .3rem 0 } input { width: 20rem; max-width: 100% } article { border-top: 1px solid gray; padding: .6rem 0 }
pre { overflow: auto; max-height: 20rem } form { display: inline-block } button { font: inherit }
</style></head><body><h1>${title}</h1>${body}</body></html>`;

/** The form to sign in, with what was wrong before. */
export const signInPage = (fault = ''): string =>
  page(
    'Queues of Ordergraph',
    `${fault === '' ? '' : `<p role="alert">${escape(fault)}</p>`}
<form method="post" action="/sign-in">
<label>Administrator's e-mail or username <input name="login" required autocomplete="username"></label>
<label>Password <input name="password" type="password" required autocomplete="current-password"></label>
<button>Sign in</button></form>`,
  );

const resendForm = (service: Service, label: string, id?: string): string =>
  `<form method="post" action="/dead-letters"><input type="hidden" name="service" value="${service}">${
    id === undefined ? '' : `<input type="hidden" name="id" value="${escape(id)}">`
  }<button>${label}</button></form>`;

const article = (service: Service, { id, name, diedAt, error, envelope }: DeadLetter): string => `<article>
<h3>${escape(name ?? 'unreadable')}</h3><p>${diedAt.toISOString()} · ${escape(id)}</p>
<pre>${escape(maskedText(error))}</pre><details><summary>Message</summary><pre>${escape(JSON.stringify(masked(envelope), undefined, 2))}</pre></details>
${resendForm(service, 'Send again', id)}</article>`;

/** Dead letters by service. Secrets and personal data in their messages are masked. */
export const lettersPage = (all: readonly ServiceLetters[]): string =>
  page(
    'Dead letters',
    `<p><a href="/">Queues</a> <form method="post" action="/sign-out"><button>Sign out</button></form></p>${all
      .map(
        ({ service, count, letters }) =>
          `<section><h2>${service}</h2><p>${count === 0 ? 'None.' : `${letters.length} of ${count}, oldest first. ${resendForm(service, 'Send all again')}`}</p>${letters
            .map((letter) => article(service, letter))
            .join('')}</section>`,
      )
      .join('')}`,
  );
