import type { z } from 'zod';
import { idempotencyKey, text } from '#platform/input.ts';

const line = (max: number) =>
  text(max).refine((value) => !/[\t\n\r\u0085\u2028\u2029]/.test(value), 'must be one line');
const username = text(64).refine((value) => !/[@\s]/u.test(value.normalize('NFKC')), "must not hold an '@' or spaces");
const name = text(100);
const phone = text(40);
const sku = text(64);
const newSku = sku.refine(
  (value) => /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value),
  'must be letters, digits, ".", "_" and "-"',
);

/**
 * What texts of the graph may be, by input type and field, beyond what every text may be. The services say the same again, and they have
 * the last word; a test sends what they refuse as the second of two mutations, and finds that the first has not run.
 */
export const TEXT_RULES: ReadonlyMap<string, z.ZodType> = new Map<string, z.ZodType>([
  ['RegisterInput.username', username],
  ['RegisterInput.firstName', name],
  ['RegisterInput.lastName', name],
  ['RegisterInput.phone', phone],
  ['LoginInput.login', text(320)],
  ['UpdateProfileInput.firstName', name],
  ['UpdateProfileInput.lastName', name],
  ['UpdateProfileInput.phone', phone],
  ['CreateProductInput.sku', newSku],
  ['CreateProductInput.name', line(200)],
  ['CreateProductInput.description', text()],
  ['UpdateProductInput.name', line(200)],
  ['UpdateProductInput.description', text()],
  ['SetStockInput.sku', sku],
  ['AdjustStockInput.sku', sku],
  ['AdjustStockInput.idempotencyKey', idempotencyKey],
  ['ReserveStockInput.sku', sku],
  ['ReserveStockInput.idempotencyKey', idempotencyKey],
  ['MoveMoneyInput.idempotencyKey', idempotencyKey],
  ['OrderLineInput.sku', text(100)],
  ['PlaceOrderInput.idempotencyKey', idempotencyKey],
  ['SendNotificationInput.subject', line(200)],
  ['SendNotificationInput.message', text(5_000)],
  ['SendNotificationInput.idempotencyKey', idempotencyKey],
]);

/** What is wrong with a text by its own rule, as a sentence; undefined where nothing is, or there is no rule. */
export const faultByRule = (rule: z.ZodType | undefined, value: string): string | undefined =>
  rule?.safeParse(value).error?.issues[0]?.message;
