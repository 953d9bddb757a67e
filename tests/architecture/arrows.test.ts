import { describe, expect, test } from 'vitest';
import { arrowFaults, circleFaults, nameFaults, reachFaults } from './arrows.ts';
import { filesLike, readSource, sourceFiles } from './source-files.ts';

const files = sourceFiles();
const written = files.filter(({ path }) => !path.endsWith('.test.ts') && !path.startsWith('tests/'));

describe('the repository', () => {
  test('was looked at', () => {
    expect(files.length).toBeGreaterThan(50);
    for (const folder of ['platform', 'router', 'launcher', 'tools', 'subgraphs/orders', 'tests/architecture']) {
      expect(
        files.filter(({ path }) => path.startsWith(`${folder}/`)),
        folder,
      ).not.toEqual([]);
    }
    expect(files.flatMap(({ imports }) => imports).length).toBeGreaterThan(files.length);
  });

  test('has only arrows that point down', () => {
    expect(files.flatMap(arrowFaults)).toEqual([]);
  });

  test('has domains that reach nothing outside', () => {
    expect(reachFaults(files)).toEqual([]);
  });

  test('has a router without circles, neither of its folders nor of its files', () => {
    const ofRouter = written.filter(({ path }) => path.startsWith('router/'));
    expect(ofRouter.length).toBeGreaterThan(20);
    // A file at the root of the router is a part of its own.
    expect(circleFaults(ofRouter, (path) => path.split('/').slice(0, 2).join('/'))).toEqual([]);
    expect(circleFaults(ofRouter, (path) => path)).toEqual([]);
  });

  test('knows BullMQ in the files of the two engines, and beside it in the floor that the benchmark compares with', () => {
    const importers = written.filter(({ imports }) => imports.some(({ target }) => target === 'bullmq'));
    const engines = ['platform/queue-jobs.ts', 'platform/queue-postgres.ts', 'platform/queue-redis.ts'];
    expect(importers.map(({ path }) => path)).toEqual(['bench/floor-queue.ts', ...engines]);
  });

  test('serves HTTP by one module, whose limits and time-outs hold for every server', () => {
    const importers = written.filter(({ imports }) =>
      imports.some(({ target, typeOnly }) => !typeOnly && /^node:https?$/.test(target)),
    );
    const ofTheSystem = importers.filter(({ path }) => !/^(bench|tools)\//.test(path));
    expect(ofTheSystem.map(({ path }) => path)).toEqual(['platform/http-server.ts']);
  });

  test('loads the gateway in the thread that plans alone, since it takes much of the memory of a router', () => {
    const ofRouter = written.filter(({ path }) => path.startsWith('router/'));
    const importersOf = (wanted: (target: string) => boolean): string[] =>
      ofRouter
        .filter(({ imports }) => imports.some(({ target, typeOnly }) => !typeOnly && wanted(target)))
        .map(({ path }) => path);
    expect(importersOf((target) => target.startsWith('@apollo/'))).toEqual(['router/engine/planner.ts']);
    expect(importersOf((target) => target === 'router/engine/planner.ts')).toEqual(['router/http/planning-thread.ts']);
    expect(importersOf((target) => target === 'router/http/planning-thread.ts')).toEqual([]);
  });

  test('has names that say what they name', () => {
    const paths = filesLike('**/*');
    expect(paths).toContain('tsconfig.json');
    expect(nameFaults(paths)).toEqual([]);
  });

  test('says of everything that is exported what it promises', () => {
    expect(written.flatMap(({ path, undocumented }) => undocumented.map((name) => `${path}: ${name}`))).toEqual([]);
  });
});

/** Violations, so that a rule which no longer sees anything is noticed: where, what, and what is said of it. */
const VIOLATIONS: readonly [path: string, source: string, fault: string][] = [
  ['platform/a.ts', `import { x } from '#users/messages.ts';`, 'may not import subgraphs/users/messages.ts'],
  ['platform/a.ts', `export { x } from '../router/config.ts';`, 'may not import router/config.ts'],
  ['router/a.ts', `import type { X } from '../subgraphs/users/config.ts';`, 'may not import subgraphs/users/config.ts'],
  ['router/a.ts', `const x = await import('#orders/messages.ts');`, 'may not import subgraphs/orders/messages.ts'],
  ['client/a.ts', `import { x } from '#platform/money.ts';`, 'may not import platform/money.ts'],
  ['client/a.ts', `import { parse } from 'graphql';`, 'may not import the package graphql'],
  ['demo/a.ts', `import { x } from '../launcher/system.ts';`, 'may not import launcher/system.ts'],
  ['subgraphs/users/a.ts', `import { x } from '../orders/domain/order.ts';`, 'may not import subgraphs/orders/domain'],
  ['subgraphs/users/a.ts', `import { x } from '../orders/messages.ts';`, 'imported as #<service>/messages.ts'],
  ['subgraphs/users/a.ts', `import { x } from '#prisma/orders';`, 'may not import prisma/orders'],
  ['subgraphs/users/a.ts', `import './main.ts';`, 'may not import subgraphs/users/main.ts'],
  ['subgraphs/users/domain/a.ts', `import { x } from '../use-cases/x.ts';`, 'may not import subgraphs/users/use-cases'],
  ['subgraphs/users/domain/a.ts', `import { x } from '#prisma/users';`, 'may not import prisma/users'],
  ['subgraphs/users/domain/a.ts', `import { v7 } from 'uuid';`, 'may not import the package uuid'],
  ['subgraphs/users/domain/a.ts', `export const at = () => new Date();`, 'may not read the clock'],
  ['subgraphs/users/domain/a.ts', `export const at = () => Date.now();`, 'may not use Date.now'],
  [
    'subgraphs/users/use-cases/a.ts',
    `import { x } from '../resolvers.ts';`,
    'may not import subgraphs/users/resolvers',
  ],
  ['subgraphs/users/use-cases/a.ts', `import { x } from '../workers.ts';`, 'may not import subgraphs/users/workers.ts'],
  ['subgraphs/users/resolvers.ts', `import { x } from '#prisma/users';`, 'may not import prisma/users'],
  ['subgraphs/users/resolvers.ts', `db.transaction(() => 1);`, 'may not open a transaction'],
  ['subgraphs/users/messages.ts', `import { x } from './domain/x.ts';`, 'may not import subgraphs/users/domain'],
  ['launcher/a.ts', `console.log(process.env.PORT);`, 'only platform/config.ts reads process.env'],
  ['launcher/a.ts', `console.log(process['env'].PORT);`, 'only platform/config.ts reads process.env'],
  ['platform/a.ts', `import { env } from 'node:process';`, 'process is a global'],
  ['elsewhere/a.ts', `export {};`, 'belongs to no part'],
];

describe('a violation is seen', () => {
  test.for(VIOLATIONS)('in %s: %s', ([path, source, fault]) => {
    expect(arrowFaults(readSource(path, source))).toEqual([expect.stringContaining(fault)]);
  });

  test('where a domain reaches the outside by a detour', () => {
    const detour = [
      readSource(
        'subgraphs/users/domain/a.ts',
        `import { x } from '#platform/x.ts'; import type { Y } from '#platform/y.ts';`,
      ),
      readSource('platform/x.ts', `import { readFile } from 'node:fs/promises';`),
      readSource('platform/y.ts', `import pg from 'pg';`),
    ];
    expect(reachFaults(detour)).toEqual([expect.stringContaining('platform/x.ts -> node:fs')]);
  });

  test('where folders import each other, be it only types', () => {
    const circle = [
      readSource('router/a/x.ts', `import { y } from '../b/y.ts';`),
      readSource('router/b/z.ts', `import type { X } from '../a/x.ts';`),
    ];
    expect(circleFaults(circle, (path) => path)).toEqual([]);
    const [fault] = circleFaults(circle, (path) => path.split('/')[1] ?? '');
    expect(fault).toBe('a -> b -> a');
  });

  test('in a name that says nothing, and in an export without a docstring', () => {
    expect(
      nameFaults(['platform/utils/a.ts', 'platform/helpers.test.ts', 'router/service.ts', 'router/services-up.ts']),
    ).toHaveLength(3);
    expect(readSource('a.ts', '/** Why. */\nexport const a = 1;\n\nexport const b = 2;').undocumented).toEqual([
      'export const b',
    ]);
  });

  test('only where there is one', () => {
    expect(arrowFaults(readSource('router/a.ts', `process.env['NAME'] = 'value';`))).toEqual([]);
    const fine = `import { x } from '#orders/messages.ts'; import type { Y } from './domain/y.ts'; import { z } from '#prisma/users';`;
    expect(arrowFaults(readSource('subgraphs/users/workers.ts', fine))).toEqual([]);
    expect(
      arrowFaults(readSource('subgraphs/users/domain/a.ts', 'export const at = (now: Date) => new Date(now);')),
    ).toEqual([]);
  });
});
