import { join } from 'node:path';
import { readConfig } from '#platform/config.ts';
import { createLifecycle, runMain } from '#platform/lifecycle.ts';
import { createLog } from '#platform/log.ts';
import { mailboxSettings } from './config.ts';
import { startSmtp } from './smtp.ts';
import { openMailStore } from './store.ts';
import { startWeb } from './web.ts';

runMain(async () => {
  const config = readConfig(mailboxSettings);
  const log = createLog('mailbox', config);
  const lifecycle = createLifecycle(log);
  const store = openMailStore(join(config.DATA_DIR, 'mailbox'), config.MAILBOX_MESSAGES_MAX);
  const smtp = await startSmtp({ port: config.MAILBOX_SMTP_PORT, store, log });
  lifecycle.onStop('smtp', smtp.stop);
  const web = await startWeb({ host: config.HOST, port: config.MAILBOX_PORT, store, log });
  lifecycle.onStop('web', web.stop);
  log.info({ smtpPort: smtp.port, webPort: web.port }, 'listening');
});
