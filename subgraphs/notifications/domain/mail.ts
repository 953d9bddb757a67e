import type { Locale } from './notice.ts';
import { languageOf, oneLine } from './writing.ts';

/** A mail as it is handed to a mail server: one reader, two forms of the same text. */
export interface Mail {
  /** Without the angle brackets. */
  readonly messageId: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** As the Content-Language header names it. */
  readonly language: string;
}

/** What a mail is made of. */
export interface Letter {
  readonly id: string;
  /** Which sending of the notification this is; the first is 1. */
  readonly sending: number;
  readonly email: string;
  readonly locale: Locale;
  readonly subject: string;
  readonly message: string;
  /** A one-time token, shown in the mail and nowhere else. */
  readonly token: string | undefined;
}

/** Who sends: the domain that makes ids unique (RFC 5322, section 3.6.4), and the system's address for people. */
export interface Sender {
  readonly domain: string;
  readonly publicUrl: string;
}

/**
 * Puts a notification into a mail. Its Message-ID is the same at every attempt, so that the second copy which a crash between sending
 * and noting it can cause is recognisable; a mail that was asked for again is another mail, and is not to be taken for a copy.
 */
export function composeMail(letter: Letter, { domain, publicUrl }: Sender): Mail {
  const { id, sending, email, locale } = letter;
  const subject = oneLine(letter.subject);
  const { tag, greeting, tokenLabel, closing } = languageOf(locale);
  const paragraphs = letter.message.split(/\n{2,}/);
  const token = letter.token === undefined ? [] : [{ label: tokenLabel, token: letter.token }];
  return {
    messageId: `${id}${sending === 1 ? '' : `.${sending}`}@${domain}`,
    to: email,
    subject,
    text: `${[greeting, ...paragraphs, ...token.flatMap(({ label, token: code }) => [label, code]), `${closing}\n${publicUrl}`].join('\n\n')}\n`,
    html: page({
      tag,
      title: subject,
      parts: [greeting, ...paragraphs]
        .map(paragraph)
        .concat(token.map(({ label, token: code }) => paragraph(label) + codeBlock(code))),
      footer: `${escapeHtml(closing)} · <a href="${escapeHtml(publicUrl)}" style="color:#6b7280">${escapeHtml(publicUrl)}</a>`,
    }),
    language: tag,
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, between tags and in quoted attributes. */
const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const paragraph = (text: string): string =>
  `<p style="margin:0 0 16px">${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;

const codeBlock = (code: string): string =>
  `<p style="margin:0 0 16px;padding:12px 16px;background:#f3f4f6;border-radius:6px;font-family:Consolas,Menlo,monospace;word-break:break-all">${escapeHtml(code)}</p>`;

/** Styles stand at the elements: many readers of mail drop style sheets. */
const page = ({
  tag,
  title,
  parts,
  footer,
}: {
  tag: string;
  title: string;
  parts: readonly string[];
  footer: string;
}): string => `<!doctype html>
<html lang="${tag}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;background:#f3f4f6">
<div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#111827">
<h1 style="margin:0 0 24px;font-size:20px;line-height:1.3">${escapeHtml(title)}</h1>
${parts.join('\n')}
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #e5e7eb;font-size:13px;color:#6b7280">${footer}</p>
</div>
</body>
</html>
`;
