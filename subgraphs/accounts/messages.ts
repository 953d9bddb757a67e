import { z } from 'zod';
import { defineMessage } from '#platform/message.ts';
import { moneyMessage } from '#platform/money.ts';

const ofOrder = z.object({ orderId: z.uuid() });
const ofCustomersOrder = z.object({ orderId: z.uuid(), customerId: z.uuid() });

/** Asks for an order's total to be held on the customer's account. Answer: PaymentAuthorized or PaymentDeclined. */
export const AuthorizePayment = defineMessage(
  'AuthorizePayment',
  ['accounts'],
  ofCustomersOrder.extend({ amount: moneyMessage }),
);
/** Asks for held money to be taken. Answer: PaymentCaptured. */
export const CapturePayment = defineMessage('CapturePayment', ['accounts'], ofCustomersOrder);
/** Asks for held money to be released, held or not; `amount` is what AuthorizePayment named. Answer: PaymentVoided. */
export const VoidPayment = defineMessage(
  'VoidPayment',
  ['accounts'],
  ofCustomersOrder.extend({ amount: moneyMessage }),
);
/** Asks for taken money to be refunded. Answer: PaymentRefunded. */
export const RefundPayment = defineMessage('RefundPayment', ['accounts'], ofCustomersOrder);

/** The amount is held. */
export const PaymentAuthorized = defineMessage('PaymentAuthorized', ['orders'], ofOrder);
/** Nothing is held, and why, in words that a customer understands. */
export const PaymentDeclined = defineMessage(
  'PaymentDeclined',
  ['orders'],
  ofOrder.extend({
    code: z.enum(['ACCOUNT_NOT_FOUND', 'ACCOUNT_FROZEN', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS']),
    message: z.string(),
  }),
);
/** The held amount is taken. */
export const PaymentCaptured = defineMessage('PaymentCaptured', ['orders'], ofOrder);
/** Nothing is held, and nothing will be. */
export const PaymentVoided = defineMessage('PaymentVoided', ['orders'], ofOrder);
/** The taken amount is refunded. */
export const PaymentRefunded = defineMessage('PaymentRefunded', ['orders'], ofOrder);
