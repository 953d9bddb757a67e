import { expect, test } from 'vitest';
import { isAlone } from '../../tools/isolated-tests.ts';
import { filesLike, textOf } from './source-files.ts';

// The runner looks at test files alone.
test('what tests share changes neither clock nor modules nor environment of its process', () => {
  const shared = filesLike('tests/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
  expect(shared.length).toBeGreaterThan(20);
  expect(shared.filter((file) => isAlone(textOf(file)))).toEqual([]);
});

test.each(['vi.useFakeTimers()', `vi.stubEnv('TZ', 'UTC')`, `vi.mock('./a.ts')`, `process.env['A'] = 'b'`])(
  'control: %s is found',
  (source) => expect(isAlone(source)).toBe(true),
);
