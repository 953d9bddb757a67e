import { expect, test } from 'vitest';
import { z } from 'zod';
import { ConfigurationError, keySetting, portSetting, queueUrlSetting, readConfig } from './config.ts';

const schema = z.object({ PORT: portSetting.default(4000), QUEUE_URL: queueUrlSetting, KEY: keySetting });
const key = Buffer.alloc(32, 7).toString('base64url');

test('gives typed settings', () => {
  expect(readConfig(schema, { PORT: '5000', QUEUE_URL: 'redis://127.0.0.1', KEY: key })).toMatchObject({
    PORT: 5000,
    QUEUE_URL: 'redis://127.0.0.1',
  });
});

test('tells every fault at once, by the setting, and shows no value', () => {
  const read = (): unknown => readConfig(schema, { PORT: '99999', KEY: 'my-secret' });
  expect(read).toThrow(ConfigurationError);
  expect(read).toThrow(/PORT: .*\n.*QUEUE_URL: is not set.*\n.*KEY: must be 32 bytes/);
  expect(read).not.toThrow(/my-secret/);
});
