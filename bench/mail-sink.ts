import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** A mail server that accepts and discards every mail. */
export interface MailSink {
  readonly url: string;
  readonly isFlowing: () => boolean;
  /** Stops replying: mails wait at the sender. */
  hold(): void;
  close(): void;
}

/** Implements the parts of SMTP (RFC 5321) that a client without login and encryption uses, including pipelining (RFC 2920). */
function converse(socket: Socket, isHeld: () => boolean): void {
  let isData = false;
  const say = (line: string): void => {
    if (!isHeld()) socket.write(`${line}\r\n`);
  };
  socket.setNoDelay(true).on('error', () => undefined);
  say('220 sink.localhost ESMTP');
  createInterface({ input: socket }).on('line', (line) => {
    if (isData) {
      if (line !== '.') return;
      isData = false;
      return say('250 forgotten');
    }
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') return say('250-sink.localhost\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 PIPELINING');
    if (verb === 'DATA') {
      isData = true;
      return say('354 go on');
    }
    if (verb === 'QUIT') return void socket.end('221 bye\r\n');
    return say('250 yes');
  });
}

/** Listens on a free port of the loopback, inside this process. */
export async function startMailSink(): Promise<MailSink> {
  let isHeld = false;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('close', () => sockets.delete(socket)));
    converse(socket, () => isHeld);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The mail sink has no port');
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    isFlowing: () => !isHeld,
    hold: () => void (isHeld = true),
    close: () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}
