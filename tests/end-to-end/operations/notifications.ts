import { describe, expect, test } from 'vitest';
import {
  CancelOrderDocument,
  DeliverOrderDocument,
  MarkNotificationReadDocument,
  NotificationsDocument,
  ResendNotificationDocument,
  SendNotificationDocument,
  ShipOrderDocument,
} from '../../../client/generated/graphql.ts';
import { stockArticle } from '../../kit/shop.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { failure } from './answers.ts';
import { NOBODY } from './calls.ts';
import type { Person, Within } from './world.ts';

const NOTHING = { notification: null };
const WAIT = { timeout: 30_000, interval: 100 };

const listOf = async (somebody: Visitor, variables: object = {}) => {
  const { me } = await somebody.ask(NotificationsDocument, variables);
  return me?.notifications;
};

/** Waits until everything that somebody was told has been sent. */
async function sentTo(somebody: Person, count: number) {
  const sent = async () => (await listOf(somebody))?.nodes.filter(({ status }) => status === 'SENT').length;
  await expect.poll(sent, WAIT).toBe(count);
  return (await listOf(somebody))?.nodes ?? [];
}

const SUBJECTS = {
  EN: {
    WELCOME: /^Welcome to Ordergraph$/,
    ORDER_PLACED: /^We have your order/,
    ORDER_CONFIRMED: /is confirmed$/,
    ORDER_SHIPPED: /is on its way$/,
    ORDER_DELIVERED: /has arrived$/,
    ORDER_CANCELLED: /is cancelled$/,
    ORDER_REJECTED: /could not be fulfilled$/,
  },
  RU: {
    WELCOME: /^Добро пожаловать в Ordergraph$/,
    ORDER_PLACED: /^Мы получили ваш заказ/,
    ORDER_CONFIRMED: /подтверждён$/,
    ORDER_SHIPPED: /отправлен$/,
    ORDER_DELIVERED: /доставлен$/,
    ORDER_CANCELLED: /отменён$/,
    ORDER_REJECTED: /^Не удалось выполнить заказ/,
  },
} as const;

function events(within: Within): void {
  test.each(['EN', 'RU'] as const)(
    'everything that happens to an order is told once, by mail, in %s',
    async (locale) => {
      const { admin, newcomer, mailbox } = within();
      const customer = await newcomer({ locale, firstName: 'Ада' });
      await customer.deposit('100.00');
      const article = await stockArticle(admin, '10.00', 5);
      const order = async (quantity: number) =>
        (await customer.settled(await customer.placeOrder([{ sku: article.sku, quantity }]))).id;
      const delivered = await order(1);
      await admin.ask(ShipOrderDocument, { id: delivered });
      await admin.ask(DeliverOrderDocument, { id: delivered });
      const cancelled = await order(1);
      await customer.ask(CancelOrderDocument, { id: cancelled });
      await customer.settled(cancelled);
      const rejected = await order(6);

      const told = await sentTo(customer, 10);
      const about = (id: string) =>
        told
          .filter((each) => each.order?.id === id)
          .map(({ type }) => type)
          .toSorted();
      expect(about(delivered)).toEqual(['ORDER_CONFIRMED', 'ORDER_DELIVERED', 'ORDER_PLACED', 'ORDER_SHIPPED']);
      expect(about(cancelled)).toEqual(['ORDER_CANCELLED', 'ORDER_CONFIRMED', 'ORDER_PLACED']);
      expect(about(rejected)).toEqual(['ORDER_PLACED', 'ORDER_REJECTED']);
      const subjects: Readonly<Record<string, RegExp>> = SUBJECTS[locale];
      expect(new Set(told.map(({ type }) => type))).toEqual(new Set(Object.keys(subjects)));

      const mails = await mailbox.mailsTo(customer.email);
      expect(mails).toHaveLength(10);
      for (const { id, type, subject, message, recipient, order: of } of told) {
        expect(recipient).toEqual({ id: customer.id, username: customer.username });
        expect(subject).toMatch(subjects[type] ?? /^$/);
        expect(`${subject} ${message}`).toContain(of?.number ?? '');
        const mail = mails.find(({ MessageID }) => MessageID.startsWith(`${id}@`));
        expect(mail?.Subject).toBe(subject);
        expect(mail?.HTML).toContain(`lang="${locale.toLowerCase()}"`);
        for (const words of message.split(/\n+/)) expect(mail?.Text).toContain(words);
        // Whoever registers types a name, and an address that may be somebody else's.
        expect(mail?.Text).not.toContain('Ада');
      }
    },
  );
}

function sending(within: Within): void {
  describe('sendNotification and resendNotification', () => {
    const send = async (input: {
      userId: string;
      message: string;
      subject?: string;
      type?: 'CUSTOM' | 'ORDER_SHIPPED';
    }) => (await within().admin.ask(SendNotificationDocument, { input })).sendNotification;
    const resend = async (id: string) =>
      (await within().admin.ask(ResendNotificationDocument, { id })).resendNotification;

    test('write to a user, and once more under another message id', async () => {
      const { newcomer, mailbox } = within();
      const user = await newcomer();
      await sentTo(user, 1);
      const sent = await send({ userId: user.id, subject: 'Stocktaking', message: 'We are closed <today>.\n\nSorry.' });
      expect(sent).toMatchObject({
        notification: {
          type: 'CUSTOM',
          subject: 'Stocktaking',
          message: 'We are closed <today>.\n\nSorry.',
          readAt: null,
        },
        userErrors: [],
      });
      const id = sent?.notification?.id ?? '';
      const first = await mailbox.mailTo(user.email, 'Stocktaking');
      expect(first.HTML).toContain('We are closed &lt;today&gt;.');
      await sentTo(user, 2);
      expect(await resend(id)).toMatchObject({ notification: { id, status: 'QUEUED', sentAt: null }, userErrors: [] });
      await sentTo(user, 2);
      const ids = async () =>
        (await mailbox.mailsTo(user.email))
          .filter(({ Subject }) => Subject === 'Stocktaking')
          .map((mail) => mail.MessageID);
      await expect.poll(ids, WAIT).toHaveLength(2);
      expect(new Set(await ids()).size).toBe(2);
    });

    test('give a general subject in the language of the user where none is given', async () => {
      const user = await within().newcomer({ locale: 'RU' });
      const sent = await send({ userId: user.id, message: 'Здравствуйте', type: 'ORDER_SHIPPED' });
      expect(sent).toMatchObject({ notification: { type: 'ORDER_SHIPPED', subject: 'Сообщение от Ordergraph' } });
    });

    test('fail with NOT_FOUND for nobody and for none', async () => {
      expect(await send({ userId: NOBODY, message: 'Hello' })).toEqual(failure('NOT_FOUND', 'input.userId', NOTHING));
      expect(await resend(NOBODY)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
    });

    test('fail with INVALID_STATE while it waits to be sent', async () => {
      const { newcomer, whileStopped } = within();
      const user = await newcomer();
      await sentTo(user, 1);
      await whileStopped(['mailbox'], async () => {
        const { notification } = (await send({ userId: user.id, message: 'Hello' })) ?? {};
        expect(notification?.status).toBe('QUEUED');
        expect(await resend(notification?.id ?? '')).toEqual(failure('INVALID_STATE', 'id', NOTHING));
      });
      await sentTo(user, 2);
    });
  });
}

function reading(within: Within): void {
  describe('markNotificationRead', () => {
    const mark = async (somebody: Visitor, id: string) =>
      (await somebody.ask(MarkNotificationReadDocument, { id })).markNotificationRead;

    test('notes the first time, and the list can be asked for what is unread', async () => {
      const { admin, newcomer } = within();
      const user = await newcomer();
      await sentTo(user, 1);
      for (const message of ['One', 'Two', 'Three'])
        await admin.ask(SendNotificationDocument, { input: { userId: user.id, message } });
      const [three, two, one] = (await sentTo(user, 4)).map(({ id }) => id);
      const read = await mark(user, two ?? '');
      expect(read).toMatchObject({ notification: { id: two }, userErrors: [] });
      expect(read?.notification?.readAt).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(await mark(user, two ?? '')).toEqual(read);
      const ids = async (variables: object) => (await listOf(user, variables))?.nodes.map(({ id }) => id);
      expect(await ids({ unread: false })).toEqual([two]);
      const first = await listOf(user, { unread: true, first: 2 });
      expect(first?.nodes.map(({ id }) => id)).toEqual([three, one]);
      expect(first?.pageInfo).toMatchObject({ hasNextPage: true });
      expect(await ids({ unread: true, first: 2, after: first?.pageInfo.endCursor })).toHaveLength(1);
    });

    test("fails with NOT_FOUND for another's, also to administrators, and for none", async () => {
      const { admin, newcomer } = within();
      const [welcome] = await sentTo(await newcomer(), 1);
      for (const somebody of [await newcomer(), admin]) {
        expect(await mark(somebody, welcome?.id ?? '')).toEqual(failure('NOT_FOUND', 'id', NOTHING));
      }
      expect(await mark(admin, NOBODY)).toEqual(failure('NOT_FOUND', 'id', NOTHING));
    });
  });
}

/** What people are told. */
export function notificationTests(within: Within): void {
  events(within);
  sending(within);
  reading(within);
}
