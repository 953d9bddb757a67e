import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import {
  DepositDocument,
  LoginDocument,
  OrderDocument,
  OrderStatusDocument,
  PlaceOrderDocument,
  RegisterDocument,
} from '../../client/generated/graphql.ts';
import type {
  OrderLineInput,
  OrderQuery,
  PlaceOrderInput,
  RegisterInput,
  TypedDocumentString,
} from '../../client/generated/graphql.ts';

const errorSchema = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
  extensions: z.looseObject({ code: z.string(), field: z.string().optional() }),
});

/** An error of the graph, with what each of ours has. */
export type GraphqlError = z.infer<typeof errorSchema>;

/** What came back: parsed, and as it was. */
export interface Answer<Data> {
  readonly status: number;
  readonly data: Data | null | undefined;
  readonly errors: readonly GraphqlError[] | undefined;
  readonly text: string;
}

/** The data is what the document's type says; the router's own tests hold it to that. */
const answerSchema = <Data>() =>
  z.object({ data: z.custom<Data>().nullish(), errors: z.array(errorSchema).optional() });

/** All there is to know of an order. */
export type OrderPage = NonNullable<OrderQuery['order']>;

/** Longer than any order takes here, also with processes being killed; a test that waits longer has found a stuck order. */
const SETTLE_LIMIT_MS = 90_000;
/** Failures of transport that a client may repeat an idempotent call after. */
const ABSENT = /SERVICE_UNAVAILABLE/;

/** A user of the graph over HTTP, as a browser would. */
export interface Visitor {
  readonly userId: string | undefined;
  readonly token: string | undefined;
  /** Sends a request; whatever comes back is the answer. */
  send<Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
    headers?: Record<string, string>,
  ): Promise<Answer<Data>>;
  /** Sends a request that must succeed: throws when there are errors. */
  ask<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>;
  /** Like `ask`, for calls that may be repeated: goes on while the router or a service is away. */
  insist<Data, Variables>(document: TypedDocumentString<Data, Variables>, variables: Variables): Promise<Data>;
  /** Registers a new user and signs in. */
  register(given?: Partial<RegisterInput>): Promise<Member>;
  login(credentials: { email: string; password: string }): Promise<SignedIn>;
  deposit(amount: string, currency?: string): Promise<void>;
  placeOrder(lines: OrderLineInput[], more?: Partial<PlaceOrderInput>): Promise<string>;
  orderPage(id: string): Promise<OrderPage>;
  /** Polls until the order no longer moves, and gives all there is to know of it. */
  settled(id: string): Promise<OrderPage>;
}

const senderTo =
  (url: string, token: string | undefined): Visitor['send'] =>
  async <Data, Variables>(
    document: TypedDocumentString<Data, Variables> | string,
    variables?: Variables,
    headers: Record<string, string> = {},
  ): Promise<Answer<Data>> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: JSON.stringify({ query: String(document), variables }),
    });
    const text = await response.text();
    const { data, errors } = answerSchema<Data>().parse(JSON.parse(text));
    return { status: response.status, data, errors, text };
  };

interface Payload {
  user?: { id: string } | null;
  tokens?: { accessToken: string; refreshToken: string } | null;
}

/** A user who has just signed in. */
export interface SignedIn extends Visitor {
  readonly id: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** A user who has just registered, with everything that they can prove themselves with. */
export type Member = SignedIn & RegisterInput;

/** Names that no other user has. */
export function introduction(given: Partial<RegisterInput> = {}): RegisterInput {
  const username = `u${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  return { email: `${username}@example.com`, username, password: `${username}-passphrase`, firstName: 'Ada', ...given };
}

/** A caller of the graph; signed in where a token is given. */
export function createVisitor(url: string, token?: string, userId?: string): Visitor {
  const send = senderTo(url, token);
  const ask: Visitor['ask'] = async (document, variables) => {
    const { data, errors, text } = await send(document, variables);
    if (errors !== undefined || data === null || data === undefined)
      throw new Error(`The graph answered with errors: ${text}`);
    return data;
  };
  const insist: Visitor['insist'] = async (document, variables) => {
    for (const until = Date.now() + SETTLE_LIMIT_MS; ; await delay(100)) {
      try {
        return await ask(document, variables);
      } catch (error) {
        const isAway = error instanceof TypeError || (error instanceof Error && ABSENT.test(error.message));
        if (!isAway || Date.now() > until) throw error;
      }
    }
  };
  const signedIn = (payload: Payload | null | undefined): SignedIn => {
    if (!payload?.tokens || !payload.user) throw new Error(`Could not sign in: ${JSON.stringify(payload)}`);
    const { user, tokens } = payload;
    return { ...createVisitor(url, tokens.accessToken, user.id), id: user.id, ...tokens };
  };
  const orderPage = async (id: string): Promise<OrderPage> => {
    const { order } = await insist(OrderDocument, { id });
    if (!order) throw new Error(`There is no order ${id}`);
    return order;
  };
  return {
    userId,
    token,
    send,
    ask,
    insist,
    orderPage,
    register: async (given) => {
      const input = introduction(given);
      return { ...input, ...signedIn((await ask(RegisterDocument, { input })).register) };
    },
    login: async ({ email, password }) =>
      signedIn((await ask(LoginDocument, { input: { login: email, password } })).login),
    deposit: async (amount, currency = 'USD') => {
      const { deposit } = await insist(DepositDocument, {
        input: { amount: { amount, currency }, idempotencyKey: randomUUID() },
      });
      if (!deposit || deposit.userErrors.length > 0) throw new Error(`Could not deposit: ${JSON.stringify(deposit)}`);
    },
    placeOrder: async (lines, more = {}) => {
      const { placeOrder } = await insist(PlaceOrderDocument, {
        input: { lines, idempotencyKey: randomUUID(), ...more },
      });
      if (!placeOrder?.order) throw new Error(`Could not place the order: ${JSON.stringify(placeOrder)}`);
      return placeOrder.order.id;
    },
    settled: async (id) => {
      for (const until = Date.now() + SETTLE_LIMIT_MS; Date.now() < until;) {
        const { order } = await insist(OrderStatusDocument, { id });
        if (order && order.pollAfterMs == null) return orderPage(id);
        await delay(order?.pollAfterMs ?? 100);
      }
      throw new Error(`The order ${id} is stuck: ${JSON.stringify(await orderPage(id))}`);
    },
  };
}
