import { z } from 'zod';
import { defineMessage } from '#platform/message.ts';
import { moneyMessage } from '#platform/money.ts';

const ofOrder = z.object({ orderId: z.uuid() });
const ofCustomersOrder = z.object({ orderId: z.uuid(), customerId: z.uuid() });
const ofAmount = ofCustomersOrder.extend({ amount: moneyMessage });

/** Request: hold an order's total on the customer's account. Reply: PaymentAuthorized or PaymentDeclined. */
export const AuthorizePayment = defineMessage('AuthorizePayment', ['accounts'], ofAmount);
/** Request: take the held money. Reply: PaymentCaptured. */
export const CapturePayment = defineMessage('CapturePayment', ['accounts'], ofCustomersOrder);
/** Request: release the money, held or not; `amount` is that of AuthorizePayment. Reply: PaymentVoided. */
export const VoidPayment = defineMessage('VoidPayment', ['accounts'], ofAmount);
/** Request: refund the taken money. Reply: PaymentRefunded. */
export const RefundPayment = defineMessage('RefundPayment', ['accounts'], ofCustomersOrder);

/** The amount is held. */
export const PaymentAuthorized = defineMessage('PaymentAuthorized', ['orders'], ofOrder);
/** Nothing is held; the reason is for the customer. */
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
