import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import * as accounts from '#accounts/messages.ts';
import * as notifications from '#notifications/messages.ts';
import { environment, SERVICES } from '#platform/config.ts';
import type { MessageType } from '#platform/message.ts';
import * as products from '#products/messages.ts';
import * as users from '#users/messages.ts';
import { composeGraph } from '../../tools/graph.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';
import { LOOKED_AT, missingScripts, runCommands } from './commands.ts';
import { createPageReader } from './operations.ts';
import { PROJECT, parsePage, readPage } from './page.ts';
import type { Block, Page } from './page.ts';
import { brokenLinks, faultOfExample, missingPaths, pathsLike } from './page-faults.ts';
import { parsePatch } from './patch.ts';
import { makeScratch } from './scratch.ts';
import type { Scratch } from './scratch.ts';

/** Runs first, with the names of its users as they are. */
const FIRST = 'README.md';
const PATHS = [FIRST, ...pathsLike('{ARCHITECTURE,CHANGELOG,CONTRIBUTING}.md', 'docs/**/*.md', 'deploy/*.md')];

/** Pages that another test carries out. */
const CARRIED_OUT_BY: ReadonlyMap<string, string> = new Map([
  ['docs/client.md', 'tests/end-to-end/client.ts'],
  ['docs/guides/add-a-field.md', 'tests/docs/guides.test.ts'],
  ['docs/guides/add-a-message.md', 'tests/docs/guides.test.ts'],
  ['docs/guides/add-a-subgraph.md', 'tests/docs/guides.test.ts'],
]);

/** Scripts that only `npm run check` and `npm ci` run. */
const PARTS_OF_CHECK = new Set([
  'typecheck',
  'lint',
  'format:check',
  'unused',
  'architecture',
  'check:supergraph',
  'check:migrations',
  'postinstall',
]);
const versions = z.record(z.string(), z.string());
const packageSchema = z.object({
  scripts: versions,
  dependencies: versions,
  devDependencies: versions,
  optionalDependencies: versions,
});
/** The messages that each service declares. */
const DECLARED_BY: Readonly<Record<string, Readonly<Record<string, Pick<MessageType, 'name' | 'destinations'>>>>> = {
  users,
  accounts,
  products,
  notifications,
};
const METRICS_TOKEN = 'a token for the metrics of this test';
const PAGE_LIMIT_MS = 240_000;

const pages = PATHS.map(readPage);
const { api } = composeGraph();
const schema = buildSchema(api);

/** Returns whether this machine has the shell and curl that commands need; without them they are skipped, and with CI=true it throws. */
function shellOrSkip(): boolean {
  const missing = ['bash', 'curl'].filter((program) => spawnSync(program, ['--version']).status !== 0);
  if (missing.length === 0) return true;
  if (environment()['CI'] === 'true') throw new Error(`documentation: this machine has no ${missing.join(' and no ')}`);
  process.stderr.write(`documentation: commands are left out, since this machine has no ${missing.join(' and no ')}\n`);
  return false;
}

const hasShell = shellOrSkip();

describe('every page', () => {
  test('was looked at', () => {
    expect(PATHS).toEqual(
      expect.arrayContaining(['CONTRIBUTING.md', 'docs/guides/run-it.md', 'docs/decisions/README.md']),
    );
    expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(100);
    expect(pages.flatMap(({ blocks }) => blocks).length).toBeGreaterThan(50);
  });

  test('has links that lead somewhere, headings included', () => {
    expect(pages.flatMap(brokenLinks)).toEqual([]);
  });

  test('names files and folders that are there', () => {
    const made = new Set(
      pages.flatMap(({ blocks }) =>
        blocks.flatMap(
          ({ file, language, text }) =>
            file ?? (language === 'diff' ? parsePatch(text).map((change) => change.file) : []),
        ),
      ),
    );
    expect(pages.flatMap((page) => missingPaths(page, made))).toEqual([]);
  });

  test('names scripts that package.json has', () => {
    const commands = pages.flatMap(({ path, codes }) =>
      codes.filter((code) => /^npm (run|start|test)\b/.test(code)).map((code) => ({ path, code })),
    );
    expect(commands.length).toBeGreaterThan(10);
    const missing = commands.filter(({ code }) => !code.includes('…') && missingScripts(code).length > 0);
    expect(missing).toEqual([]);
  });

  test('CONTRIBUTING.md gives a reason for every package, and says what every script does', () => {
    const { codes } = readPage('CONTRIBUTING.md');
    const isNamed = (name: string): boolean =>
      codes.some((code) => code === name || (code.endsWith('*') && name.startsWith(code.slice(0, -1))));
    const { scripts, dependencies, devDependencies, optionalDependencies } = packageSchema.parse(
      JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')),
    );
    const packages = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(packages.filter((name) => !isNamed(name))).toEqual([]);
    const shown = new Set(codes.flatMap((code) => /^npm (?:run )?([\w:-]+)$/.exec(code)?.[1] ?? []));
    expect(Object.keys(scripts).filter((name) => !shown.has(name) && !PARTS_OF_CHECK.has(name))).toEqual([]);
  });

  test('ARCHITECTURE.md lists every message with its owner and consumers', () => {
    const declared = Object.entries(DECLARED_BY).flatMap(([owner, messages]) =>
      Object.values(messages).map(
        ({ name, destinations }) => `| \`${name}\` | ${owner} | ${destinations.join(', ')} |`,
      ),
    );
    const rows = readFileSync(join(PROJECT, 'ARCHITECTURE.md'), 'utf8').match(/^\| `[A-Z][A-Za-z]+` .*$/gm) ?? [];
    const listed = rows.map((row) => row.replaceAll(/ +/g, ' ').split('|').slice(0, 4).join('|').concat('|'));
    expect(listed.toSorted()).toEqual(declared.toSorted());
  });

  test('is carried out here or by a test that says so', () => {
    for (const [page, file] of CARRIED_OUT_BY) {
      const { codes } = readPage(page);
      expect(codes, page).toContain(file);
      expect(existsSync(join(PROJECT, file)), file).toBe(true);
    }
  });
});

describe('a fault in a page is seen', () => {
  const page = (source: string): Page => parsePage('docs/example.md', source);
  const only = (source: string): Block => {
    const [block] = page(source).blocks;
    if (block === undefined) throw new Error('There is no block');
    return block;
  };
  const block = (language: string, text: string): Block => only(`\`\`\`${language}\n${text}\n\`\`\`\n`);

  test('in a link, a path and a script', () => {
    expect(
      brokenLinks(page('[a](nothing.md) [b](client.md#nothing) [c](#nothing) [d](client.md) # h\n[e](#h)')),
    ).toHaveLength(4);
    expect(brokenLinks(page('# What runs\n[e](#what-runs)'))).toEqual([]);
    expect(missingPaths(page('`platform/nothing.ts` `platform/outbox.ts` `subgraphs/<service>/main.ts`'))).toHaveLength(
      1,
    );
    expect(missingScripts('npm run nothing && npm run check && npm start')).toEqual(['nothing']);
  });

  test('in an example', () => {
    expect(faultOfExample(block('json', '{ "a": }'))).toContain('docs/example.md:1');
    expect(faultOfExample(block('ts', 'const a: = 1;'))).toContain('docs/example.md:1');
    expect(faultOfExample(block('ts', "import { a } from 'a';\nawait a();"))).toBeUndefined();
    expect(faultOfExample(block('ts', 'return await a();'))).toBeUndefined();
    expect(faultOfExample(block('brainfuck', '+'))).toContain('nothing checks');
  });

  test('in a command that is only looked at', async () => {
    const wrong = [
      'npm run bench:nothing',
      'docker compose exec nothing node launcher/run.js migrate',
      'docker compose --profile nothing up',
      'docker build --file deploy/Nothing --tag ordergraph .',
      'kubectl apply -f deploy/kubernetes/nothing.yaml',
      'kubectl exec deploy/nothing -- true',
    ];
    const { faults } = await runCommands(block('sh', wrong.join('\n')), { folder: PROJECT, environment: {} });
    expect(faults).toHaveLength(wrong.length);
    expect(LOOKED_AT.every(({ why }) => why.length > 10)).toBe(true);
  });

  test.runIf(hasShell)('in a command that is run', async () => {
    const options = { folder: PROJECT, environment: {} };
    expect((await runCommands(block('sh', 'false | cat'), options)).faults).toEqual([
      expect.stringContaining('false | cat failed'),
    ]);
    expect(await runCommands(block('sh', '# A remark.\necho one \\\n  two'), options)).toEqual({
      said: 'one two\n',
      faults: [],
    });
  });
});

describe('with a running system,', () => {
  let scratch: Scratch;
  let system: TestSystem;
  let isRunning = true;
  beforeAll(async () => {
    scratch = makeScratch();
    system = await startSystem(
      { DATA_DIR: join(scratch.path, '.data'), METRICS_TOKEN, LOG_LEVEL: 'info' },
      scratch.path,
    );
  });
  afterAll(async () => {
    await system?.remove();
    scratch?.remove();
  });

  const run = async (command: boolean): Promise<void> => {
    if (command === isRunning) return;
    await (command ? system.start() : system.interrupt());
    isRunning = command;
  };
  /** Replaces the default ports by those of this system. */
  const rewrite = (line: string): string =>
    line.replaceAll(
      /\b(127\.0\.0\.1|localhost):40(\d\d)\b/g,
      (_match, host: string, place: string) => `${host}:${system.port + Number(place)}`,
    );
  const readerOf = (path: string) => {
    const suffix = path === FIRST ? '' : path.replaceAll(/\W/g, '');
    return createPageReader({ url: system.url, admin: system.admin, schema, suffix });
  };

  /** Returns the faults of a page, read from top to bottom. */
  async function faultsOf({ path, blocks }: Page): Promise<string[]> {
    const reader = readerOf(path);
    const faults: string[] = [];
    let said = '';
    for (const block of blocks) {
      if (block.marks.has('output')) {
        const absent = block.text.split('\n').filter((line) => line !== '' && !said.includes(line));
        faults.push(...absent.map((line) => `${block.place}: "${line}" was not said, but: ${said}`));
      } else if (block.language === 'sh') {
        await run(block.marks.get('when') !== 'stopped');
        const options = { folder: scratch.path, environment: { PORT: String(system.port) }, rewrite };
        const outcome = hasShell ? await runCommands(block, options) : { said: '', faults: [] };
        said = outcome.said;
        faults.push(...outcome.faults);
      } else if (block.language === 'graphql') {
        await run(true);
        faults.push(...(await reader.run(block)));
      } else {
        const fault = faultOfExample(block);
        if (fault !== undefined) faults.push(fault);
      }
    }
    await run(true);
    return faults;
  }

  test.for(pages.flatMap(({ path, blocks }) => (blocks.length > 0 && !CARRIED_OUT_BY.has(path) ? [path] : [])))(
    '%s is right, block by block',
    { timeout: PAGE_LIMIT_MS },
    async (path) => {
      expect(await faultsOf(readPage(path))).toEqual([]);
    },
  );

  test('a wrong operation in a page is seen, and so is one that fails', async () => {
    const wrong = [
      '```graphql\n{ nothing }\n```',
      '```graphql\n{ users(first: 1) { nodes { id } } }\n```',
      '```graphql\n{ product(sku: "NOTHING") { id } }\n```',
      '<!-- expects: NOT_FOUND -->\n\n```graphql\n{ products(first: 1) { nodes { id } } }\n```',
      '```sh\necho this\n```\n\n<!-- output: -->\n\n```text\nthat\n```',
    ];
    const faults = await Promise.all(wrong.map((source) => faultsOf(parsePage('docs/example.md', source))));
    expect(faults.map((each) => each.length)).toEqual([1, 1, 1, 1, hasShell ? 1 : 0]);
    const right = '<!-- as: admin -->\n\n```graphql\n{ users(first: 1) { nodes { id } } }\n```';
    expect(await faultsOf(parsePage('docs/example.md', right))).toEqual([]);
  });

  test('docs/guides/run-it.md tells of every metric that there is, and of no other', async () => {
    const texts = await Promise.all(
      ['router', ...SERVICES].map(async (_, place) => {
        const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
        return (await fetch(`http://127.0.0.1:${system.port + place}/metrics`, { headers })).text();
      }),
    );
    const there = texts.flatMap((text) =>
      Array.from(text.matchAll(/^# TYPE (ordergraph_\w+)/gm), ([, name = '']) => name),
    );
    const { codes } = readPage('docs/guides/run-it.md');
    const told = codes.flatMap((code) =>
      Array.from(code.matchAll(/ordergraph_\w+/g), ([name]) => name.replace(/_(bucket|count|sum)$/, '')),
    );
    expect([...new Set(told)].toSorted()).toEqual([...new Set(there)].toSorted());
    expect(there.length).toBeGreaterThan(5);
  });
});
