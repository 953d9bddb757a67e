import { z } from 'zod';
import {
  countSetting,
  httpUrlSetting,
  keySetting,
  portSetting,
  postgresUrlSetting,
  serviceSettings,
} from '#platform/config.ts';

/** `Name <address>` or an address alone; no line break, since it becomes a header. */
const SENDER = /^(?:(?<name>[^<>"\r\n]*)<(?<bracketed>[^<>@\s]+@[^<>@\s]+)>|(?<bare>[^<>@\s]+@[^<>@\s]+))$/;

/** Who the mails are from, taken apart. */
const senderSetting = z.string().transform((text, context) => {
  const { name = '', bracketed, bare } = SENDER.exec(text.trim())?.groups ?? {};
  const address = bracketed ?? bare;
  if (address !== undefined) return { name: name.trim(), address };
  context.issues.push({ code: 'custom', message: 'must be an e-mail address, or "Name <address>"', input: text });
  return z.NEVER;
});

/** What the notifications service needs to know. */
export const settings = z.object({
  ...serviceSettings,
  NOTIFICATIONS_PORT: portSetting.default(4005),
  NOTIFICATIONS_DATABASE_URL: postgresUrlSetting,
  /** Opens the one-time tokens that travel sealed. */
  KEY_ENCRYPTION_KEY: keySetting,
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }),
  MAIL_FROM: senderSetting.prefault('Ordergraph <no-reply@ordergraph.localhost>'),
  PUBLIC_URL: httpUrlSetting.default('http://127.0.0.1:4000'),
  /** How often a mail server may say "later" before a mail counts as failed. */
  MAIL_DEFERRALS_MAX: countSetting.default(10),
  /** The wait after the first "later"; it doubles each time, to a quarter of an hour: about 40 minutes in all. */
  MAIL_RETRY_MS: countSetting.default(5_000),
});
