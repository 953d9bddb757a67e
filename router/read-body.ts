import type { IncomingMessage } from 'node:http';
import { RefusedError } from './refused.ts';

/** Raised when a client goes before its request is whole. Nobody is left to be told. */
export class ClientLeftError extends Error {
  override readonly name = 'ClientLeftError';
}

/** Reads a request's body as JSON. Throws RefusedError for one that is none, or is larger than it may be. */
export async function readJson(request: IncomingMessage, bytesMax: number): Promise<unknown> {
  const { 'content-type': type = '', 'content-encoding': encoding = 'identity' } = request.headers;
  // Only with this media type does a browser ask first whether a foreign page may send it.
  if (type !== 'application/json' && type.split(';')[0]?.trim().toLowerCase() !== 'application/json')
    throw new RefusedError(415, 'BAD_REQUEST', 'Send the query as JSON, with content-type: application/json.');
  if (encoding !== 'identity') throw new RefusedError(415, 'BAD_REQUEST', 'Send the body uncompressed.');
  const body = await readBody(request, bytesMax);
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new RefusedError(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
}

function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let isWhole = false;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // What is too large is read to its end all the same, so that the client hears of it, and is not kept.
      if (bytes <= bytesMax) chunks.push(chunk);
      else if (bytes - chunk.length <= bytesMax) reject(tooLarge(bytesMax));
    });
    request.on('end', () => {
      isWhole = true;
      const [first] = chunks;
      resolve(first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks));
    });
    request.on('error', reject);
    // An error costs a look at the stack, which is too much for every request that ends as it should.
    request.on('close', () => {
      if (!isWhole) reject(new ClientLeftError());
    });
  });
}

const tooLarge = (bytesMax: number): RefusedError =>
  new RefusedError(413, 'BAD_REQUEST', `The body is larger than ${bytesMax} bytes, which is the limit.`);
