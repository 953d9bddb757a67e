import { z } from 'zod';
import { defineMessage } from '#platform/message.ts';
import { moneyMessage } from '#platform/money.ts';

/** A line of an order under its product's name, or its SKU. It has a total once it is priced. */
const namedLine = z.object({
  name: z.string(),
  quantity: z.number().int().positive(),
  total: moneyMessage.nullable(),
});

/** The content of a mail about an order. `reason` is the code of the order's failure, if it has one. */
const ofOrder = z.object({
  userId: z.uuid(),
  orderId: z.uuid(),
  orderNumber: z.string(),
  total: moneyMessage.nullable(),
  reason: z.string().nullable(),
  /** Releases before 0.2 did not send them. */
  lines: z.array(namedLine).optional(),
});

/** Facts about an order that its customer is notified of. */
export const NotifyOrderPlaced = defineMessage('NotifyOrderPlaced', ['notifications'], ofOrder);
export const NotifyOrderConfirmed = defineMessage('NotifyOrderConfirmed', ['notifications'], ofOrder);
export const NotifyOrderRejected = defineMessage('NotifyOrderRejected', ['notifications'], ofOrder);
export const NotifyOrderCancelled = defineMessage('NotifyOrderCancelled', ['notifications'], ofOrder);
export const NotifyOrderExpired = defineMessage('NotifyOrderExpired', ['notifications'], ofOrder);
export const NotifyOrderShipped = defineMessage('NotifyOrderShipped', ['notifications'], ofOrder);
export const NotifyOrderDelivered = defineMessage('NotifyOrderDelivered', ['notifications'], ofOrder);

/** The content of a mail with a one-time token. The token is sealed (a JWE under KEY_ENCRYPTION_KEY), since messages are stored and can be read. */
const withToken = z.object({ userId: z.uuid(), sealedToken: z.string(), expiresAt: z.iso.datetime() });

/** A password reset was requested. */
export const NotifyPasswordReset = defineMessage('NotifyPasswordReset', ['notifications'], withToken);
export const NotifyEmailVerification = defineMessage('NotifyEmailVerification', ['notifications'], withToken);
