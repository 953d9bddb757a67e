import { expect, test } from 'vitest';
import { readConfig } from '#platform/config.ts';
import { settings } from './main.ts';

const NEEDED = {
  NOTIFICATIONS_DATABASE_URL: 'postgres://localhost/notifications',
  QUEUE_URL: 'redis://localhost',
  ROUTER_SECRET: 'x'.repeat(32),
  KEY_ENCRYPTION_KEY: Buffer.alloc(32, 7).toString('base64url'),
  SMTP_URL: 'smtp://localhost',
};

test.each([
  ['Shop <c@x.com>', 'Shop'],
  ['"Care Team, Billing" <c@x.com>', 'Care Team, Billing'],
  [String.raw`"The \"Shop\"" <c@x.com>`, 'The "Shop"'],
  ['<c@x.com>', ''],
  ['c@x.com', ''],
])('the sender of mail is read as in a header: %s', (MAIL_FROM, name) => {
  expect(readConfig(settings, { ...NEEDED, MAIL_FROM }).MAIL_FROM).toEqual({ name, address: 'c@x.com' });
});

test.each(['"Care Team <c@x.com>', '"Shop\nBcc: all@x.com" <c@x.com>', 'Shop', 'Shop <c@x.com'])(
  'a sender that is none is refused: %s',
  (MAIL_FROM) => {
    expect(() => readConfig(settings, { ...NEEDED, MAIL_FROM })).toThrow('MAIL_FROM: must be an e-mail address');
  },
);
