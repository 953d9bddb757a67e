import { describe, expect, test } from 'vitest';
import { createBoundedCache } from './bounded-cache.ts';

describe('a bounded cache', () => {
  test('forgets what was not used for longest', () => {
    const cache = createBoundedCache<number>(2);
    cache.set('a', 1);
    cache.set('b', 2);
    expect(cache.get('a')).toBe(1);
    cache.set('c', 3);
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
  });

  test('counts sizes, also of what is replaced', () => {
    const cache = createBoundedCache<string>(10, (_, value) => value.length);
    cache.set('a', 'xxxxxx');
    cache.set('a', 'xx');
    cache.set('b', 'xxxxxxxx');
    expect([cache.get('a'), cache.get('b')]).toEqual(['xx', 'xxxxxxxx']);
    cache.set('c', 'x');
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 'xxxxxxxx', 'x']);
  });

  test('keeps nothing that is larger than all may be together, not even what it had before', () => {
    const cache = createBoundedCache<string>(3, (_, value) => value.length);
    cache.set('a', 'x');
    cache.set('a', 'xxxx');
    expect(cache.get('a')).toBeUndefined();
  });

  test('is empty once it is cleared', () => {
    const cache = createBoundedCache<number>(1);
    cache.set('a', 1);
    cache.clear();
    expect(cache.get('a')).toBeUndefined();
    cache.set('b', 2);
    expect(cache.get('b')).toBe(2);
  });
});
