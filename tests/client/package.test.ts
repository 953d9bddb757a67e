import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'oxc-parser';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { COMPILER, installClient, type PackedClient } from './packed.ts';

let project: string;
let client: PackedClient;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'ordergraph-client-'));
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  client = installClient(project);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

const textOf = (file: string): string => readFileSync(join(client.folder, file), 'utf8');

describe('what is published', () => {
  test('is the built client, its schema, its licence and its README, and nothing else', () => {
    const others = client.files.filter((file) => !/^dist\/(cjs\/)?(generated\/)?[a-z-]+\.(js|d\.ts)$/.test(file));
    expect(others).toEqual(['LICENSE', 'README.md', 'dist/cjs/package.json', 'dist/schema.graphql', 'package.json']);
    expect(client.files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/generated/graphql.js']),
    );
    expect(textOf('LICENSE')).toBe(readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'));
  });

  test('imports nothing but its own files', () => {
    const code = client.files.filter((file) => /\.(js|d\.ts)$/.test(file) && !file.includes('/cjs/'));
    const imports = code.flatMap((file) => {
      const { module, errors } = parseSync(file, textOf(file));
      expect(errors).toEqual([]);
      const exported = module.staticExports.flatMap(({ entries }) =>
        entries.map(({ moduleRequest }) => moduleRequest?.value),
      );
      return [...module.staticImports.map(({ moduleRequest }) => moduleRequest.value), ...exported];
    });
    const named = [...new Set(imports.filter((specifier) => specifier !== undefined))];
    expect(named).toContain('./create-client.js');
    expect(named.filter((specifier) => !/^\.\.?\/[a-z/-]+\.js$/.test(specifier))).toEqual([]);
    expect(textOf('package.json')).not.toMatch(/ependencies"/);
  });

  test('is no larger than its README says', async () => {
    const { output } = await build({
      input: join(client.folder, 'dist/index.js'),
      write: false,
      output: { format: 'esm', minify: true },
    });
    const [, kilobytes] = /Under (\d+) kB minified and gzipped/.exec(textOf('README.md')) ?? [];
    expect(gzipSync(output[0].code, { level: 9 }).length / 1000).toBeLessThan(Number(kilobytes));
  });
});

const GOOD = `
  import { createClient, each, unwrap, type Order, type OrdergraphClient } from '@ordergraph/client';
  const client: OrdergraphClient = createClient({ url: 'http://127.0.0.1:1/graphql', retry: { attemptsMax: 1 } });
  export async function main(): Promise<Order | null> {
    const placed = await client.placeOrder({ lines: [{ sku: 'MUG', quantity: 1 }] });
    if (!placed.ok) throw new Error(placed.userErrors.map(({ message }) => message).join());
    for await (const { status } of client.watchOrder(placed.order.id)) if (status === 'CONFIRMED') break;
    for await (const { name } of each(client.products, { inStock: true })) name.toUpperCase();
    unwrap(await client.deposit({ amount: { amount: '1', currency: 'USD' } })).operation.balanceAfter.amount.trim();
    return client.order({ id: placed.order.id });
  }
  export async function withdraw(): Promise<string> {
    const result = await client.withdraw({ amount: { amount: '1', currency: 'USD' } });
    if (result.ok) return 'done';
    switch (result.userErrors[0].code) {
      case 'INSUFFICIENT_FUNDS': return 'too little';
      case 'ACCOUNT_FROZEN': return 'frozen';
      case 'NOT_FOUND': return 'no account';
      case 'IDEMPOTENCY_CONFLICT': return 'another key';
    }
  }
`;

const MISTAKES = [
  `client.placeOrder({ lines: [{ sku: 'MUG', quantity: '1' }] });`,
  `(await client.placeOrder({ lines: [] })).order; // Without a look at ok.`,
  `(await client.waitForOrder('x')).status === 'DONE';`,
  `client.order({ name: 'x' });`,
  `client.me().catch((error) => error instanceof OrdergraphError && error.code === 'RATE_LIMITTED');`,
  `const result = await client.login(input); result.ok || result.userErrors[0].code === 'WEAK_PASSWORD';`,
];

describe('an installed client', () => {
  const compile = (file: string, source: string, ...options: string[]): string => {
    writeFileSync(join(project, file), source);
    const strict = ['--strict', '--noEmit', '--types', '', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
    const { stdout } = spawnSync(process.execPath, [COMPILER, ...strict, ...options, file], {
      cwd: project,
      encoding: 'utf8',
    });
    return stdout;
  };

  test.each([
    ['an ES module under node16', 'main.mts', ['--module', 'node16']],
    ['CommonJS under node16', 'main.cts', ['--module', 'node16']],
    ['CommonJS under nodenext', 'main.cts', ['--module', 'nodenext']],
    ['a bundler', 'main.ts', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])('has types for %s, every one of which is checked', (_, file, options) => {
    expect(compile(file, GOOD, ...options)).toBe('');
  });

  test('has types where node10 resolution looks for them, beside CommonJS', () => {
    const { main, types } = z.object({ main: z.string(), types: z.string() }).parse(JSON.parse(textOf('package.json')));
    expect(types).toBe(main.replace(/\.js$/, '.d.ts'));
    expect(textOf(types)).toContain('createClient');
  });

  test('makes the compiler refuse each mistake', () => {
    const given = `import { OrdergraphError, type LoginInput } from '@ordergraph/client'; declare const input: LoginInput;`;
    const before = `${GOOD}\n${given}\n`;
    const found = compile('bad.mts', before + MISTAKES.join('\n'), '--module', 'nodenext');
    const lines = [...found.matchAll(/^bad\.mts\((\d+),/gm)].map(([, line]) => Number(line));
    expect(lines, found).toEqual(MISTAKES.map((_, at) => before.split('\n').length + at));
  });

  test('shows what methods do, and the graph’s own descriptions of results', () => {
    expect(textOf('dist/orders.d.ts')).toContain('/** Places an order. It is PENDING at once;');
    expect(textOf('dist/generated/graphql.d.ts')).toMatch(/\/\*\* How far it has come\. \*\/\s+status: OrderStatus/);
  });

  test.each([
    ['ES modules', 'module', `import { createClient } from '@ordergraph/client';`],
    ['CommonJS', 'commonjs', `const { createClient } = require('@ordergraph/client');`],
  ])('runs as %s', (_, type, load) => {
    const script = `${load} console.log(typeof createClient({ url: 'http://127.0.0.1:1' }).placeOrder);`;
    const { stdout, stderr } = spawnSync(process.execPath, [`--input-type=${type}`, '--eval', script], {
      cwd: project,
      encoding: 'utf8',
    });
    expect([stdout.trim(), stderr]).toEqual(['function', '']);
  });
});
