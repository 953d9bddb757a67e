import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { boardSettings, launcherSettings } from '../../launcher/settings.ts';
import { mailboxSettings } from '../../mailbox/config.ts';
import { settings as routerSettings } from '../../router/config.ts';
import { settings as accountsSettings } from '../../subgraphs/accounts/main.ts';
import { settings as notificationsSettings } from '../../subgraphs/notifications/main.ts';
import { settings as ordersSettings } from '../../subgraphs/orders/main.ts';
import { settings as productsSettings } from '../../subgraphs/products/main.ts';
import { settings as usersSettings } from '../../subgraphs/users/main.ts';
import { filesLike, textOf } from './source-files.ts';

interface Settings {
  readonly shape: Readonly<Record<string, z.ZodType>>;
}

/** Each file that says what a process reads from its environment. */
const PROCESSES: ReadonlyMap<string, Settings> = new Map<string, Settings>([
  ['launcher/settings.ts', launcherSettings.extend(boardSettings.shape)],
  ['mailbox/config.ts', mailboxSettings],
  ['router/config.ts', routerSettings],
  ['subgraphs/accounts/main.ts', accountsSettings],
  ['subgraphs/notifications/main.ts', notificationsSettings],
  ['subgraphs/orders/main.ts', ordersSettings],
  ['subgraphs/products/main.ts', productsSettings],
  ['subgraphs/users/main.ts', usersSettings],
]);

/** What docker-compose.yml asks for and no process reads. */
const OF_COMPOSE_ALONE = ['POSTGRES_PASSWORD'];

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly comment: string;
}

/** The settings that a file such as `.env.example` lists, each with the line of comment before it. */
function entriesIn(text: string): Entry[] {
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = /^([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match === null) return [];
    const [, name = '', value = ''] = match;
    return [{ name, value, comment: /^# (.*)$/.exec(lines[index - 1] ?? '')?.[1] ?? '' }];
  });
}

/** The names that a text of docker-compose takes from outside. */
const namesInCompose = (text: string): string[] =>
  [...new Set(Array.from(text.matchAll(/\$\{([A-Z][A-Z0-9_]*)/g), ([, name = '']) => name))].toSorted();

const schemas = [...PROCESSES.values()];
const declared = new Set(schemas.flatMap(({ shape }) => Object.keys(shape)));

/** What a setting is where it is not set, in the words of a person; none where it follows from others or is nothing simple. */
function defaultsOf(name: string): string[] {
  if (/_(PORT|URL|HOST)$/.test(name)) return [];
  return schemas.flatMap(({ shape }) => {
    const field = shape[name];
    const data: unknown = field?.safeParse(undefined).data;
    return (typeof data === 'string' && data !== '') || typeof data === 'number' ? [String(data)] : [];
  });
}

const entries = entriesIn(textOf('.env.example'));

describe('.env.example', () => {
  test('was held against every file that declares settings', () => {
    const files = [...filesLike('{launcher,mailbox,router}/{config,settings}.ts'), ...filesLike('subgraphs/*/main.ts')];
    expect(files).toEqual([...PROCESSES.keys()]);
    expect(declared.size).toBeGreaterThan(50);
  });

  test('lists each setting that a process reads, once, and no other', () => {
    expect(entries.map(({ name }) => name).toSorted()).toEqual([...declared, ...OF_COMPOSE_ALONE].toSorted());
  });

  test('gives no value, and describes each by a sentence right before it', () => {
    expect(entries.filter(({ value }) => value !== '')).toEqual([]);
    expect(entries.filter(({ comment }) => !/^\S.*[.)]$/.test(comment)).map(({ name }) => name)).toEqual([]);
  });

  test('tells the default that is in force', () => {
    const told = entries.flatMap(({ name, comment }) => defaultsOf(name).map((value) => ({ name, value, comment })));
    expect(told.length).toBeGreaterThan(25);
    for (const { name, value, comment } of told) expect(comment, name).toContain(`Default ${value}`);
  });

  test('has every name that docker-compose.yml asks for', () => {
    const names = namesInCompose(textOf('docker-compose.yml'));
    expect(names).toEqual(expect.arrayContaining([...OF_COMPOSE_ALONE, 'PAYMENT_LIMIT']));
    expect(names.filter((name) => !entries.some((entry) => entry.name === name))).toEqual([]);
  });
});

test('what is read from a list of settings is what stands in it', () => {
  expect(entriesIn('# One.\nA=\nB_2=x\n# A=1\n\n# Said.\n# Last.\nC=')).toEqual([
    { name: 'A', value: '', comment: 'One.' },
    { name: 'B_2', value: 'x', comment: '' },
    { name: 'C', value: '', comment: 'Last.' },
  ]);
  expect(namesInCompose('a: ${B:-1} and ${A}${B}')).toEqual(['A', 'B']);
});
