import { serverAudits } from 'graphql-http';
import { afterAll, describe, expect, test } from 'vitest';
import { startWorld } from './world.ts';

const world = await startWorld();
afterAll(() => world.stop());

// The audit of the GraphQL over HTTP specification, https://github.com/graphql/graphql-http/tree/main/implementations.
const audits = serverAudits({ url: () => `${world.url}/graphql` });

describe('GraphQL over HTTP', () => {
  test('is audited in all its points', () => {
    expect(audits).toHaveLength(61);
  });

  test.for(audits.map((audit) => [audit.name, audit.id, audit] as const))('%s (%s)', async ([, , audit]) => {
    const result = await audit.fn();
    expect(result.status === 'ok' ? result.status : { status: result.status, reason: result.reason }).toBe('ok');
  });
});
