import { request as httpRequest } from 'node:http';
import { z } from 'zod';
import type { TestSystem } from '../../kit/system.ts';

/** An answer as it came. */
export interface RawAnswer {
  readonly status: number;
  readonly text: string;
}

/** Sends bytes as they are, which fetch would not do. */
export const sendRaw = (url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } });
    outgoing.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.end(body);
  });

/** GraphQL specification, "Response Format": nothing else stands in an answer, and in an extension of ours only what is meant for clients. */
const answerSchema = z
  .strictObject({
    data: z.record(z.string(), z.unknown()).nullable().optional(),
    errors: z
      .array(
        z.strictObject({
          message: z.string().min(1),
          locations: z.array(z.strictObject({ line: z.number(), column: z.number() })).optional(),
          path: z.array(z.union([z.string(), z.number()])).optional(),
          extensions: z.strictObject({
            code: z.string().regex(/^[A-Z_]+$/),
            field: z.string().optional(),
            retryAfterSeconds: z.number().optional(),
          }),
        }),
      )
      .min(1)
      .optional(),
  })
  .refine(({ data, errors }) => data !== undefined || errors !== undefined, 'has neither data nor errors');

/** An answer, read. */
type Answer = z.infer<typeof answerSchema>;

/** What nobody outside is to read: files, stacks, statements, drivers, and what the services are reached by. */
const INSIDE =
  /INTERNAL_SERVER_ERROR|node_modules|file:\/\/|\.ts:\d|\n\s+at |ECONN|EPIPE|postgres|prisma|bullmq|redis|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|constraint|x-router-secret|_entities|_Any\b/i;

/** What is wrong with an answer to whatever was sent; empty where it is one that a client may see. */
export function faultsOf({ port }: Pick<TestSystem, 'port'>, { status, text }: RawAnswer): string[] {
  const inside = INSIDE.exec(text)?.[0];
  const addresses = Array.from({ length: 8 }, (_, place) => `:${port + 1 + place}`).filter((part) =>
    text.includes(part),
  );
  const faults = [
    ...(status >= 500 ? [`HTTP ${status}`] : []),
    ...(inside === undefined ? [] : [`tells of the inside: ${inside}`]),
    ...(addresses.length === 0 && !text.includes('127.0.0.1') ? [] : ['tells an address']),
  ];
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return [...faults, 'is not JSON'];
  }
  const { data: answer, error } = answerSchema.safeParse(body);
  if (answer === undefined) return [...faults, `is not an answer of GraphQL: ${error.message}`];
  const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? [];
  // Nothing is away here: a service that does not answer has broken.
  return [...faults, ...(codes.includes('SERVICE_UNAVAILABLE') ? ['a service did not answer'] : [])];
}

/** The answer that a text holds; it has been seen to be one. */
export const readAnswer = ({ text }: RawAnswer): Answer => answerSchema.parse(JSON.parse(text));
