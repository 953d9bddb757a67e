import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import {
  CancelOrderDocument,
  DeactivateUserDocument,
  DeliverOrderDocument,
  PlaceOrderDocument,
  ShipOrderDocument,
} from '../../client/generated/graphql.ts';
import { customersWith, newCustomer, stockArticle } from '../kit/shop.ts';
import { METRICS_TOKEN, receiver, system } from './one-system.ts';

test('an order is one trace, from the request through every service to its mails', async () => {
  const admin = await system.visitor().login(system.admin);
  const article = await stockArticle(admin, '10.00', 5);
  const [customer] = await customersWith(system, 1, '100.00');
  if (customer === undefined) throw new Error('There is no customer');
  const traceId = '0123456789abcdef0123456789abcdef';
  const { text } = await customer.send(
    `mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }`,
    { input: { lines: [{ sku: article.sku, quantity: 1 }] } },
    { traceparent: `00-${traceId}-0123456789abcdef-01` },
  );
  expect(text).toContain('"id"');
  const ofOrder = () => receiver.spans.filter((span) => span.traceId === traceId);
  const named = () => new Set(ofOrder().map(({ service, name }) => `${service}: ${name}`));
  const expected = [
    'router: POST',
    'router: ask orders',
    'orders: POST',
    'products: process ReserveStock',
    'orders: process StockReserved',
    'accounts: process AuthorizePayment',
    'orders: process PaymentAuthorized',
    'accounts: process CapturePayment',
    'products: process CommitReservations',
    'orders: process PaymentCaptured',
    'orders: process ReservationsCommitted',
    'notifications: process NotifyOrderPlaced',
    'notifications: process NotifyOrderConfirmed',
    'notifications: mail ORDER_PLACED',
    'notifications: mail ORDER_CONFIRMED',
  ];
  await expect.poll(() => expected.filter((name) => !named().has(name)), { timeout: 20_000 }).toEqual([]);

  // Each span but the caller's own is the child of another one of the trace, which another process may send later.
  const orphans = () => {
    const ids = new Set([...ofOrder().map(({ spanId }) => spanId), '0123456789abcdef']);
    return ofOrder().filter(({ parentSpanId = '' }) => !ids.has(parentSpanId));
  };
  await expect.poll(orphans).toEqual([]);

  // What handles several messages at once links to each of them, and has the statements below it.
  const batch = receiver.spans.find(
    ({ service, name, links }) =>
      service === 'products' && name === 'handle batch' && links.some((link) => link.traceId === traceId),
  );
  expect(
    receiver.spans.some(({ name, parentSpanId }) => name.startsWith('pg.query') && parentSpanId === batch?.spanId),
  ).toBe(true);
  expect(
    receiver.spans.some(
      ({ name, links }) => name === 'send to products' && links.some((link) => link.traceId === traceId),
    ),
  ).toBe(true);
});

/** What every process of the system exports. */
async function metrics(): Promise<string> {
  const ports = [0, 1, 2, 3, 4, 5].map((offset) => system.port + offset);
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const texts = ports.map(async (port) => (await fetch(`http://127.0.0.1:${port}/metrics`, { headers })).text());
  return (await Promise.all(texts)).join('\n');
}

test('alerts and dashboard ask for metrics that are exported', async () => {
  const exportedNames = new Set((await metrics()).matchAll(/^# TYPE (\S+)/gm).map(([, name]) => name));
  for (const file of ['alerts.yaml', 'grafana/dashboard.json']) {
    const text = await readFile(new URL(`../../deploy/observability/${file}`, import.meta.url), 'utf8');
    const asked = [...text.matchAll(/\b(?:ordergraph|nodejs|process)_\w+/g)].map(([name]) =>
      name.replace(/_(?:bucket|count)$/, ''),
    );
    expect(asked.length, file).toBeGreaterThan(10);
    expect(
      asked.filter((name) => !exportedNames.has(name)),
      file,
    ).toEqual([]);
  }
});

test('series are there before anything happens, and gauges say what waits', async () => {
  const text = await metrics();
  expect(text).toContain('ordergraph_dead_letters_total{name="ReserveStock"} 0');
  expect(text).toContain('ordergraph_messages_taken_total{name="StockReserved",outcome="failed"} 0');
  expect(text).toContain('ordergraph_orders_under_way{status="PENDING"} 0');
  expect(text.match(/^ordergraph_relay_leads 1$/gm)).toHaveLength(5);
  expect(text.match(/^ordergraph_ready\{part="queue"\} 1$/gm)).toHaveLength(5);
  expect(text.match(/^ordergraph_queue_jobs\{state="waiting"\} 0$/gm)).toHaveLength(5);
});

const LINE = z.looseObject({
  name: z.string(),
  msg: z.string(),
  orderId: z.string().nullish(),
  userId: z.string().nullish(),
  requestId: z.string().optional(),
  trace_id: z.string().optional(),
});

/** Every log line of the processes, as text and read. */
async function logLines() {
  const names = ['router', 'users', 'accounts', 'products', 'orders', 'notifications'];
  const texts = names.map((name) => readFile(join(system.dataFolder, 'logs', `${name}.log`), 'utf8'));
  const text = (await Promise.all(texts)).join('');
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  return { text, lines: lines.map((line) => LINE.parse(JSON.parse(line))) };
}

test('log lines follow an order by its ids through the processes, and hold nothing personal', async () => {
  const admin = await system.visitor().login(system.admin);
  const article = await stockArticle(admin, '10.00', 5);
  const customer = await newCustomer(system);
  await customer.deposit('100.00');
  const [requestId, traceId] = [randomUUID(), randomUUID().replaceAll('-', '')];
  const { data } = await customer.send(
    PlaceOrderDocument,
    { input: { lines: [{ sku: article.sku, quantity: 1 }] } },
    { 'x-request-id': requestId, traceparent: `00-${traceId}-0123456789abcdef-01` },
  );
  const orderId = data?.placeOrder?.order?.id ?? '';
  await customer.settled(orderId);
  await admin.ask(ShipOrderDocument, { id: orderId });
  await admin.ask(DeliverOrderDocument, { id: orderId });
  const other = await customer.placeOrder([{ sku: article.sku, quantity: 1 }]);
  await customer.settled(other);
  await customer.ask(CancelOrderDocument, { id: other });
  await customer.settled(other);
  await expect(system.visitor().login({ ...customer, password: 'a wrong passphrase' })).rejects.toThrow('sign in');
  await admin.ask(DeactivateUserDocument, { userId: customer.id });

  const about = async (id: string) => (await logLines()).lines.filter((line) => line.orderId === id);
  const namesOf = async (id: string) => (await about(id)).map(({ name, msg }) => `${name}: ${msg}`);
  await expect
    .poll(() => namesOf(orderId), { timeout: 20_000 })
    .toEqual([
      'accounts: payment authorized',
      'accounts: payment captured',
      'products: stock reserved',
      'products: stock committed',
      'orders: order placed',
      'orders: order awaiting payment',
      'orders: order confirmed',
      'orders: order shipped',
      'orders: order delivered',
      ...Array.from({ length: 4 }, () => 'notifications: notification sent'),
    ]);
  expect(await namesOf(other)).toContain('orders: order cancelled');
  // Two mails and two events are of the administrator's requests.
  const causes = await about(orderId);
  expect(causes.filter((line) => line.userId === customer.id && line.requestId === requestId)).toHaveLength(9);
  expect(causes.filter((line) => line.trace_id === traceId)).toHaveLength(9);
  expect(causes.filter((line) => line.requestId === undefined)).toEqual([]);
  const { text, lines } = await logLines();
  expect(lines.find((line) => line.msg === 'request' && line.requestId === requestId)).toMatchObject({
    operation: 'PlaceOrder',
    userId: customer.id,
    status: 200,
    outcome: 'answered',
    trace_id: traceId,
  });
  const ofCustomer = lines.filter(({ userId, msg }) => userId === customer.id && msg !== 'request');
  expect(ofCustomer.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['user registered', 'money deposited', 'user deactivated']),
  );

  const { email, username, firstName, lastName, phone, password, accessToken, refreshToken } = customer;
  const personal = { email, username, firstName, lastName, phone, password, accessToken, refreshToken };
  for (const [what, value] of Object.entries({
    ...personal,
    adminsEmail: system.admin.email,
    token: admin.accessToken,
  }))
    expect(text.includes(value ?? ''), what).toBe(false);
  expect(lines.filter((line) => line.requestId && JSON.stringify(line).includes('127.0.0.1'))).toEqual([]);
});
