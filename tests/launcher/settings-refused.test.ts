import { expect, test } from 'vitest';
import { runProcess } from '../kit/service-process.ts';

const WRONG = { QUEUE_URL: 'ftp://x', ROUTER_SECRET: 'short', USERS_URL: 'nowhere' };

test.each<[script: string, settings: Record<string, string>]>([
  ['users', { KEY_ENCRYPTION_KEY: 'short', ADMIN_EMAIL: 'boss' }],
  ['accounts', { PAYMENT_LIMIT: 'much', DEFAULT_CURRENCY: 'ABC' }],
  ['products', {}],
  ['orders', { ORDER_DEADLINE_SECONDS: 'soon' }],
  ['notifications', { SMTP_URL: 'http://127.0.0.1', MAIL_FROM: 'Shop\nBcc: all@example.com' }],
])('%s does not start with wrong settings, and names each of them', async (service, settings) => {
  const { code, stderr } = await runProcess(`subgraphs/${service}/main.ts`, { ...WRONG, ...settings });
  expect(code).toBe(1);
  const wrong = [`${service.toUpperCase()}_DATABASE_URL`, 'QUEUE_URL', 'ROUTER_SECRET', ...Object.keys(settings)];
  for (const name of wrong) expect(stderr).toContain(`${name}: `);
});
