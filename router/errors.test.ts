import { describe, expect, test } from 'vitest';
import { isForClients, maskError } from './errors.ts';

describe('masking', () => {
  test('does not tell how a service was asked', () => {
    const formatted = {
      message: 'Cannot query field "x" on type "_Entity".',
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED', serviceName: 'orders' },
    };
    expect(maskError(formatted).message).toBe('Internal server error');
    expect(isForClients({ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })).toBe(true);
  });
});
