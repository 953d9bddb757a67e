import { vi } from 'vitest';
import { z } from 'zod';
import * as graph from '../../../client/generated/graphql.ts';
import { openMailbox, tokenIn } from '../../kit/mailbox.ts';
import { stockArticle } from '../../kit/shop.ts';
import { introduction } from '../../kit/visitor.ts';
import type { Member, Visitor } from '../../kit/visitor.ts';
import type { TestSystem } from '../../kit/system.ts';
import { UNKNOWN_ID } from './calls.ts';
import type { RunSql } from './stored.ts';

const WEAK = '12345678';
const KEY = 'used before';
const QUANTITY_MAX = 2_147_483_647;
const NO_SKU = 'NO-SUCH-SKU';
const money = (amount: string, currency = 'USD') => ({ amount: { amount, currency } });

/** What stands in the way of each command that is to fail. */
export type Scene = Awaited<ReturnType<typeof makeScene>>;

const reservationsSchema = z.object({ order: z.object({ reservations: z.array(z.object({ id: z.string() })) }) });

/** The token that was mailed to a user who forgot the password, and the notification that mailed it. */
async function mailedToken({ mailboxUrl }: TestSystem, member: Member): Promise<{ token: string; mailId: string }> {
  const { Text } = await openMailbox(mailboxUrl).mailTo(member.email, 'Set a new password');
  const sentId = async (): Promise<string> => {
    const { me } = await member.ask(graph.NotificationsDocument, {});
    const sent = me?.notifications?.nodes.find(({ type, status }) => type === 'PASSWORD_RESET' && status === 'SENT');
    return sent?.id ?? '';
  };
  await vi.waitUntil(async () => (await sentId()) !== '', { timeout: 30_000, interval: 100 });
  return { token: tokenIn(Text), mailId: await sentId() };
}

/** Fills an account in EUR until it can hold no more. */
async function fillUp(member: Member): Promise<void> {
  const one = `deposit(input: { amount: { amount: "9999999999999.99", currency: "EUR" } }) { userErrors { code } }`;
  const fifty = Array.from({ length: 50 }, (_, index) => `d${index}: ${one}`).join(' ');
  for (const _ of [1, 2]) await member.send(`mutation { ${fifty} }`);
}

/** Makes one of everything in a state in which some command about it fails. */
export async function makeScene(system: TestSystem, admin: Visitor, runSql: RunSql) {
  const [member, frozen] = [await system.visitor().register(), await system.visitor().register()];
  await frozen.deposit('1.00');
  await runSql('accounts', 'UPDATE owners SET frozen = true WHERE user_id = $1', frozen.id);
  await runSql('orders', 'INSERT INTO customer_standings (user_id, active, version) VALUES ($1, false, 9)', frozen.id);
  await member.deposit('100.00');
  await fillUp(member);
  const [sold, archived] = [await stockArticle(admin, '10.00', 5), await stockArticle(admin, '10.00', 5)];
  await admin.ask(graph.ArchiveProductDocument, archived);
  const shipped = await member.placeOrder([{ sku: sold.sku, quantity: 1 }], { idempotencyKey: KEY });
  await member.settled(shipped);
  await admin.ask(graph.ShipOrderDocument, { id: shipped });
  const delivered = await member.placeOrder([{ sku: sold.sku, quantity: 1 }]);
  await member.settled(delivered);
  await admin.ask(graph.ShipOrderDocument, { id: delivered });
  await admin.ask(graph.DeliverOrderDocument, { id: delivered });
  const { data } = await member.send(`{ order(id: "${shipped}") { reservations { id } } }`);
  const [ofOrder] = reservationsSchema.parse(data).order.reservations;
  const reserve = async () =>
    (await admin.ask(graph.ReserveStockDocument, { input: { sku: sold.sku, quantity: 1 } })).reserveStock?.reservation;
  const [, closed] = [await reserve(), await reserve()];
  await admin.ask(graph.ReleaseStockDocument, { reservationId: closed?.id ?? '' });
  await member.ask(graph.RequestPasswordResetDocument, { email: member.email });
  await member.ask(graph.DepositDocument, { input: { ...money('1.00'), idempotencyKey: KEY } });
  await member.ask(graph.WithdrawDocument, { input: { ...money('1.00'), idempotencyKey: KEY } });
  await admin.ask(graph.AdjustStockDocument, { input: { sku: sold.sku, delta: 1, idempotencyKey: `${sold.sku} a` } });
  const held = { sku: sold.sku, quantity: 1, idempotencyKey: `${sold.sku} r` };
  await admin.ask(graph.ReserveStockDocument, { input: held });
  const note = { userId: member.id, message: 'Hello', idempotencyKey: member.id };
  await admin.ask(graph.SendNotificationDocument, { input: note });
  return {
    ...(await mailedToken(system, member)),
    admin,
    member,
    frozen,
    sku: sold.sku,
    archived: archived.sku,
    shipped,
    delivered,
    ofOrder: ofOrder?.id ?? '',
    closed: closed?.id ?? '',
  };
}

/** Variables of a command that fails, and who gives it where it is not whom the operation is for. */
type Failing = (scene: Scene) => readonly [variables: object, by?: Visitor];

/**
 * Every code that an operation gives in `userErrors`, and how to get it on a running system. EMAIL_NOT_VERIFIED is missing: the shop has to
 * ask for it, which tests/orders/place-order.test.ts does.
 */
export const FAILURES: Readonly<Record<string, Readonly<Record<string, Failing>>>> = {
  register: {
    EMAIL_TAKEN: ({ member }) => [{ input: introduction({ email: member.email.toUpperCase() }) }],
    USERNAME_TAKEN: ({ member }) => [{ input: introduction({ username: member.username }) }],
    WEAK_PASSWORD: () => [{ input: introduction({ password: WEAK }) }],
  },
  login: { INVALID_CREDENTIALS: ({ member }) => [{ input: { login: member.email, password: 'a guess' } }] },
  refreshTokens: { INVALID_TOKEN: () => [{ refreshToken: 'never given' }] },
  changePassword: {
    INVALID_CREDENTIALS: () => [{ input: { currentPassword: 'a guess', newPassword: 'a horse of another colour' } }],
    WEAK_PASSWORD: ({ member }) => [{ input: { currentPassword: member.password, newPassword: WEAK } }],
  },
  resetPassword: {
    INVALID_TOKEN: () => [{ token: 'never given', newPassword: 'a horse of another colour' }],
    WEAK_PASSWORD: ({ token }) => [{ token, newPassword: WEAK }],
  },
  verifyEmail: { INVALID_TOKEN: () => [{ token: 'never given' }] },
  setUserRole: {
    NOT_FOUND: () => [{ userId: UNKNOWN_ID, role: 'ADMIN' }],
    INVALID_STATE: ({ admin }) => [{ userId: admin.userId, role: 'CUSTOMER' }],
  },
  deactivateUser: {
    NOT_FOUND: () => [{ userId: UNKNOWN_ID }],
    INVALID_STATE: ({ admin }) => [{ userId: admin.userId }],
  },
  reactivateUser: { NOT_FOUND: () => [{ userId: UNKNOWN_ID }] },
  deposit: {
    ACCOUNT_FROZEN: ({ frozen }) => [{ input: money('1.00') }, frozen],
    INVALID_INPUT: () => [{ input: money('9999999999999.99', 'EUR') }],
    IDEMPOTENCY_CONFLICT: () => [{ input: { ...money('2.00'), idempotencyKey: KEY } }],
  },
  withdraw: {
    NOT_FOUND: () => [{ input: money('1', 'JPY') }],
    ACCOUNT_FROZEN: ({ frozen }) => [{ input: money('1.00') }, frozen],
    INSUFFICIENT_FUNDS: () => [{ input: money('5000.00') }],
    IDEMPOTENCY_CONFLICT: () => [{ input: { ...money('2.00'), idempotencyKey: KEY } }],
  },
  createProduct: {
    SKU_TAKEN: ({ archived }) => [{ input: { sku: archived, name: 'A thing', price: money('1.00').amount } }],
  },
  updateProduct: { NOT_FOUND: () => [{ input: { id: UNKNOWN_ID, name: 'A thing' } }] },
  archiveProduct: { NOT_FOUND: () => [{ id: UNKNOWN_ID }] },
  restoreProduct: { NOT_FOUND: () => [{ id: UNKNOWN_ID }] },
  setStock: {
    NOT_FOUND: () => [{ input: { sku: NO_SKU, onHand: 1 } }],
    INSUFFICIENT_STOCK: ({ sku }) => [{ input: { sku, onHand: 0 } }],
    INVALID_INPUT: ({ sku }) => [{ input: { sku, onHand: QUANTITY_MAX } }],
  },
  adjustStock: {
    NOT_FOUND: () => [{ input: { sku: NO_SKU, delta: 1 } }],
    INSUFFICIENT_STOCK: ({ sku }) => [{ input: { sku, delta: -4 } }],
    INVALID_INPUT: ({ sku }) => [{ input: { sku, delta: QUANTITY_MAX } }],
    IDEMPOTENCY_CONFLICT: ({ sku }) => [{ input: { sku, delta: 2, idempotencyKey: `${sku} a` } }],
  },
  reserveStock: {
    NOT_FOUND: () => [{ input: { sku: NO_SKU, quantity: 1 } }],
    INVALID_STATE: ({ archived }) => [{ input: { sku: archived, quantity: 1 } }],
    INSUFFICIENT_STOCK: ({ sku }) => [{ input: { sku, quantity: 1_000 } }],
    IDEMPOTENCY_CONFLICT: ({ sku }) => [{ input: { sku, quantity: 2, idempotencyKey: `${sku} r` } }],
  },
  releaseStock: {
    NOT_FOUND: () => [{ reservationId: UNKNOWN_ID }],
    INVALID_STATE: ({ ofOrder }) => [{ reservationId: ofOrder }],
    RESERVATION_CLOSED: ({ closed }) => [{ reservationId: closed }],
  },
  placeOrder: {
    IDEMPOTENCY_CONFLICT: ({ sku }) => [{ input: { lines: [{ sku, quantity: 2 }], idempotencyKey: KEY } }],
  },
  cancelOrder: {
    NOT_FOUND: ({ shipped, frozen }) => [{ id: shipped }, frozen],
    INVALID_STATE: ({ shipped }) => [{ id: shipped }],
  },
  shipOrder: {
    NOT_FOUND: () => [{ id: UNKNOWN_ID }],
    INVALID_STATE: ({ shipped }) => [{ id: shipped }],
  },
  deliverOrder: {
    NOT_FOUND: () => [{ id: UNKNOWN_ID }],
    INVALID_STATE: ({ delivered }) => [{ id: delivered }],
  },
  sendNotification: {
    NOT_FOUND: () => [{ input: { userId: UNKNOWN_ID, message: 'Hello' } }],
    IDEMPOTENCY_CONFLICT: ({ member }) => [
      { input: { userId: member.id, message: 'Goodbye', idempotencyKey: member.id } },
    ],
  },
  resendNotification: {
    NOT_FOUND: () => [{ id: UNKNOWN_ID }],
    INVALID_STATE: ({ mailId }) => [{ id: mailId }],
  },
  markNotificationRead: { NOT_FOUND: ({ mailId, frozen }) => [{ id: mailId }, frozen] },
};
