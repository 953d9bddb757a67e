import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'oxc-parser';
import { build } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    const others = client.files.filter((file) => !/^dist\/(generated\/)?[a-z-]+\.(js|d\.ts)$/.test(file));
    expect(others).toEqual(['LICENSE', 'README.md', 'dist/schema.graphql', 'package.json']);
    expect(client.files).toEqual(
      expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/generated/graphql.js']),
    );
    expect(textOf('LICENSE')).toBe(readFileSync(new URL('../../LICENSE', import.meta.url), 'utf8'));
  });

  test('imports nothing but its own files', () => {
    const code = client.files.filter((file) => /\.(js|d\.ts)$/.test(file));
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

  test('says in its README how large it is', async () => {
    const { output } = await build({
      input: join(client.folder, 'dist/index.js'),
      write: false,
      output: { format: 'esm', minify: true },
    });
    const [{ code }] = output;
    const kilobytes = (bytes: number): number => bytes / 1000;
    const [, compressed, minified] =
      /([\d.]+) kB minified and gzipped \((\d+) kB before/.exec(textOf('README.md')) ?? [];
    expect(Math.abs(kilobytes(gzipSync(code, { level: 9 }).length) - Number(compressed))).toBeLessThan(0.1);
    expect(Math.abs(kilobytes(Buffer.byteLength(code)) - Number(minified))).toBeLessThan(1);
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
`;

const BAD = [
  ['an input of a wrong shape', `client.placeOrder({ lines: [{ sku: 'MUG', quantity: '1' }] });`],
  ['a result that was not looked at', `(await client.placeOrder({ lines: [] })).order;`],
  ['a status that there is not', `(await client.waitForOrder('x')).status === 'DONE';`],
  ['an order by two names', `client.order({ name: 'x' });`],
] as const;

describe('somebody who installed it', () => {
  const compile = (source: string, ...options: string[]): string => {
    writeFileSync(join(project, 'main.ts'), source);
    const strict = ['--strict', '--noEmit', '--types', '', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable'];
    const { stdout } = spawnSync(process.execPath, [COMPILER, ...strict, ...options, 'main.ts'], {
      cwd: project,
      encoding: 'utf8',
    });
    return stdout;
  };

  test.each([
    ['Node', ['--module', 'nodenext']],
    ['a bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ])('for %s has its types, every one of which is checked', (_, options) => {
    expect(compile(GOOD, ...options)).toBe('');
  });

  test.each(BAD)('is told of %s', (_, statement) => {
    expect(compile(`${GOOD}\n${statement}`, '--module', 'nodenext')).toMatch(/^main\.ts\(\d+,\d+\): error TS/);
  });

  test('reads what its methods do in their types', () => {
    expect(textOf('dist/orders.d.ts')).toContain('/** Places an order. It is PENDING at once;');
  });

  test('can run it, and finds the schema of the graph in it', () => {
    const script = `
      import { createClient } from '@ordergraph/client';
      import { existsSync } from 'node:fs';
      import { fileURLToPath } from 'node:url';
      const schema = fileURLToPath(import.meta.resolve('@ordergraph/client/schema.graphql'));
      console.log(typeof createClient({ url: 'http://127.0.0.1:1' }).placeOrder, existsSync(schema));`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: project,
      encoding: 'utf8',
    });
    expect([stdout.trim(), stderr]).toEqual(['function true', '']);
  });
});
