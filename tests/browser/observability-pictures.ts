// Pictures of one order's trace and of the dashboard. Both are drawn here, without Jaeger and Grafana: the trace from the spans that the
// processes export, the dashboard from its own queries, which Prometheus answers.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { environment } from '#platform/config.ts';
import { freePortRange } from '../../launcher/free-ports.ts';
import { startOtlpReceiver, type ReceivedSpan } from '../kit/otlp.ts';
import { customersWith, stockArticle } from '../kit/shop.ts';
import { startSystem, type TestSystem } from '../kit/system.ts';

const BOARD = fileURLToPath(new URL('../../launcher/board.ts', import.meta.url));
const METRICS_TOKEN = 'a token for the metrics of pictures';
const PROCESSES = ['router', 'users', 'accounts', 'products', 'orders', 'notifications'];
const COLOURS = ['#0f5e74', '#b4532a', '#5a7d2a', '#7a3f8f', '#a8842c', '#2f6fb7', '#b03a5b', '#4d5866'];
const LOAD_MS = 120_000;

const colour = (place: number): string => COLOURS[place % COLOURS.length] ?? '';
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** Spans as a tree, parents before children, in order of their start. */
function inTreeOrder(spans: readonly ReceivedSpan[]): { span: ReceivedSpan; depth: number }[] {
  const byStart = spans.toSorted((a, b) => Number(BigInt(a.startTimeUnixNano) - BigInt(b.startTimeUnixNano)));
  const ids = new Set(byStart.map(({ spanId }) => spanId));
  const below = (parent: string | undefined, depth: number): { span: ReceivedSpan; depth: number }[] =>
    byStart
      .filter(({ parentSpanId = '' }) => (parent === undefined ? !ids.has(parentSpanId) : parentSpanId === parent))
      .flatMap((span) => [{ span, depth }, ...below(span.spanId, depth + 1)]);
  return below(undefined, 0);
}

function traceSvg(spans: readonly ReceivedSpan[]): string {
  const [ROW, NAMES, BARS] = [19, 520, 760];
  const first = Math.min(...spans.map(({ startTimeUnixNano }) => Number(startTimeUnixNano)));
  const last = Math.max(...spans.map(({ endTimeUnixNano }) => Number(endTimeUnixNano)));
  const rows = inTreeOrder(spans).map(({ span, depth }, place) => {
    const [start, end] = [Number(span.startTimeUnixNano), Number(span.endTimeUnixNano)];
    const x = NAMES + ((start - first) / (last - first)) * BARS;
    const width = Math.max(2, ((end - start) / (last - first)) * BARS);
    const fill = colour(PROCESSES.indexOf(span.service));
    const y = 40 + place * ROW;
    return `<text x="${8 + depth * 12}" y="${y + 13}" fill="${fill}">${escape(`${span.service}: ${span.name}`.slice(0, 70))}</text>
      <rect x="${x}" y="${y + 3}" width="${width}" height="${ROW - 6}" fill="${fill}"/>
      <text x="${Math.min(x + width + 4, NAMES + BARS)}" y="${y + 13}" fill="#555">${((end - start) / 1e6).toFixed(1)} ms</text>`;
  });
  const title = `One order, from the request to both mails: ${spans.length} spans, ${((last - first) / 1e6).toFixed(0)} ms`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${NAMES + BARS + 80}" height="${50 + rows.length * ROW}" font-family="sans-serif" font-size="11">
    <text x="8" y="22" font-size="15" font-weight="bold">${title}</text>${rows.join('')}</svg>`;
}

const dashboardSchema = z.object({
  panels: z.array(
    z.object({
      title: z.string(),
      gridPos: z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() }),
      targets: z.array(z.object({ expr: z.string() })),
    }),
  ),
});
const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({ metric: z.record(z.string(), z.string()), values: z.array(z.tuple([z.number(), z.string()])) }),
    ),
  }),
});

function panelSvg(title: string, series: { name: string; values: [number, number][] }[], from: number, to: number) {
  const [WIDTH, HEIGHT, LEGEND] = [440, 130, 6];
  const highest = Math.max(...series.flatMap(({ values }) => values.map(([, value]) => value)), 0);
  const lines = series.map(({ values }, place) => {
    const points = values.map(
      ([time, value]) => `${((time - from) / (to - from)) * WIDTH},${HEIGHT - (value / (highest || 1)) * HEIGHT}`,
    );
    return `<polyline fill="none" stroke="${colour(place)}" stroke-width="1.5" points="${points.join(' ')}"/>`;
  });
  const names = series
    .slice(0, LEGEND)
    .map(({ name }, place) => `<span style="color: ${colour(place)}">${escape(name)}</span>`);
  return `<section><b>${escape(title)}</b> <small>highest ${highest.toPrecision(3)}</small>
    <svg viewBox="-4 -4 ${WIDTH + 8} ${HEIGHT + 8}">${lines.join('')}</svg>
    <small>${names.join(' · ')}${series.length > LEGEND ? ` · ${series.length - LEGEND} more` : ''}</small></section>`;
}

/** The dashboard's panels with what Prometheus has gathered between two times (s since 1970). */
async function dashboardHtml(prometheus: string, from: number, to: number): Promise<string> {
  const file = new URL('../../deploy/observability/grafana/dashboard.json', import.meta.url);
  const { panels } = dashboardSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const drawn = panels.map(async ({ title, targets }) => {
    const series = targets.map(async ({ expr }) => {
      const query = new URLSearchParams({ query: expr, start: String(from), end: String(to), step: '2' });
      const { data } = answerSchema.parse(
        await (await fetch(`${prometheus}/api/v1/query_range?${query.toString()}`)).json(),
      );
      return data.result.map(({ metric, values }) => ({
        name: Object.values(metric).join(' ') || title,
        values: values
          .map(([time, value]): [number, number] => [time, Number(value)])
          .filter(([, value]) => Number.isFinite(value)),
      }));
    });
    return panelSvg(title, (await Promise.all(series)).flat(), from, to);
  });
  const style = `body { display: grid; grid-template-columns: repeat(3, 460px); gap: 10px; margin: 10px; background: #eee; font: 12px sans-serif }
    section { background: white; padding: 8px } svg { background: #fafafa; width: 100% }`;
  return `<style>${style}</style>${(await Promise.all(drawn)).join('')}`;
}

async function save(browser: Browser, html: string, width: number, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width, height: 400 } });
  await page.setContent(`<body style="margin: 0">${html}</body>`);
  await page.screenshot({ path, fullPage: true });
  await page.close();
}

/** The queues in Bull Board, as an administrator sees them. */
async function pictureBoard(browser: Browser, { dataFolder, admin }: TestSystem, path: string): Promise<void> {
  const port = await freePortRange(1);
  const env = { ...environment(), DATA_DIR: dataFolder, BOARD_PORT: String(port) };
  const board = spawn(process.execPath, [BOARD], { cwd: dataFolder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(board, 'exit');
  try {
    await once(board.stdout, 'data');
    const page = await browser.newPage({ viewport: { width: 1280, height: 620 } });
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.locator('[name=login]').fill(admin.email);
    await page.locator('[name=password]').fill(admin.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('notifications').first().waitFor();
    await page.waitForTimeout(2_000);
    await page.screenshot({ path });
    await page.close();
  } finally {
    board.kill();
    await gone;
  }
}

/** Runs orders for two minutes, and takes `board.png`, `dashboard.png` and `trace.png`. Needs `prometheus` on the path. */
export async function pictureObservability(browser: Browser, images: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ordergraph-prometheus-'));
  const receiver = await startOtlpReceiver();
  const system = await startSystem({ ...receiver.settings, METRICS_TOKEN });
  const port = await freePortRange(1);
  const targets = PROCESSES.map(
    (service, place) => `{ targets: ['127.0.0.1:${system.port + place}'], labels: { service: ${service} } }`,
  );
  await writeFile(
    join(folder, 'prometheus.yaml'),
    `global: { scrape_interval: 2s }
scrape_configs: [{ job_name: ordergraph, authorization: { credentials: '${METRICS_TOKEN}' }, static_configs: [${targets.join(', ')}] }]`,
  );
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yaml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ],
    { stdio: 'ignore' },
  );
  try {
    const article = await stockArticle(await system.visitor().login(system.admin), '10.00', 1_000_000);
    const customers = await customersWith(system, 6, '5000.00');
    const from = Date.now();
    const work = Promise.all(
      customers.map(async (customer, place) => {
        while (Date.now() < from + LOAD_MS) {
          // More than there is to pay with: some orders are rejected.
          await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity: place === 0 ? 900 : 1 }]));
          await sleep(150);
        }
      }),
    );
    await pictureBoard(browser, system, join(images, 'board.png'));
    await work;
    const html = await dashboardHtml(
      `http://127.0.0.1:${port}`,
      Math.round(from / 1_000),
      Math.round(Date.now() / 1_000),
    );
    await save(browser, html, 1420, join(images, 'dashboard.png'));

    const [customer] = customers;
    const traceId = '0123456789abcdef0123456789abcdef';
    await customer?.send(
      'mutation Place($input: PlaceOrderInput!) { placeOrder(input: $input) { order { id } } }',
      { input: { lines: [{ sku: article.sku, quantity: 1 }] } },
      { traceparent: `00-${traceId}-0123456789abcdef-01` },
    );
    await sleep(3_000);
    const spans = receiver.spans.filter((span) => span.traceId === traceId);
    await save(browser, traceSvg(spans), 1380, join(images, 'trace.png'));
  } finally {
    const gone = once(prometheus, 'exit');
    prometheus.kill();
    await gone;
    await system.remove();
    await receiver.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
