import { onTestFinished } from 'vitest';
import { createClient, OrdergraphError, type ClientOptions, type OrdergraphClient } from '../../client/index.ts';
import { startGraphServer, type Asked, type GraphServer, type Said } from './graph-server.ts';

/** Short, so that a test with many attempts takes little time. */
const SOON = { baseMs: 1 };

/** A client of a graph that fails as the test wants it to, until the end of the test. */
export async function clientOf(
  answer: (asked: Asked, before: readonly Asked[]) => Said | Promise<Said>,
  options: Partial<ClientOptions> = {},
): Promise<{ graph: GraphServer; client: OrdergraphClient }> {
  const graph = await startGraphServer(answer);
  onTestFinished(() => graph.stop());
  return { graph, client: createClient({ url: graph.url, retry: SOON, ...options }) };
}

/** Answers in turn, and with the last one from then on. */
export const inTurn =
  (...answers: readonly Said[]) =>
  (_: Asked, { length }: readonly Asked[]): Said =>
    answers[Math.min(length, answers.length - 1)] ?? {};

/** The error that a call throws; a call that throws none fails the test. */
export async function errorFrom(call: Promise<unknown>): Promise<OrdergraphError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof OrdergraphError) return error;
    throw error;
  }
  throw new Error('The call did not fail');
}

/** A user as the graph gives one. */
export const USER = {
  id: '01890000-0000-7000-8000-000000000001',
  username: 'ada',
  email: 'ada@example.com',
  firstName: null,
  lastName: null,
  phone: null,
  role: 'CUSTOMER',
  locale: 'EN',
  active: true,
  createdAt: '2026-01-01T00:00:00.000Z',
};

/** The answer to `me`. */
export const ME: Said = { body: { data: { me: USER } } };

/** The answer to a deposit. */
export const DEPOSITED: Said = {
  body: {
    data: {
      deposit: {
        account: { id: 'a', currency: 'USD' },
        operation: { id: 'o', type: 'DEPOSIT' },
        userErrors: [],
      },
    },
  },
};

/** A deposit as a caller asks for it. */
export const HUNDRED = { amount: { amount: '100.00', currency: 'USD' } };
