import type { Mail, MailSummary, Person } from './mail.ts';

const PAGE_DEFAULT = 50;

const personShape = ({ name, address }: Person): object => ({ Name: name, Address: address });

const summaryShape = (mail: MailSummary): object => ({
  ID: mail.id,
  MessageID: mail.messageId,
  From: personShape(mail.from ?? { name: '', address: '' }),
  To: mail.to.map(personShape),
  Subject: mail.subject,
  Created: mail.receivedAt.toISOString(),
  Size: mail.size,
  Snippet: mail.snippet,
});

const wholeNumber = (text: string | null, otherwise: number): number =>
  text !== null && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;

/**
 * A list of mails in the format of Mailpit's API: `start` and `limit` select a page, `total` counts all mails, `messages_count` those that
 * match.
 */
export function listShape(options: { found: readonly MailSummary[]; total: number; query: URLSearchParams }): object {
  const { found, total, query } = options;
  const start = wholeNumber(query.get('start'), 0);
  const messages = found.slice(start, start + wholeNumber(query.get('limit'), PAGE_DEFAULT)).map(summaryShape);
  return { total, count: messages.length, messages_count: found.length, start, messages };
}

/** One mail in the format of Mailpit's API. */
export const mailShape = (mail: Mail): object => ({
  ...summaryShape(mail),
  Date: mail.receivedAt.toISOString(),
  Text: mail.text,
  HTML: mail.html,
  Attachments: mail.attachments.map(({ name, type, size }) => ({ FileName: name, ContentType: type, Size: size })),
});
