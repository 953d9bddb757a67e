import { createTransport } from 'nodemailer';
import type { NodemailerError } from 'nodemailer';
import type { Delivery } from './domain/delivery.ts';
import type { Mail } from './domain/mail.ts';
import { oneLine } from './domain/writing.ts';

/** Pooled connections: one per mail that is under way. */
export const CONNECTIONS_MAX = 5;
const CONNECT_TIMEOUT_MS = 10_000;
/** RFC 5321, section 4.5.3.2 grants a server minutes for each step; one that is silent for so long is taken to be gone. */
const SILENCE_TIMEOUT_MS = 60_000;

/** A server may say as much as it likes. */
const REASON_LENGTH_MAX = 500;

/** A mail server that takes our mail. */
export interface MailServer {
  /** Hands over one mail. Never rejects: what the server says is the answer. */
  send(mail: Mail, signal: AbortSignal): Promise<Delivery>;
  close(): void;
}

/** Connects to the server that `url` names (smtp:// or smtps://) when there is something to send. */
export function connectMailServer({ url, from }: { url: string; from: { name: string; address: string } }): MailServer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    maxRequeues: 1, // A kept connection that was found dead; more is the sender's business, which counts.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: ({ messageId, to, subject, text, html, language }, signal) =>
      transport
        .sendMail({
          from,
          to: { name: '', address: to },
          envelope: { from: from.address, to: [to] },
          messageId: `<${messageId}>`,
          subject,
          text,
          html,
          headers: { 'Auto-Submitted': 'auto-generated', 'Content-Language': language },
          signal,
        })
        .then((): Delivery => ({ kind: 'accepted' }), toDelivery),
    close: () => transport.close({ force: true }),
  };
}

/** What failed about a mail itself carries these codes; all others are about the way to the server, a wrong password included. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE']);

/** Reads an error of nodemailer. Without an answer of the server, a fault of the mail was found here, and stays one. */
function toDelivery(error: NodemailerError): Delivery {
  const reason = oneLine(error.response ?? error.message).slice(0, REASON_LENGTH_MAX);
  if (!ABOUT_THE_MAIL.has(error.code ?? '')) return { kind: 'unreachable', reason };
  return { kind: error.permanent === false ? 'deferred' : 'refused', reason };
}
