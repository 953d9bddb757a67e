import { describe, expect, test } from 'vitest';
import type { Caller } from './token.ts';
import { rememberTokens } from './remember-tokens.ts';

const CALLER: Caller = { id: 'u', sessionId: 's', role: 'CUSTOMER', issuedAtS: 0 };
const tokenUntil = (exp: number, name = 'a'): string =>
  `${name}.${Buffer.from(JSON.stringify({ exp })).toString('base64url')}.signature`;

function remembering(): {
  verify: (token: string) => Promise<Caller>;
  verified: string[];
  at: (ms: number) => void;
  changeKeys: () => void;
} {
  const verified: string[] = [];
  let now = 0;
  let document = { keys: [] };
  const verify = rememberTokens(
    (token) => {
      verified.push(token);
      return token.startsWith('bad') ? Promise.reject(new Error('bad')) : Promise.resolve(CALLER);
    },
    { document: () => document },
    () => now,
  );
  return { verify, verified, at: (ms) => (now = ms), changeKeys: () => (document = { keys: [] }) };
}

describe('a token', () => {
  test('is verified once', async () => {
    const { verify, verified } = remembering();
    expect([await verify(tokenUntil(60)), await verify(tokenUntil(60))]).toEqual([CALLER, CALLER]);
    expect(verified).toHaveLength(1);
  });

  test('is verified again when it has ended', async () => {
    const { verify, verified, at } = remembering();
    await verify(tokenUntil(60));
    at(60_000);
    await verify(tokenUntil(60));
    expect(verified).toHaveLength(2);
  });

  test('is verified again when the keys were read again', async () => {
    const { verify, verified, changeKeys } = remembering();
    await verify(tokenUntil(60));
    changeKeys();
    await verify(tokenUntil(60));
    expect(verified).toHaveLength(2);
  });

  test('that is wrong is never remembered', async () => {
    const { verify, verified } = remembering();
    await expect(verify(tokenUntil(60, 'bad'))).rejects.toThrow('bad');
    await expect(verify(tokenUntil(60, 'bad'))).rejects.toThrow('bad');
    expect(verified).toHaveLength(2);
  });
});
