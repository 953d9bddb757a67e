import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startOtlpReceiver, type OtlpReceiver } from '../kit/otlp.ts';
import { customersWith, stockArticle } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';

let receiver: OtlpReceiver;
let system: TestSystem;

const METRICS_TOKEN = 'a token for the metrics of tests';

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  system = await startSystem({ ...receiver.settings, METRICS_TOKEN });
});
afterAll(async () => {
  await system?.remove();
  await receiver?.stop();
});

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

  // Each span but the caller's own is the child of another one of the trace.
  const ids = new Set([...ofOrder().map(({ spanId }) => spanId), '0123456789abcdef']);
  await expect.poll(() => ofOrder().filter(({ parentSpanId = '' }) => !ids.has(parentSpanId))).toEqual([]);

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
