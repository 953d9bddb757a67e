import { expect, test } from 'vitest';
import { negotiate } from './negotiate.ts';
import type { AnswerType } from './negotiate.ts';

const OFFERS: AnswerType[] = ['application/graphql-response+json', 'application/json', 'text/html'];
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8';

test.for<[string | undefined, AnswerType | undefined]>([
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['text/*', 'text/html'],
  [BROWSER, 'text/html'],
  ['application/json', 'application/json'],
  ['APPLICATION/JSON', 'application/json'],
  ['application/graphql-response+json', 'application/graphql-response+json'],
  ['application/json, application/graphql-response+json', 'application/graphql-response+json'],
  ['application/graphql-response+json;q=0.5, application/json', 'application/json'],
  ['application/json;charset=utf-8, */*;q=0.1', 'application/json'],
  ['application/graphql-response+json, */*', 'application/graphql-response+json'],
  ['application/json;q=0', undefined],
  ['application/json;q=x', undefined],
  ['image/png, text/plain', undefined],
])('%s is answered with %s', ([accept, type]) => {
  expect(negotiate(accept, OFFERS)).toBe(type);
});

test('a browser gets JSON where there is no page', () => {
  expect(negotiate(BROWSER, ['application/graphql-response+json', 'application/json'])).toBe('application/json');
});
