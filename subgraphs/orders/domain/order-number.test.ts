import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NUMBER_BYTES, orderNumberOf, readOrderNumber } from './order-number.ts';

describe('the number of an order', () => {
  test.for([
    [[0, 0, 0, 0, 0], '0000-0000'],
    [[255, 255, 255, 255, 255], 'ZZZZ-ZZZZ'],
    [[0, 0, 0, 0, 1], '0000-0001'],
    [[8, 66, 16, 132, 33], '1111-1111'],
  ] as const)('made of %j is %s', ([bytes, number]) => {
    expect(orderNumberOf(Uint8Array.from(bytes))).toBe(number);
  });

  test('is another for other bytes, and in an alphabet without similar characters', () => {
    const bytes = fc.uint8Array({ minLength: NUMBER_BYTES, maxLength: NUMBER_BYTES });
    fc.assert(
      fc.property(bytes, bytes, (some, others) => {
        expect(orderNumberOf(some)).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
        expect(orderNumberOf(some) === orderNumberOf(others)).toBe(Buffer.compare(some, others) === 0);
        expect(readOrderNumber(orderNumberOf(some))).toBe(orderNumberOf(some));
      }),
    );
  });

  test.for(['a7k3-9qxm', 'A7K39QXM', ' A7K3 9QXM ', 'a7k3 - 9qxm'])('is read from "%s"', (text) => {
    expect(readOrderNumber(text)).toBe('A7K3-9QXM');
  });

  test('takes letters that look like digits for those digits', () => {
    expect(readOrderNumber('oOiI-lL01')).toBe('0011-1101');
  });
});
