import { formatAmount } from '#platform/money.ts';
import type { Money } from '#platform/money.ts';
import type { Language } from '../notice.ts';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short', timeZone: 'UTC' });
const money = ({ amountMinor, currency }: Money): string => `${formatAmount(amountMinor, currency)} ${currency}`;

/** How the sentence about a rejected order ends, by the code of its failure. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['OUT_OF_STOCK', ': we do not have enough of it in stock'],
  ['PRODUCT_NOT_FOUND', ': one of its products is no longer sold'],
  ['PRICE_CHANGED', ': its price is no longer the one that you saw'],
  ['CURRENCY_MISMATCH', ': its products are sold in different currencies'],
  ['INSUFFICIENT_FUNDS', ': there is not enough money on your account'],
  ['LIMIT_EXCEEDED', ': its total is above the limit for one payment'],
  ['ACCOUNT_NOT_FOUND', ': you have no account in its currency'],
  ['ACCOUNT_FROZEN', ': your account is frozen'],
]);

/** The texts in English. */
export const english: Language = {
  tag: 'en',
  welcome: () => ({
    subject: 'Welcome to Ordergraph',
    message:
      'Your account is ready. Put some money on it, choose something from the catalogue and place your first order. We will write to you about every step of it.',
  }),
  passwordReset: (expiresAt) => ({
    subject: 'Set a new password',
    message:
      'Somebody, most likely you, asked to set a new password for your account. A one-time token for it was sent to your e-mail address. ' +
      `It is valid until ${time.format(expiresAt)} UTC on ${day.format(expiresAt)}.\n\n` +
      'If it was not you, there is nothing to do: your password stays as it is.',
  }),
  emailVerification: (expiresAt) => ({
    subject: 'Confirm your e-mail address',
    message:
      'Somebody, most likely you, asked to confirm that this e-mail address is theirs. A one-time token for it was sent to the address. ' +
      `It is valid until ${time.format(expiresAt)} UTC on ${day.format(expiresAt)}.\n\n` +
      'If it was not you, there is nothing to do: the address stays unconfirmed.',
  }),
  orders: {
    ORDER_PLACED: ({ orderNumber }) => ({
      subject: `We have your order ${orderNumber}`,
      message: `Thank you for your order ${orderNumber}. We are checking stock and payment, and will write to you as soon as it is confirmed.`,
    }),
    ORDER_CONFIRMED: ({ orderNumber, total }) => ({
      subject: `Your order ${orderNumber} is confirmed`,
      message:
        `Your order ${orderNumber} is confirmed. ` +
        `We have received your payment${total === null ? '' : ` of ${money(total)}`}, and everything you ordered is set aside for you.\n\n` +
        'We will write to you again when it is on its way.',
    }),
    ORDER_REJECTED: ({ orderNumber, reason }) => ({
      subject: `Your order ${orderNumber} could not be fulfilled`,
      message:
        `Unfortunately we could not fulfil your order ${orderNumber}${REASONS.get(reason ?? '') ?? ''}.\n\n` +
        'You have not been charged, and no money is held on your account.',
    }),
    ORDER_CANCELLED: ({ orderNumber }) => ({
      subject: `Your order ${orderNumber} is cancelled`,
      message: `Your order ${orderNumber} is cancelled. If you had already paid for it, the whole amount is back on your account.`,
    }),
    ORDER_EXPIRED: ({ orderNumber }) => ({
      subject: `Your order ${orderNumber} has expired`,
      message:
        `We could not process your order ${orderNumber} in time, and have undone it. You have not been charged, and no money is held on your account.\n\n` +
        'We are sorry about that. Please feel free to place it again.',
    }),
    ORDER_SHIPPED: ({ orderNumber }) => ({
      subject: `Your order ${orderNumber} is on its way`,
      message: `Good news: your order ${orderNumber} has been sent off and is on its way to you.`,
    }),
    ORDER_DELIVERED: ({ orderNumber }) => ({
      subject: `Your order ${orderNumber} has arrived`,
      message: `Your order ${orderNumber} has been delivered. We hope that you enjoy it.`,
    }),
  },
  linesLabel: 'Your order:',
  money,
  generalSubject: 'A message from Ordergraph',
  greeting: 'Hello,',
  tokenLabel: 'Enter this token where you asked for it:',
};
