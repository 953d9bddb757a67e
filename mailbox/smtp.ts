import { SMTPServer, type SMTPServerDataStream } from 'smtp-server';
import type { Log } from '#platform/log.ts';
import type { MailStore } from './store.ts';

// Only processes of this machine send mail here.
const HOST = '127.0.0.1';

// Ordinary mails have some ten kilobytes.
const MAIL_BYTES_MAX = 2_000_000;

// A shutdown does not wait for idle connections.
const CLOSE_LIMIT_MS = 1_000;

/** The reply when a mail cannot be stored: 452 is temporary, 552 permanent. */
class RefusalError extends Error {
  readonly responseCode: number;
  constructor(message: string, responseCode: number) {
    super(message);
    this.responseCode = responseCode;
  }
}

async function readAll(stream: SMTPServerDataStream): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    if (!(chunk instanceof Buffer)) continue;
    bytes += chunk.length;
    if (bytes <= MAIL_BYTES_MAX) chunks.push(chunk);
  }
  if (bytes > MAIL_BYTES_MAX) throw new RefusalError(`a mail may have ${MAIL_BYTES_MAX} bytes`, 552);
  return Buffer.concat(chunks);
}

/** An SMTP server. */
export interface Listener {
  readonly port: number;
  readonly stop: () => Promise<void>;
}

/** Accepts every mail, for any recipient, and stores it before it replies. */
export function startSmtp(options: { port: number; store: MailStore; log: Log }): Promise<Listener> {
  const { port, store, log } = options;
  const server = new SMTPServer({
    banner: 'Ordergraph mailbox',
    disabledCommands: ['AUTH', 'STARTTLS'],
    size: MAIL_BYTES_MAX,
    disableReverseLookup: true,
    closeTimeout: CLOSE_LIMIT_MS,
    onData: (stream, _session, callback) => {
      const keep = async (): Promise<void> => {
        let refusal: Error | undefined;
        try {
          log.debug({ mail: store.save(await readAll(stream)) }, 'a mail came in');
        } catch (error) {
          log.warn({ err: error }, 'a mail was refused');
          refusal = error instanceof RefusalError ? error : new RefusalError('the mail cannot be stored now', 452);
        }
        callback(refusal);
      };
      void keep();
    },
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, () => {
      server.off('error', reject);
      server.on('error', (error) => log.warn({ err: error }, 'an SMTP connection failed'));
      const address = server.server.address();
      resolve({ port: typeof address === 'object' && address ? address.port : port, stop });
    });
  });
}
