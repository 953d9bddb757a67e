import { describe, expect, test } from 'vitest';
import { isForClients, maskError } from './errors.ts';

const extensions = {
  code: 'FORBIDDEN',
  serviceName: 'orders',
  stacktrace: ['at x'],
  response: { url: 'http://10.0.0.7' },
};

describe('masking', () => {
  test('does not tell how a service was asked', () => {
    const formatted = {
      message: 'Cannot query field "x" on type "_Entity".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', serviceName: 'orders' },
    };
    expect(maskError(formatted).message).toBe('Internal server error');
    expect(isForClients({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })).toBe(true);
  });

  test("ends a path where the engine's own signs begin", () => {
    expect(maskError({ message: 'No.', path: ['orders', 'nodes', '@', 'payment'], extensions }).path).toEqual([
      'orders',
      'nodes',
    ]);
    expect(maskError({ message: 'No.', path: ['order', '_entities', 0], extensions }).path).toEqual(['order']);
  });
});
