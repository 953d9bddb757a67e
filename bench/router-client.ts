import { connect } from 'node:net';
import type { Socket } from 'node:net';

/** A server's response. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

/** A kept connection for repeated requests. */
export interface RawClient {
  /** Sends a GraphQL request with a token. One at a time. */
  ask(token: string): Promise<RawAnswer>;
  close(): void;
}

const HEADERS_END = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('0\r\n\r\n');

/**
 * A connection that is kept open and knows just enough HTTP for a benchmark: it must use little processor time itself. It reads
 * answers with a length or in chunks.
 */
export function openClient(port: number, query: string): Promise<RawClient> {
  const body = JSON.stringify({ query });
  const headers = (token: string): string =>
    `POST /graphql HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\naccept: application/json\r\n` +
    `authorization: Bearer ${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  let received: Buffer[] = [];
  let done: { resolve: (answer: RawAnswer) => void; reject: (reason: Error) => void } | undefined;
  socket.on('data', (chunk) => {
    received.push(chunk);
    const answer = readAnswer(received.length === 1 ? chunk : Buffer.concat(received));
    if (answer === undefined) return;
    received = [];
    done?.resolve(answer);
  });
  const fail = (error: Error): void => done?.reject(error);
  socket.on('error', fail).on('close', () => fail(new Error('The connection was closed')));
  const client: RawClient = {
    ask: (token) =>
      new Promise((resolve, reject) => {
        done = { resolve, reject };
        socket.write(headers(token));
      }),
    close: () => socket.destroy(),
  };
  return opened(socket).then(() => client);
}

const opened = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });

/** The complete response. */
function readAnswer(bytes: Buffer): RawAnswer | undefined {
  const end = bytes.indexOf(HEADERS_END);
  if (end === -1) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const status = Number(head.slice(9, 12));
  const start = end + HEADERS_END.length;
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length !== undefined)
    return bytes.length < start + Number(length) ? undefined : { status, body: bytes.toString('utf8', start) };
  return bytes.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
    ? { status, body: joinChunks(bytes.subarray(start)) }
    : undefined;
}

function joinChunks(bytes: Buffer): string {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
  return Buffer.concat(parts).toString();
}
