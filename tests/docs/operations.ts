import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { parse, validate } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { createVisitor } from '../kit/visitor.ts';
import type { Answer, Visitor } from '../kit/visitor.ts';
import type { Block } from './page.ts';

/** The user of a page's operations where the page does not sign in: a new one, with a deposit. */
const PASSWORD = 'nine-green-kettles';
const MONEY = '1000.00';
const SETTLE_LIMIT_MS = 60_000;
const POLL_MS = 250;

const payloadSchema = z.looseObject({
  userErrors: z.array(z.looseObject({ code: z.string() })).default([]),
  tokens: z.object({ accessToken: z.string() }).nullish(),
});
const dataSchema = z.record(z.string(), z.unknown());

/** Runs the operations of one page in order. */
export interface PageReader {
  /** Returns the faults of a block, each as a sentence. */
  run(block: Block): Promise<string[]>;
}

export interface PageReaderOptions {
  readonly url: string;
  readonly admin: { readonly email: string; readonly password: string };
  readonly schema: GraphQLSchema;
  /** Is added to the names of users, so that two pages can register the same ones. */
  readonly suffix: string;
}

/** Returns the codes of an answer, top-level ones and those of payloads, and `null` for a root field that is null without an error. */
function codesOf({ data, errors = [] }: Answer<unknown>): string[] {
  const payloads = Object.values(dataSchema.parse(data ?? {}));
  return [
    ...errors.map(({ extensions }) => extensions.code),
    ...payloads.flatMap((payload) => {
      if (payload === null) return errors.length > 0 ? [] : ['null'];
      const parsed = payloadSchema.safeParse(payload);
      return parsed.success ? parsed.data.userErrors.map(({ code }) => code) : [];
    }),
  ];
}

/** Replaces `{{placeOrder.order.id}}` by that part of an earlier answer of the page. */
const fillIn = (text: string, known: Readonly<Record<string, unknown>>): string =>
  text.replaceAll(/\{\{([\w.]+)\}\}/g, (_match, path: string) => {
    const value = path.split('.').reduce<unknown>((from, name) => dataSchema.parse(from)[name], known);
    return z.string().parse(value);
  });

const withoutSpaces = (text: string): string => text.replaceAll(/\s/g, '');

/** Creates the reader of a page. */
export function createPageReader({ url, admin, schema, suffix }: PageReaderOptions): PageReader {
  const known: Record<string, unknown> = {};
  const people = new Map<string, Visitor>();

  const customer = async (): Promise<Visitor> => {
    const name = `reader${randomUUID().slice(0, 8)}`;
    const register = `mutation { register(input: { email: "${name}@example.com", username: "${name}", password: "${PASSWORD}" }) { tokens { accessToken } } }`;
    const { data } = await createVisitor(url).send<{ register: unknown }, unknown>(register);
    const visitor = createVisitor(url, payloadSchema.parse(data?.register).tokens?.accessToken);
    await visitor.deposit(MONEY);
    return visitor;
  };
  const MADE: Readonly<Record<string, () => Promise<Visitor>>> = {
    anonymous: async () => createVisitor(url),
    admin: () => createVisitor(url).login(admin),
    reader: customer,
  };
  const visitorFor = async (who: string): Promise<Visitor> => {
    const visitor = people.get(who) ?? (await MADE[who]?.());
    if (visitor === undefined) throw new Error(`<!-- as: ${who} --> is none of ${Object.keys(MADE).join(', ')}`);
    people.set(who, visitor);
    return visitor;
  };
  const named = (text: string): string =>
    suffix === ''
      ? text
      : text
          .replaceAll(/"(\w+)@example\.com"/g, `"$1.${suffix}@example.com"`)
          .replaceAll(/(username: )"(\w+)"/g, `$1"$2_${suffix}"`);

  const ask = async (block: Block): Promise<Answer<unknown>> => {
    const variables = z.unknown().parse(JSON.parse(fillIn(block.marks.get('variables') ?? '{}', known)));
    const visitor = await visitorFor(block.marks.get('as') ?? 'reader');
    const answer = await visitor.send<unknown, unknown>(named(block.text), variables);
    for (const [field, payload] of Object.entries(dataSchema.parse(answer.data ?? {}))) {
      known[field] = payload;
      const token = payloadSchema.safeParse(payload).data?.tokens?.accessToken;
      if (token !== undefined) people.set('reader', createVisitor(url, token));
    }
    return answer;
  };
  return {
    run: async (block) => {
      const document = parse(block.text);
      const faults = validate(schema, document).map(({ message }) => `${block.place}: ${message}`);
      if (faults.length > 0) return faults;
      const goal = withoutSpaces(block.marks.get('until') ?? '');
      let answer = await ask(block);
      for (const until = Date.now() + SETTLE_LIMIT_MS; !withoutSpaces(answer.text).includes(goal);) {
        if (Date.now() > until) return [`${block.place}: the answer never held ${goal}: ${answer.text}`];
        await delay(POLL_MS);
        answer = await ask(block);
      }
      const expected = block.marks.get('expects')?.split(' ') ?? [];
      const codes = [...new Set(codesOf(answer))];
      return codes.toSorted().join() === expected.toSorted().join()
        ? []
        : [`${block.place}: expected ${expected.join(', ') || 'success'}, and the answer was ${answer.text}`];
    },
  };
}
