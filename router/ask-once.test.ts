import { describe, expect, test } from 'vitest';
import { askOnce, spreadAnswer } from './ask-once.ts';

const product = (id: string) => ({ __typename: 'Product', id });

describe('asking once', () => {
  test('leaves a question alone that has no entity twice', () => {
    expect(askOnce([product('a'), product('b')])).toBeUndefined();
    expect(askOnce([])).toBeUndefined();
  });

  test('keeps the first of equal entities, in order', () => {
    expect(askOnce([product('b'), product('a'), product('b')])).toEqual({
      representations: [product('b'), product('a')],
      places: [0, 1, 0],
    });
  });

  test('tells entities of one id apart by their type and their required fields', () => {
    const { representations } =
      askOnce([{ __typename: 'User', id: 'a' }, product('a'), { ...product('a'), weight: 1 }, product('a')]) ?? {};
    expect(representations).toHaveLength(3);
  });
});

describe('spreading', () => {
  test('puts an entity in every place that asked for it, null for one that is not there', () => {
    const answer = spreadAnswer({ data: { _entities: [{ name: 'Lamp' }, null] } }, [0, 1, 0]);
    expect(answer).toEqual({ data: { _entities: [{ name: 'Lamp' }, null, { name: 'Lamp' }] } });
  });

  test('tells an error at every place of its entity, and one of no entity once', () => {
    const errors = [{ message: 'a', path: ['_entities', 1, 'name'] }, { message: 'b' }];
    expect(spreadAnswer({ data: null, errors }, [0, 1, 0, 1]).errors).toEqual([
      { message: 'a', path: ['_entities', 1, 'name'] },
      { message: 'a', path: ['_entities', 3, 'name'] },
      { message: 'b' },
    ]);
  });
});
