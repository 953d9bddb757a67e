import { buildSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { composeGraph } from '../../tools/graph.ts';
import { breakingChanges } from '../../tools/released.ts';
import { filesLike, textOf } from './source-files.ts';

const released = textOf('router/released.graphql');
const { api } = composeGraph();
const decisions = filesLike('docs/decisions/[0-9]*.md').map(textOf);

describe('the graph', () => {
  test('was held against one that is as large as it', () => {
    expect(Object.keys(buildSchema(released).getTypeMap()).length).toBeGreaterThan(60);
    expect(decisions.length).toBeGreaterThan(5);
  });

  test('breaks no client of the last release, unless a decision record names how', () => {
    expect(breakingChanges(released, api, decisions)).toEqual([]);
  });
});

/** The graph without descriptions. */
const bare = api.replaceAll(/ *"""[\s\S]*?"""\n/g, '');

/** Changes that break a client: what to replace in the graph, and what is said of it. */
const BREAKING: readonly [from: string | RegExp, to: string, change: string][] = [
  [/ {2}total: Money\n/, '', 'Order.total was removed.'],
  [/ {2}number: String!\n/, '  number: Int!\n', 'Order.number changed type from String! to Int!.'],
  [/ {2}total: Money\n/, '  total: [Money!]\n', 'Order.total changed type from Money to [Money!].'],
  ['  REFUNDED\n', '', 'REFUNDED was removed from enum type PaymentStatus.'],
  [
    '  login: String!\n',
    '  login: String!\n  captcha: String!\n',
    'A required field captcha on input type LoginInput was added.',
  ],
];

/** Changes that break none. */
const HARMLESS: readonly [from: string | RegExp, to: string][] = [
  [/ {2}total: Money\n/, '  total: Money\n  weight: Int\n'],
  ['  REFUNDED\n', '  REFUNDED\n  DISPUTED\n'],
  ['  login: String!\n', '  login: String!\n  captcha: String\n'],
];

describe('a change', () => {
  test.for(BREAKING)('%s -> %s breaks clients: %s', ([from, to, change]) => {
    const changed = bare.replace(from, to);
    expect(changed).not.toBe(bare);
    expect(breakingChanges(released, changed, [])).toEqual([change]);
    expect(breakingChanges(released, changed, ['Another decision.', `We know: \`${change}\``])).toEqual([]);
  });

  test.for(HARMLESS)('%s -> %s breaks none', ([from, to]) => {
    const changed = bare.replace(from, to);
    expect(changed).not.toBe(bare);
    expect(breakingChanges(released, changed, [])).toEqual([]);
  });
});
