import { createTransport } from 'nodemailer';
import type { NodemailerError } from 'nodemailer';
import MimeNode from 'nodemailer/lib/mime-node';
import { encode, wrap } from 'nodemailer/lib/qp';
import type { Channel } from './channel.ts';
import type { Delivery } from './domain/delivery.ts';
import { composeMail } from './domain/mail.ts';
import type { Mail } from './domain/mail.ts';
import { oneLine } from './domain/writing.ts';

/** Connections to the mail server; each sends one mail at a time. */
const CONNECTIONS_MAX = 5;
/** As many wait as keep every connection busy while others are claimed. */
const MAILS_MAX = 4 * CONNECTIONS_MAX;
const CONNECT_TIMEOUT_MS = 10_000;
/** RFC 5321, section 4.5.3.2 grants a server minutes for each step; one that is silent for so long counts as down. */
const SILENCE_TIMEOUT_MS = 60_000;

type Mailbox = { readonly name: string; readonly address: string };

/** Bounds the stored text of a server's reply. */
const REASON_LENGTH_MAX = 500;

/** Opens the channel by mail: connects to the server that `url` names (smtp:// or smtps://) when there is something to send. */
export function openEmail({ url, from, publicUrl }: { url: string; from: Mailbox; publicUrl: string }): Channel {
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1);
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
    maxRequeues: 1, // A kept connection that was found dead; further retries are the sender's, which counts them.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    name: 'mail',
    concurrency: MAILS_MAX,
    send: (letter, signal) => {
      const mail = composeMail(letter, { domain, publicUrl });
      return transport
        .sendMail({
          envelope: { from: from.address, to: [mail.to] },
          messageId: `<${mail.messageId}>`,
          raw: sourceOf(mail, from),
          signal,
        })
        .then((): Delivery => ({ kind: 'accepted' }), toDelivery);
    },
    close: () => transport.close({ force: true }),
  };
}

/** Returns a mail as it is sent (RFC 2045, 2046). In one piece: nodemailer's streams for each part cost as much again as the rest of sending. */
function sourceOf(mail: Mail, from: Mailbox): string {
  const node = new MimeNode('multipart/alternative');
  node.setHeader({
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    'message-id': `<${mail.messageId}>`,
    'auto-submitted': 'auto-generated',
    'content-language': mail.language,
  });
  const part = (type: string, text: string): string =>
    `--${node.boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${wrap(encode(text.replaceAll('\n', '\r\n')))}\r\n`;
  const head = node.buildHeaders(); // Sets the boundary.
  return `${head}\r\n\r\n${part('text/plain', mail.text)}${part('text/html', mail.html)}--${node.boundary}--\r\n`;
}

/** What failed about a mail itself carries these codes; all others are about the way to the server, a wrong password included. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(['EENVELOPE', 'EMESSAGE']);

/** Reads an error of nodemailer. Without an answer of the server, a fault of the mail was found here, and stays one. */
function toDelivery(error: NodemailerError): Delivery {
  const reason = oneLine(error.response ?? error.message).slice(0, REASON_LENGTH_MAX);
  if (!ABOUT_THE_MAIL.has(error.code ?? '')) return { kind: 'unreachable', reason };
  return { kind: error.permanent === false ? 'deferred' : 'refused', reason };
}
