import PostalMime from 'postal-mime';
import type { Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import type { SMTPServerDataStream } from 'smtp-server';
import { freePort } from '../../launcher/free-ports.ts';

/** A mail as the server was given it. */
export interface Received {
  readonly to: readonly string[];
  readonly raw: string;
  readonly mail: Email;
}

/** An SMTP reply that is not "250": its code and its words. */
export interface Refusal {
  readonly code: number;
  readonly words: string;
}

const refused = ({ code, words }: Refusal): Error => Object.assign(new Error(words), { responseCode: code });

/** A real SMTP server that does as a test tells it. */
export interface PostOffice {
  readonly url: string;
  /** Every mail whose whole text came in, refused ones included. */
  readonly received: Received[];
  /** Decides on a mail when its text has come in. */
  onMail: (received: Received) => Promise<Refusal | undefined> | Refusal | undefined;
  /** Decides on a recipient, before there is any text. */
  onRecipient: (address: string) => Refusal | undefined;
  /** Goes away, and comes back on the same port. */
  close(): Promise<void>;
  open(): Promise<void>;
}

async function textOf(stream: SMTPServerDataStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (chunk instanceof Buffer) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** Opens a post office on a free port. */
export async function openPostOffice(): Promise<PostOffice> {
  let server: SMTPServer | undefined;
  const port = await freePort();

  const close = async (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return;
    await new Promise<void>((resolve) => {
      closing.close(() => resolve());
      for (const connection of closing.connections) connection.close();
    });
  };
  const open = async (): Promise<void> => {
    const opened = new SMTPServer({
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      onRcptTo: ({ address }, _session, callback) => {
        const refusal = office.onRecipient(address);
        callback(refusal && refused(refusal));
      },
      onData: (stream, session, callback) => {
        const take = async (): Promise<Refusal | undefined> => {
          const raw = await textOf(stream);
          const to = session.envelope.rcptTo.map(({ address }) => address);
          const received = { to, raw, mail: await PostalMime.parse(raw) };
          office.received.push(received);
          return office.onMail(received);
        };
        const answer = (refusal: Refusal | undefined): void => callback(refusal && refused(refusal));
        take().then(answer, (error: unknown) => answer({ code: 451, words: String(error) }));
      },
    });
    opened.on('error', () => undefined); // A client that is killed resets its connection.
    await new Promise<void>((resolve) => {
      opened.listen(port, '127.0.0.1', resolve);
    });
    server = opened;
  };

  const office: PostOffice = {
    url: `smtp://127.0.0.1:${port}`,
    received: [],
    onMail: () => undefined,
    onRecipient: () => undefined,
    close,
    open,
  };
  await open();
  return office;
}
