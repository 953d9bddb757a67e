import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createClient, newIdempotencyKey, unwrap, type OrdergraphClient, type Tokens } from '../../client/index.ts';
import { piecesOf } from '../client/guide.ts';
import { COMPILER } from '../client/packed.ts';
import { chromiumOrSkip, openPage, startBrowser } from '../kit/browser.ts';
import { stockArticle } from '../kit/shop.ts';
import type { Visitor } from '../kit/visitor.ts';
import { MODULES, pages, project, system } from './one-system.ts';

const DEFAULT_URL = 'http://127.0.0.1:4000/graphql';

let admin: Visitor;
beforeAll(async () => {
  admin = await system.visitor().login(system.admin);
});

async function newCustomer(options: { tokens?: Tokens; onTokens?: (tokens: Tokens | undefined) => void } = {}) {
  // The bare address is the graph as well.
  const client = createClient({ url: new URL(system.url).origin, ...options });
  const name = `u${newIdempotencyKey()}`.slice(0, 20);
  const { user } = unwrap(
    await client.register({ email: `${name}@example.com`, username: name, password: 'nine-green-kettles' }),
  );
  return { client, user };
}

async function available(client: OrdergraphClient): Promise<string | undefined> {
  return (await client.account())?.available.amount;
}

describe('the client, with a system as it is started', () => {
  test('sees an order through, and reads account and messages', async () => {
    const article = await stockArticle(admin, '20.00', 10);
    const { client, user } = await newCustomer();
    expect(await client.me()).toEqual(user);
    unwrap(await client.deposit({ amount: { amount: '100', currency: 'USD' } }));
    const { order } = unwrap(await client.placeOrder({ lines: [{ sku: article.sku, quantity: 2 }] }));
    expect(order).toMatchObject({ status: 'PENDING', total: null });

    const statuses: string[] = [];
    const settled = await client.waitForOrder(order.id, { onStatus: (status) => void statuses.push(status) });
    expect(settled).toMatchObject({ id: order.id, status: 'CONFIRMED', total: { amount: '40.00' } });
    expect(statuses.at(-1)).toBe('CONFIRMED');

    const page = await client.order({ number: order.number });
    expect(page).toMatchObject({ id: order.id, payment: { status: 'CAPTURED' }, lines: [{ quantity: 2 }] });
    expect(await client.account()).toMatchObject({
      available: { amount: '60.00' },
      operations: { nodes: [{ type: 'PAYMENT', order: { id: order.id } }, { type: 'DEPOSIT' }] },
    });
    await expect
      .poll(async () => (await client.notifications()).nodes.map(({ type }) => type), { timeout: 20_000 })
      .toContain('ORDER_CONFIRMED');
  });

  test('tells of an order that is rejected, and of one that is taken back', async () => {
    const article = await stockArticle(admin, '20.00', 3);
    const { client } = await newCustomer();
    unwrap(await client.deposit({ amount: { amount: '100', currency: 'USD' } }));
    const place = async (quantity: number) =>
      unwrap(await client.placeOrder({ lines: [{ productId: article.id, quantity }] })).order.id;

    const rejected = await client.waitForOrder(await place(4));
    expect(rejected).toMatchObject({ status: 'REJECTED', failure: { code: 'OUT_OF_STOCK' } });
    const late = await client.cancelOrder(rejected.id);
    expect(late).toMatchObject({ ok: false, userErrors: [{ code: 'INVALID_STATE' }] });

    const id = await place(2);
    expect(await client.waitForOrder(id)).toMatchObject({ status: 'CONFIRMED' });
    expect(await available(client)).toBe('60.00');
    expect(unwrap(await client.cancelOrder(id)).order.status).toBe('CANCELLING');
    const seen: string[] = [];
    for await (const { status } of client.watchOrder(id)) seen.push(status);
    expect(seen.at(-1)).toBe('CANCELLED');
    expect(await available(client)).toBe('100.00');
  });
});

describe('a user of the client', () => {
  test('renews a token that the router refuses, once for ten calls; the refresh token then is used up', async () => {
    const told: (Tokens | undefined)[] = [];
    const { client } = await newCustomer({ onTokens: (tokens) => void told.push(tokens) });
    const refreshToken = client.tokens()?.refreshToken ?? '';
    await client.setTokens({ accessToken: 'not.a.token', refreshToken });
    const users = await Promise.all(Array.from({ length: 10 }, () => client.me()));
    expect(new Set(users.map((user) => user?.id)).size).toBe(1);
    expect(users[0]).not.toBeNull();
    expect(told).toHaveLength(3);

    const late = createClient({ url: system.url, tokens: { accessToken: 'not.a.token', refreshToken } });
    await expect(late.me()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
    expect(late.tokens()).toBeUndefined();
  });

  test('tells which field is wrong, and under which id the log has the request', async () => {
    const { client } = await newCustomer();
    const call = client.deposit(
      { amount: { amount: '-1', currency: 'USD' } },
      { headers: { 'x-request-id': 'mine-1' } },
    );
    await expect(call).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'input.amount.amount',
      requestId: 'mine-1',
    });
  });
});

const GUIDE = piecesOf(new URL('../../docs/client.md', import.meta.url));
const README = piecesOf(new URL('../../client/README.md', import.meta.url));

describe('what the documentation says', () => {
  const run = async (...args: string[]): Promise<string> => {
    const child = spawn(process.execPath, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(`${stdout}${child.exitCode === 0 ? '' : stderr}\nexit code ${child.exitCode}`).toContain('exit code 0');
    return stdout;
  };
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, file), content);
  };
  /** Runs a command as it stands on the page, on the system of this test. */
  const obey = (command: string): Promise<string> => {
    const [program, ...args] = command.split(' ');
    if (program === 'node') return run(...args, system.url);
    if (command === 'npx graphql-codegen') return run(join(MODULES, '@graphql-codegen/cli/esm/bin.js'));
    throw new Error(`${command} is not run by this test`);
  };

  test('docs/client.md: from an empty folder to typed calls', async () => {
    for (const { file, text: content } of GUIDE) if (file !== undefined) write(file, content);
    const commands = GUIDE.filter(({ language }) => language === 'sh').flatMap(({ text: lines }) =>
      lines.trim().split('\n'),
    );
    const outputs = new Map<string, string>();
    for (const command of commands.filter((each) => !each.startsWith('npm ') && each !== 'npx tsc'))
      outputs.set(command, await obey(command));
    expect([...outputs.keys()]).toEqual([
      'node src/order.ts',
      'npx graphql-codegen',
      'node src/shelf.ts',
      'node src/pay-in.ts',
    ]);
    expect(outputs.get('node src/order.ts')).toMatch(
      /^(PENDING\n)?(AWAITING_PAYMENT\n)?CONFIRMED\n\S+ is CONFIRMED: 25\.00 USD\n$/,
    );
    expect(outputs.get('node src/shelf.ts')).toContain('COFFEE-1KG Coffee beans, 1 kg 31.20 USD');
    expect(outputs.get('node src/pay-in.ts')).toBe('7.50\n');
  });

  test('client/README.md: the quick start', async () => {
    const [quickStart] = README;
    expect(quickStart?.text).toContain(DEFAULT_URL);
    write('src/quick-start.ts', quickStart?.text.replace(DEFAULT_URL, system.url) ?? '');
    expect(await run('src/quick-start.ts')).toMatch(/CONFIRMED 25\.00 undefined\n$/);
  });

  test('every piece of TypeScript compiles, by the tsconfig.json of docs/client.md', async () => {
    const given = `import { newIdempotencyKey, unwrap } from '@ordergraph/client';
      import type { MoneyInput, OrdergraphClient, OrderLineInput } from '@ordergraph/client';
      declare const client: OrdergraphClient, id: string, signal: AbortSignal, lines: OrderLineInput[], amount: MoneyInput;
      declare const show: (status: string) => void;
      void [newIdempotencyKey, unwrap];\n`;
    const loose = [...GUIDE, ...README].filter(
      ({ language, text: code }) => language === 'ts' && !code.includes('import '),
    );
    expect(loose.length).toBeGreaterThan(1);
    for (const [at, { text: code }] of loose.entries()) write(`src/piece-${at}.ts`, given + code);
    expect(await run(COMPILER, '--project', '.')).toBe('');
    write('src/wrong.ts', (GUIDE.find(({ file }) => file === 'src/shelf.ts')?.text ?? '').replace(`'coffee'`, '7'));
    await expect(run(COMPILER, '--project', '.')).rejects.toThrow(/wrong\.ts.*error TS2322/);
  });
});

/** What a page does with the client; it runs in the browser, where the import is one of the page's own. */
const STORY = `(async ([url, sku, name]) => {
  const { createClient, unwrap, OrdergraphError } = await import('/client/index.js');
  const client = createClient({ url, onTokens: (tokens) => sessionStorage.setItem('tokens', JSON.stringify(tokens ?? null)) });
  unwrap(await client.register({ email: name + '@example.com', username: name, password: 'nine-green-kettles' }));
  unwrap(await client.deposit({ amount: { amount: '100', currency: 'USD' } }));

  const kept = JSON.parse(sessionStorage.getItem('tokens'));
  const later = createClient({ url, tokens: { ...kept, accessToken: 'not.a.token' } });
  const users = await Promise.all(Array.from({ length: 10 }, () => later.me()));

  const { order } = unwrap(await later.placeOrder({ lines: [{ sku, quantity: 2 }] }));
  const settled = await later.waitForOrder(order.id);
  const refused = await later.order({ id: 'no-id' }).catch((error) => error);
  const aborted = await later.me({ signal: AbortSignal.abort(new Error('left')) }).catch((error) => error.message);
  const away = await createClient({ url: location.origin + '/client/nothing.js', retry: { attemptsMax: 1 } }).me().catch((error) => error.code);
  return {
    users: users.map((user) => user.username),
    status: settled.status,
    total: settled.total.amount,
    refused: [refused instanceof OrdergraphError, refused.code, refused.field, typeof refused.requestId],
    aborted,
    away,
  };
})`;

const isBrowserThere = chromiumOrSkip('The client in a browser');

test.runIf(isBrowserThere)('the client in a browser, from a page of another origin and without a bundler', async () => {
  const article = await stockArticle(admin, '20.00', 10);
  const browser = await startBrowser();
  try {
    const { page, foreignRequests } = await openPage(browser, [pages.host, new URL(system.url).host]);
    await page.goto(pages.origin);
    const name = `b${newIdempotencyKey()}`.slice(0, 20);
    expect(await page.evaluate(`${STORY}(${JSON.stringify([system.url, article.sku, name])})`)).toEqual({
      users: Array.from({ length: 10 }, () => name),
      status: 'CONFIRMED',
      total: '40.00',
      refused: [true, 'BAD_USER_INPUT', 'id', 'string'],
      aborted: 'left',
      away: 'BAD_RESPONSE',
    });
    expect(foreignRequests).toEqual([]);
  } finally {
    await browser.close();
  }
});
