import { expect, vi } from 'vitest';
import { z } from 'zod';

const summarySchema = z.object({ ID: z.string(), MessageID: z.string(), Subject: z.string() });
const listSchema = z.object({ messages: z.array(summarySchema) });
const mailSchema = summarySchema.extend({ Text: z.string(), HTML: z.string() });

/** A mail that came, as the mailbox's API shows it. */
export type Mail = z.output<typeof mailSchema>;

/** Reads the development mailbox over its HTTP API. */
export interface Mailbox {
  /** All mails to an address that have come so far, newest first. */
  mailsTo(address: string): Promise<Mail[]>;
  /** Waits for a mail to an address whose subject has these words. */
  mailTo(address: string, subject: string): Promise<Mail>;
}

/** The token of a mail stands in a paragraph of its own. */
export const tokenIn = (text: string): string => /^[\w-]{20,}$/m.exec(text)?.[0] ?? '';

/** Longer than it takes to write, queue and send a mail on a busy machine. */
const MAIL_LIMIT_MS = 30_000;

/** Opens the mailbox at an address. */
export function openMailbox(url: string): Mailbox {
  const read = async (path: string): Promise<unknown> => {
    const response = await fetch(`${url}/api/v1/${path}`);
    return response.json();
  };
  const mailsTo: Mailbox['mailsTo'] = async (address) => {
    const { messages } = listSchema.parse(await read(`search?query=${encodeURIComponent(`to:${address}`)}`));
    return Promise.all(messages.map(async ({ ID }) => mailSchema.parse(await read(`message/${ID}`))));
  };
  const mailTo: Mailbox['mailTo'] = async (address, subject) => {
    let mails: Mail[] = [];
    const isIt = (mail: Mail): boolean => mail.Subject.includes(subject);
    await vi.waitFor(
      async () => {
        mails = await mailsTo(address);
        expect(mails.some(isIt) ? subject : mails.map(({ Subject }) => Subject)).toBe(subject);
      },
      { timeout: MAIL_LIMIT_MS, interval: 100 },
    );
    const found = mails.find(isIt);
    if (found === undefined) throw new Error(`There is no mail about ${subject}`);
    return found;
  };
  return { mailsTo, mailTo };
}
