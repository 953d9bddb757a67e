import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';
import { runCommands } from './commands.ts';
import { createPageReader } from './operations.ts';
import { readPage } from './page.ts';
import type { Block } from './page.ts';
import { applyHunks, parsePatch } from './patch.ts';
import { makeScratch } from './scratch.ts';
import type { Scratch } from './scratch.ts';

/** Pages that show how to change the code. They are carried out in this order, all in one copy of it. */
const GUIDES = ['docs/guides/add-a-field.md', 'docs/guides/add-a-message.md', 'docs/guides/add-a-subgraph.md'];
const GUIDE_LIMIT_MS = 240_000;

let scratch: Scratch;
const touched = new Set<string>();
beforeAll(() => {
  scratch = makeScratch();
});
afterAll(() => scratch.remove());

/** Whether a compiler reported errors, and only in files below these folders. */
function leftElsewhere(said: string, folders: readonly string[]): boolean {
  const named = Array.from(said.matchAll(/^([\w./-]+\.ts)\(\d+,\d+\): error/gm), ([, file = '']) => file);
  return named.length > 0 && named.every((file) => folders.some((folder) => file.startsWith(folder)));
}

async function carryOut(block: Block): Promise<readonly string[]> {
  if (block.language === 'diff') {
    for (const { file } of parsePatch(block.text)) touched.add(file);
    scratch.patch(block.text);
    return [];
  }
  if (block.file !== undefined) {
    touched.add(block.file);
    mkdirSync(dirname(join(scratch.path, block.file)), { recursive: true });
    writeFileSync(join(scratch.path, block.file), `${block.text}\n`);
    return [];
  }
  if (block.language !== 'sh') return [];
  const { said, faults } = await runCommands(block, { folder: scratch.path, environment: {} });
  const folders = block.marks.get('leaves')?.split(' ');
  return folders !== undefined && faults.length > 0 && leftElsewhere(said, folders) ? [] : faults;
}

const inScratch = (...words: readonly string[]): string => {
  const [command = '', ...rest] = words;
  return execFileSync(join(scratch.path, 'node_modules/.bin', command), rest, {
    cwd: scratch.path,
    encoding: 'utf8',
  });
};

describe('a change that a guide shows', () => {
  const changed = (shown: string, source: string | undefined): string => {
    const [change] = parsePatch(shown);
    if (change === undefined) throw new Error('No file is changed');
    return applyHunks(change, source);
  };

  test('is made in each hunk, whatever the indentation and the padding of a table', () => {
    const shown = '+++ a.ts\n one\n+two\n@@\n-five\n+six\n\n seven';
    expect(changed(shown, 'one\nthree\nfive\n\nseven\n')).toBe('one\ntwo\nthree\nsix\n\nseven\n');
    expect(changed('+++ a.ts\n+one', undefined)).toBe('one\n');
    expect(changed('+++ a.md\n | a | b |\n+| c | d |', '| a   | b |\n')).toBe('| a   | b |\n| c | d |\n');
  });

  test('is refused where its old lines are missing or occur twice, or the file exists already', () => {
    expect(() => changed('+++ a.ts\n one\n+two', 'another\n')).toThrow('a.ts has 0 times');
    expect(() => changed('+++ a.ts\n one\n+two', 'one\nand\none\n')).toThrow('a.ts has 2 times');
    expect(() => changed('+++ a.ts\n+one', 'one\n')).toThrow('a.ts exists already');
    expect(() => parsePatch(' one')).toThrow('begins with "+++ <file>"');
  });
});

describe('what the guides say, done in a copy of the repository,', () => {
  test.for(GUIDES)('%s can be followed step by step', { timeout: GUIDE_LIMIT_MS }, async (path) => {
    const { blocks } = readPage(path);
    expect(blocks.length).toBeGreaterThan(5);
    for (const block of blocks) expect(await carryOut(block), block.place).toEqual([]);
  });

  test('results in code that is formatted and passes the linter', () => {
    const files = [...touched].filter((file) => /\.(ts|graphql)$/.test(file));
    expect(files.length).toBeGreaterThan(20);
    expect(inScratch('oxfmt', '--check', ...files)).toContain('All matched files use the correct format');
    const sources = files.filter((file) => file.endsWith('.ts') && !file.startsWith('tests/'));
    expect(inScratch('oxlint', '--type-aware', '--deny-warnings', ...sources)).toContain('0 errors');
  });

  describe('and started,', () => {
    let system: TestSystem;
    beforeAll(async () => {
      system = await startSystem({}, scratch.path);
    });
    afterAll(() => system.remove());

    test.for(GUIDES)('answers as %s says', async (path) => {
      const operations = readPage(path).blocks.filter(
        ({ language, file }) => language === 'graphql' && file === undefined,
      );
      expect(operations.length).toBeGreaterThan(0);
      const schema = buildSchema(readFileSync(join(scratch.path, 'client/generated/schema.graphql'), 'utf8'));
      const reader = createPageReader({ url: system.url, admin: system.admin, schema, suffix: '' });
      for (const block of operations) expect(await reader.run(block), block.place).toEqual([]);
    });
  });
});
