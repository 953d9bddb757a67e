import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { z } from 'zod';
import {
  ConfigurationError,
  environment,
  httpUrlSetting,
  keySetting,
  loadEnvironmentFile,
  portSetting,
  queueUrlSetting,
  readConfig,
} from './config.ts';

const schema = z.object({ PORT: portSetting.default(4000), QUEUE_URL: queueUrlSetting, KEY: keySetting });
const key = Buffer.alloc(32, 7).toString('base64url');

test('returns typed settings', () => {
  expect(readConfig(schema, { PORT: '5000', QUEUE_URL: 'redis://127.0.0.1', KEY: key })).toMatchObject({
    PORT: 5000,
    QUEUE_URL: 'redis://127.0.0.1',
  });
});

test('names every invalid setting at once, and shows no value', () => {
  const read = (): unknown => readConfig(schema, { PORT: '99999', KEY: 'my-secret' });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(/PORT: .*\n.*QUEUE_URL: is not set.*\n.*KEY: must be 32 bytes/);
  expect(read).not.toThrow(/my-secret/);
});

test('refuses ports that fetch refuses to call, also in addresses', async () => {
  const source = { PORT: '6000', USERS_URL: 'http://users:6000' };
  const read = (): unknown => readConfig(z.object({ PORT: portSetting, USERS_URL: httpUrlSetting }), source);
  expect(read).toThrow(/PORT: must be another port.*\n.*USERS_URL: must be another port/);
  const cause = await fetch('http://127.0.0.1:6000').catch((error: Error) => error.cause);
  expect(String(cause)).toContain('bad port'); // The control.
});

afterEach(() => vi.unstubAllEnvs());

test('reads a file of settings with a byte order mark, and prefers variables that are set', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ordergraph-config-'));
  const file = join(folder, '.env');
  vi.stubEnv('TEST_FIRST', undefined);
  vi.stubEnv('TEST_SECOND', 'set');
  await writeFile(file, '\uFEFFTEST_FIRST=one\r\nTEST_SECOND=two\r\n');
  loadEnvironmentFile(file);
  expect(environment()).toMatchObject({ TEST_FIRST: 'one', TEST_SECOND: 'set' });
  await writeFile(file, '\uFEFFTEST_FIRST=one\n', 'utf16le');
  expect(() => loadEnvironmentFile(file)).toThrow('save it as UTF-8');
  loadEnvironmentFile(join(folder, 'not there'));
  await rm(folder, { recursive: true });
});
