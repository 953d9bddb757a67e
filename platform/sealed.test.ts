import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { SealBrokenError, seal, unseal } from './sealed.ts';

const key = randomBytes(32);

test('returns what was sealed, and the sealed text does not contain it', async () => {
  const sealed = await seal(key, 'свежий-token');
  expect(sealed).not.toContain('token');
  expect(Buffer.from(sealed, 'base64url').toString()).not.toContain('token');
  expect(await unseal(key, sealed)).toBe('свежий-token');
});

test('seals the same secret differently each time', async () => {
  expect(await seal(key, 'token')).not.toBe(await seal(key, 'token'));
});

test('refuses another key', async () => {
  const sealed = await seal(key, 'token');
  await expect(unseal(randomBytes(32), sealed)).rejects.toThrow(SealBrokenError);
});

test('refuses a text that was changed or never sealed', async () => {
  const [header, , iv, text, tag] = (await seal(key, 'token')).split('.');
  await expect(unseal(key, [header, '', iv, `${text}AA`, tag].join('.'))).rejects.toThrow(SealBrokenError);
  await expect(unseal(key, 'token')).rejects.toThrow(SealBrokenError);
});
