import { z } from 'zod';
import {
  countSetting,
  httpUrlSetting,
  keySetting,
  portSetting,
  postgresUrlSetting,
  readConfig,
  serviceSettings,
} from '#platform/config.ts';
import { runMain } from '#platform/lifecycle.ts';
import { openService, startService } from '#platform/start-service.ts';
import { createContext } from './context.ts';
import { openEmail } from './email.ts';
import { owners, resolvers } from './resolvers.ts';
import { deleteOldNotifications } from './rows.ts';
import { startSender } from './sender.ts';
import { subscriptions } from './workers.ts';

/** `Name <address>`, the name in quotes where it has a comma (RFC 5322), or an address alone; no line break, since it becomes a header. */
const SENDER =
  /^(?:(?:"(?<quoted>(?:[^"\\\r\n]|\\[^\r\n])*)"\s*|(?<name>[^<>"\r\n]*))<(?<bracketed>[^<>@\s]+@[^<>@\s]+)>|(?<bare>[^<>@\s]+@[^<>@\s]+))$/;

const senderSetting = z.string().transform((text, context) => {
  const { quoted, name = '', bracketed, bare } = SENDER.exec(text.trim())?.groups ?? {};
  const address = bracketed ?? bare;
  if (address !== undefined) return { name: quoted?.replaceAll(/\\(.)/g, '$1') ?? name.trim(), address };
  context.issues.push({ code: 'custom', message: 'must be an e-mail address, or "Name <address>"', input: text });
  return z.NEVER;
});

/** The settings of the notifications service. */
export const settings = z.object({
  ...serviceSettings,
  NOTIFICATIONS_PORT: portSetting.default(4005),
  NOTIFICATIONS_DATABASE_URL: postgresUrlSetting,
  /** Opens the one-time tokens that travel sealed. */
  KEY_ENCRYPTION_KEY: keySetting,
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }),
  MAIL_FROM: senderSetting.prefault('Ordergraph <no-reply@ordergraph.localhost>'),
  PUBLIC_URL: httpUrlSetting.default('http://127.0.0.1:4000'),
  /** How often a mail server may defer a mail before it counts as failed. */
  MAIL_DEFERRALS_MAX: countSetting.default(10),
  /** The wait after the first deferral; it doubles each time, to a quarter of an hour: about 40 minutes in all. */
  MAIL_RETRY_MS: countSetting.default(5_000),
  /** How long notifications are kept and shown. Longer than messages about them can arrive: above 14. */
  NOTIFICATION_DAYS: z.coerce.number().int().min(15).max(36_500).default(730),
});

const HOUSEKEEPING_MS = 3_600_000;

async function main(): Promise<void> {
  const config = readConfig(settings);
  const { NOTIFICATIONS_PORT: port, NOTIFICATIONS_DATABASE_URL: databaseUrl, MAIL_FROM: from } = config;
  const service = openService('notifications', config, { port, databaseUrl });
  const { database, log, lifecycle } = service;
  const deps = { database, now: () => new Date() };
  await startService({
    ...service,
    schemaFile: new URL('schema.graphql', import.meta.url),
    resolvers,
    owners,
    contextOf: (request) => createContext(deps, request),
    subscriptions,
  });

  const channel = openEmail({ url: config.SMTP_URL, from, publicUrl: config.PUBLIC_URL });
  lifecycle.onStop(channel.name, () => channel.close());
  const sender = startSender({
    ...deps,
    channel,
    patience: { deferralsMax: config.MAIL_DEFERRALS_MAX, retryMs: config.MAIL_RETRY_MS },
    keyEncryptionKey: config.KEY_ENCRYPTION_KEY,
    log,
  });
  lifecycle.onStop('sender', () => sender.stop());
  service.repeat({
    name: 'housekeeping',
    intervalMs: HOUSEKEEPING_MS,
    work: () => deleteOldNotifications(database, config.NOTIFICATION_DAYS),
  });
}

if (import.meta.main) runMain(main);
