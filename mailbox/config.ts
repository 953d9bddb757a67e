import { z } from 'zod';
import { anyPortSetting, countSetting, logSettings, portSetting } from '#platform/config.ts';

/** The mailbox's settings. */
export const mailboxSettings = z.object({
  ...logSettings,
  HOST: z.string().default('127.0.0.1'),
  MAILBOX_PORT: portSetting.default(4006),
  MAILBOX_SMTP_PORT: anyPortSetting.default(4007),
  DATA_DIR: z.string().default('.data'),
  // The oldest are deleted. Enough for a day of development, and for every test.
  MAILBOX_MESSAGES_MAX: countSetting.default(1_000),
});
