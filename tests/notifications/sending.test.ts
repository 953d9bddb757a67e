import pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  NotifyOrderConfirmed,
  NotifyOrderShipped,
  NotifyEmailVerification,
  NotifyPasswordReset,
} from '#notifications/messages.ts';
import { seal } from '#platform/sealed.ts';
import type { Caller } from '#platform/token.ts';
import { UserRegistered } from '#users/messages.ts';
import { claimDue, renewClaims, storeOutcomes } from '../../subgraphs/notifications/rows.ts';
import { resendNotification, sendNotification } from '../../subgraphs/notifications/use-cases/send-notifications.ts';
import { envelopeOf } from '../kit/world.ts';
import { openReaders, orderOf, newReader } from './readers.ts';
import type { Readers } from './readers.ts';

let world: Readers;
beforeAll(async () => {
  world = await openReaders();
});
afterEach(() => world.reset());
afterAll(() => world.close());

const HOUR_MS = 3_600_000;
const SETTLED = { timeout: 10_000, interval: 20 };
const stateOf = async (userId: string): Promise<string[]> =>
  (await world.notifications({ userId })).map(({ type, status }) => `${type} ${status}`);

describe('a mail', () => {
  test('is sent once, as text and HTML, in the language of its reader', async () => {
    world.send();
    const ada = await world.register({ firstName: 'Ada' });
    const pavel = await world.register({ firstName: 'Павел', locale: 'RU' });
    await Promise.all([ada, pavel].map(({ userId }) => world.deliver(NotifyOrderConfirmed, orderOf(userId))));
    for (const { userId } of [ada, pavel]) {
      await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'ORDER_CONFIRMED SENT']);
    }

    expect(world.office.received).toHaveLength(4);
    const mailTo = (email: string, words: string) =>
      world.office.received.find(({ to, mail }) => to.includes(email) && mail.subject?.includes(words))?.mail;
    const english = mailTo(ada.email, 'confirmed');
    expect(english?.subject).toBe('Your order 7K3-QX is confirmed');
    expect(english?.text).toContain('Hello,');
    expect(english?.text).toContain('your payment of 401.00 USD');
    expect(english?.html).toContain('<html lang="en">');
    expect(english?.html).toContain('your payment of 401.00 USD');
    expect(english?.from).toMatchObject({ name: 'Ordergraph', address: 'shop@orders.example' });
    const russian = mailTo(pavel.email, 'подтверждён');
    expect(russian?.subject).toBe('Заказ 7K3-QX подтверждён');
    expect(russian?.text).toContain('Здравствуйте!');
    expect(russian?.text).toContain('Мы получили оплату (401,00 USD)');
    expect(russian?.html).toContain('<html lang="ru">');
  });

  test('arrives as it was written', async () => {
    const admin: Caller = { id: uuidv7(), role: 'ADMIN', sessionId: uuidv7(), issuedAtS: 0 };
    const { userId } = await world.register();
    const message = `.\n.. two dots\n=3D = \tкириллица 🎉 ${'long '.repeat(200)}${'x'.repeat(1_500)}\n--boundary\nFrom here\n\nend`;
    await sendNotification(world.deps, admin, { userId, subject: `Тема: «${'а'.repeat(120)}» 🎉`, message });
    world.send();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'CUSTOM SENT']);
    const received = world.office.received.find(({ mail }) => mail.subject?.startsWith('Тема'));
    expect(received?.mail.subject).toBe(`Тема: «${'а'.repeat(120)}» 🎉`);
    expect(received?.mail.text).toContain(`\n\n${message}\n\n`);
    expect(received?.mail.html).toContain(message.replaceAll('\n', '<br>').replace('<br><br>end', '</p>'));
    expect(Math.max(...(received?.raw ?? '').split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(78);
  });

  test('holds nothing that a registrant typed: the address may be another person’s', async () => {
    world.send();
    const { userId } = await world.register({ firstName: 'You won, see evil.example', username: 'evil.example' });
    await world.deliver(NotifyOrderConfirmed, orderOf(userId));
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'ORDER_CONFIRMED SENT']);
    for (const { mail } of world.office.received) expect(JSON.stringify(mail)).not.toContain('evil');
  });

  test('is sent when its transaction is committed, by a sender that would not look for it by itself', async () => {
    world.send({ pollMs: HOUR_MS });
    const { userId } = await world.register();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT']);
    await world.deliver(NotifyOrderConfirmed, orderOf(userId));
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'ORDER_CONFIRMED SENT']);
    const [welcome] = await world.notifications({ userId });
    await resendNotification(world.deps, welcome?.id ?? '');
    await expect.poll(() => world.office.received.length, SETTLED).toBe(3);
    const admin: Caller = { id: userId, role: 'ADMIN', sessionId: userId, issuedAtS: 0 };
    await sendNotification(world.deps, admin, { userId, message: 'We are closed on Monday.' });
    await expect.poll(() => world.office.received.length, SETTLED).toBe(4);
  });

  test('says that a machine wrote it, in which language, and which notification it is', async () => {
    world.send();
    const { userId } = await world.register({ locale: 'RU' });
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT']);
    const [notification] = await world.notifications({ userId });
    const [received] = world.office.received;
    const headers = Object.fromEntries(received?.mail.headers.map(({ key, value }) => [key, value]) ?? []);
    expect(headers).toMatchObject({ 'auto-submitted': 'auto-generated', 'content-language': 'ru' });
    expect(received?.mail.messageId).toBe(`<${notification?.id}@orders.example>`);
    expect(notification?.sentAt).toBeInstanceOf(Date);
  });

  test('is sent once where several senders run', async () => {
    const people = await Promise.all(Array.from({ length: 40 }, () => world.register()));
    world.send();
    world.send();
    world.send();
    const sent = () => world.prisma.notification.count({ where: { status: 'SENT' } });
    await expect.poll(sent, SETTLED).toBe(people.length);
    expect(world.office.received).toHaveLength(people.length);
    expect(new Set(world.office.received.map(({ to }) => to[0]))).toEqual(new Set(people.map(({ email }) => email)));
  });

  test('is sent again under another Message-ID when an administrator asks, to the present address', async () => {
    world.send();
    const { userId } = await world.register();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT']);
    const [notification] = await world.notifications({ userId });
    const id = notification?.id ?? '';
    await world.prisma.recipient.update({ where: { userId }, data: { email: 'new@example.com' } });
    expect(await resendNotification(world.deps, id)).toMatchObject({
      notification: { id, sentAt: null },
      userErrors: [],
    });
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT']);
    expect(world.office.received.map(({ to }) => to[0])).toEqual([expect.stringMatching(/^u/), 'new@example.com']);
    const ids = world.office.received.map(({ mail }) => mail.messageId);
    expect(ids).toEqual([`<${id}@orders.example>`, `<${id}.2@orders.example>`]);
  });
});

test('a claim is exclusive until its lease expires, and renewing extends it', async () => {
  const { userId } = await world.register();
  const claim = () => claimDue(world.deps.database, 5, []);
  expect(await claim()).toHaveLength(1);
  expect(await claim()).toEqual([]);
  const [claimed] = await world.notifications({ userId });
  const runOut = () => world.prisma.notification.updateMany({ data: { nextAttemptAt: new Date() } });
  await runOut();
  await renewClaims(world.deps.database, [claimed?.id ?? '']);
  expect(await claim()).toEqual([]);
  await runOut();
  expect(await claim()).toMatchObject([{ id: claimed?.id, attempts: 2 }]);
});

test('what came of a claim that was lost changes nothing, unless the mail was sent', async () => {
  const { userId } = await world.register();
  const claim = async () => {
    await world.prisma.notification.updateMany({ data: { nextAttemptAt: new Date() } });
    return claimDue(world.deps.database, 5, []);
  };
  const [lost] = await claim();
  const [held] = await claim();
  if (lost === undefined || held === undefined) throw new Error('Nothing was claimed');
  await storeOutcomes(world.deps.database, [{ claimed: lost, next: { status: 'FAILED', reason: 'lost' } }]);
  expect(await world.notifications({ userId })).toMatchObject([{ status: 'QUEUED', attempts: 2 }]);
  await storeOutcomes(world.deps.database, [{ claimed: lost, next: { status: 'SENT' } }]);
  await storeOutcomes(world.deps.database, [{ claimed: held, next: { status: 'FAILED', reason: 'held' } }]);
  expect(await world.notifications({ userId })).toMatchObject([{ status: 'SENT', failureReason: null }]);
});

describe('the sender', () => {
  test('keeps several connections busy, and claims and stores by set, without a pause', async () => {
    await world.take(Array.from({ length: 60 }, () => envelopeOf(UserRegistered, newReader())));
    world.statements.length = 0;
    const together = Promise.withResolvers<undefined>();
    world.office.onMail = () => {
      if (world.office.received.length === 5) together.resolve(undefined);
      return together.promise;
    };
    world.send({ pollMs: HOUR_MS });
    const sent = () => world.prisma.notification.count({ where: { status: 'SENT' } });
    await expect.poll(sent, SETTLED).toBe(60);
    expect(world.office.received).toHaveLength(60);
    const claims = world.statements.filter((text) => text.includes('SKIP LOCKED'));
    expect(claims.length).toBeLessThanOrEqual(8);
    expect(world.statements.length).toBeLessThan(60);
  });

  test('goes on when the database has cut all its connections', async () => {
    world.send();
    const first = await world.register();
    await expect.poll(() => stateOf(first.userId), SETTLED).toEqual(['WELCOME SENT']);
    const client = new pg.Client({ connectionString: world.url });
    await client.connect();
    const { rowCount } = await client.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await client.end();
    expect(rowCount).toBeGreaterThan(1);
    const register = () => world.register().catch(() => undefined);
    await expect.poll(register, SETTLED).toBeDefined();
    // Connections of the test were cut as well: what meets one is tried again.
    const unsent = () => world.prisma.notification.count({ where: { status: { not: 'SENT' } } });
    await expect.poll(unsent, SETTLED).toBe(0);
  });

  test('can be stopped as soon as it has started, and then claims nothing', async () => {
    await world.send().stop();
    const { userId } = await world.register();
    expect(await world.notifications({ userId })).toMatchObject([{ status: 'QUEUED', attempts: 0 }]);
  });
});

describe('a mail server', () => {
  test('that refuses a recipient for good is asked once, and its words are kept', async () => {
    world.office.onRecipient = () => ({ code: 550, words: 'No such user here' });
    world.send();
    const { userId } = await world.register();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME FAILED']);
    const [notification] = await world.notifications({ userId });
    expect(notification).toMatchObject({ attempts: 1, sentAt: null });
    expect(notification?.failureReason).toBe('The mail server refused the message: 550 No such user here');
    expect(world.office.received).toEqual([]);
  });

  test('that refuses one text for good still takes the next over the same connection', async () => {
    world.office.onMail = ({ mail }) =>
      mail.subject?.includes('confirmed') ? { code: 554, words: 'Looks like spam' } : undefined;
    world.send();
    const { userId } = await world.register();
    await world.deliver(NotifyOrderConfirmed, orderOf(userId));
    await world.deliver(NotifyOrderShipped, orderOf(userId));
    await expect
      .poll(() => stateOf(userId), SETTLED)
      .toEqual(['WELCOME SENT', 'ORDER_CONFIRMED FAILED', 'ORDER_SHIPPED SENT']);
  });

  test('that says "later" is asked again until it takes the mail', async () => {
    let asked = 0;
    world.office.onMail = () => ((asked += 1) < 3 ? { code: 451, words: 'Greylisted' } : undefined);
    world.send({ deferralsMax: 5 });
    const { userId } = await world.register();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT']);
    expect(await world.notifications({ userId })).toMatchObject([{ attempts: 3, deferrals: 2, failureReason: null }]);
    expect(new Set(world.office.received.map(({ mail }) => mail.messageId)).size).toBe(1);
  });

  test('that never stops saying "later" is given up, with its last words', async () => {
    world.office.onMail = () => ({ code: 452, words: 'Mailbox full' });
    world.send({ deferralsMax: 3 });
    const { userId } = await world.register();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME FAILED']);
    const [notification] = await world.notifications({ userId });
    expect(notification?.failureReason).toBe(
      'The mail server said "later" 3 times, the last time with: 452 Mailbox full',
    );
    expect(world.office.received).toHaveLength(3);
  });

  test('that is away gets everything when it is back, and costs no mail its life; also when the clock is put back', async () => {
    await world.office.close();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + HOUR_MS });
    const people = await Promise.all(Array.from({ length: 5 }, () => world.register()));
    world.send({ deferralsMax: 1 });
    const tried = () => world.prisma.notification.count({ where: { attempts: { gt: 0 } } });
    await expect.poll(tried, SETTLED).toBe(people.length);
    expect(await world.prisma.notification.count({ where: { status: 'QUEUED' } })).toBe(people.length);
    vi.useRealTimers();
    await world.office.open();
    const sent = () => world.prisma.notification.count({ where: { status: 'SENT' } });
    await expect.poll(sent, { timeout: 20_000, interval: 50 }).toBe(people.length);
    expect(world.office.received).toHaveLength(people.length);
  });
});

describe('a one-time token', () => {
  const reset = async (userId: string, token: string, expiresAt = new Date(Date.now() + HOUR_MS)) =>
    world.deliver(NotifyPasswordReset, {
      userId,
      sealedToken: await seal(world.key, token),
      expiresAt: expiresAt.toISOString(),
    });

  test('stands in the mail alone, and is kept no longer than until it is sent', async () => {
    const { userId } = await world.register();
    await reset(userId, 'one-time-token');
    const [queued] = await world.notifications({ userId, type: 'PASSWORD_RESET' });
    expect(queued?.sealedToken).toMatch(/^eyJ/);
    world.send();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'PASSWORD_RESET SENT']);
    const mail = world.office.received.find(({ mail: { subject } }) => subject === 'Set a new password')?.mail;
    expect(mail?.text).toContain('\none-time-token\n');
    expect(mail?.html).toContain('>one-time-token<');
    const [sent] = await world.notifications({ userId, type: 'PASSWORD_RESET' });
    expect(sent?.sealedToken).toBeNull();
    expect(JSON.stringify(sent)).not.toContain('one-time-token');
    expect(JSON.stringify(sent)).not.toContain(queued?.sealedToken);
  });

  test('that confirms an address is treated alike', async () => {
    const { userId } = await world.register({ locale: 'RU' });
    await world.deliver(NotifyEmailVerification, {
      userId,
      sealedToken: await seal(world.key, 'confirming-token'),
      expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
    });
    const [queued] = await world.notifications({ userId, type: 'EMAIL_VERIFICATION' });
    expect(queued?.sealedToken).toMatch(/^eyJ/);
    world.send();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'EMAIL_VERIFICATION SENT']);
    const mail = world.office.received.find(({ mail: { subject } }) => subject === 'Подтверждение адреса')?.mail;
    expect(mail?.text).toContain('\nconfirming-token\n');
    const [sent] = await world.notifications({ userId, type: 'EMAIL_VERIFICATION' });
    expect(sent?.sealedToken).toBeNull();
    expect(JSON.stringify(sent)).not.toContain('confirming-token');
    expect(await resendNotification(world.deps, sent?.id ?? '')).toMatchObject({
      userErrors: [{ code: 'INVALID_STATE' }],
    });
  });

  test('is not sent when it is too late, and is deleted', async () => {
    const { userId } = await world.register();
    await reset(userId, 'late-token', new Date(Date.now() - 1));
    world.send();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'PASSWORD_RESET FAILED']);
    expect(await world.notifications({ userId, type: 'PASSWORD_RESET' })).toMatchObject([
      { sealedToken: null, failureReason: 'The token had expired before the mail could be sent.' },
    ]);
    expect(world.office.received.map(({ raw }) => raw).join('')).not.toContain('late-token');
  });

  test('that was sealed with another key fails with words, and stops nothing', async () => {
    const { userId } = await world.register();
    await world.deliver(NotifyPasswordReset, {
      userId,
      sealedToken: await seal(new Uint8Array(32), 'foreign'),
      expiresAt: new Date(Date.now() + HOUR_MS).toISOString(),
    });
    world.send();
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'PASSWORD_RESET FAILED']);
  });

  test('cannot be sent again', async () => {
    world.send();
    const { userId } = await world.register();
    await reset(userId, 'one-time-token');
    await expect.poll(() => stateOf(userId), SETTLED).toEqual(['WELCOME SENT', 'PASSWORD_RESET SENT']);
    const [sent] = await world.notifications({ userId, type: 'PASSWORD_RESET' });
    expect(await resendNotification(world.deps, sent?.id ?? '')).toMatchObject({
      userErrors: [{ code: 'INVALID_STATE' }],
    });
  });
});
