import type { Locale, Writing } from './notice.ts';
import { LANGUAGES, oneLine } from './writing.ts';

/** A mail for a mail server: one recipient, two forms of the same text. */
export type Mail = ReturnType<typeof composeMail>;

/** What a mail is made of. */
export interface Letter extends Writing {
  readonly id: string;
  /** Which sending of the notification this is; the first is 1. */
  readonly sending: number;
  readonly email: string;
  readonly locale: Locale;
  /** A one-time token, shown in the mail and nowhere else. */
  readonly token: string | undefined;
}

/** The sender: the domain that makes ids unique (RFC 5322, section 3.6.4), and the system's address for people. */
export type Sender = Readonly<{ domain: string; publicUrl: string }>;

/** Puts a notification into a mail. Its Message-ID is that of the sending, so that a duplicate after a crash can be recognised. */
export function composeMail(letter: Letter, { domain, publicUrl }: Sender) {
  const { id, sending, email, token } = letter;
  const { tag, greeting, tokenLabel } = LANGUAGES[letter.locale];
  const subject = oneLine(letter.subject);
  const title = escapeHtml(subject);
  const url = escapeHtml(publicUrl);
  const texts = [greeting, ...letter.message.split(/\n{2,}/)];
  const parts = texts.map(paragraph);
  if (token !== undefined) {
    texts.push(tokenLabel, token);
    parts.push(
      `${paragraph(tokenLabel)}<p style="margin:0 0 16px;padding:12px 16px;background:#f3f4f6;border-radius:6px;font-family:Consolas,Menlo,monospace;word-break:break-all">${escapeHtml(token)}</p>`,
    );
  }
  return {
    /** Without the angle brackets. */
    messageId: `${id}${sending === 1 ? '' : `.${sending}`}@${domain}`,
    to: email,
    subject,
    language: tag,
    text: `${[...texts, `Ordergraph\n${publicUrl}`].join('\n\n')}\n`,
    // Styles are inline: many mail clients drop style sheets.
    html: `<!doctype html>
<html lang="${tag}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title></head>
<body style="margin:0;padding:24px;background:#f3f4f6">
<div style="max-width:560px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px;font:16px/1.5 -apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;color:#111827">
<h1 style="margin:0 0 24px;font-size:20px;line-height:1.3">${title}</h1>
${parts.join('\n')}
<p style="margin:32px 0 0;padding-top:16px;border-top:1px solid #e5e7eb;font-size:13px;color:#6b7280">Ordergraph · <a href="${url}" style="color:#6b7280">${url}</a></p>
</div>
</body>
</html>
`,
  };
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

const paragraph = (text: string): string =>
  `<p style="margin:0 0 16px">${escapeHtml(text).replaceAll('\n', '<br>')}</p>`;
