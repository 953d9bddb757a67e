import { OrdergraphError, type UserError } from '../client/index.ts';

/** Why something was not done: a code for the program, and the graph's own words. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  /** What is wrong with single entries of a form, by their names. */
  readonly fields: Readonly<Record<string, Pick<Failure, 'code' | 'message'>>>;
}

/** A form names its entries by the last part of the input's field: `email` for `input.email`. */
const lastOf = (field = ''): string => field.split('.').at(-1) ?? '';

/** Expected failures of a mutation. One that names an input field belongs to the form's entry of that name. */
export const failureIn = (userErrors: readonly UserError[]): Failure => ({
  code: userErrors[0]?.code ?? 'BAD_RESPONSE',
  message: userErrors.map(({ message }) => message).join(' '),
  fields: Object.fromEntries(userErrors.map((error) => [lastOf(error.field), error])),
});

/** Everything else: what the client throws. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof OrdergraphError)) return { code: 'UNKNOWN', message: String(error), fields: {} };
  const { code, message, field } = error;
  return { code, message, fields: field === undefined ? {} : { [lastOf(field)]: { code, message } } };
}

/** What failed, by its code. The graph's own words, which are English, say more; they stand where there is nothing here. */
export const FAILURES: Readonly<Record<string, readonly [english: string | undefined, russian: string]>> = {
  NETWORK_ERROR: ['The shop cannot be reached.', 'Магазин недоступен.'],
  TIMEOUT: ['The shop does not answer.', 'Магазин не отвечает.'],
  RATE_LIMITED: [
    'That was too much at once. This page goes on in a moment.',
    'Слишком много запросов. Страница скоро продолжит.',
  ],
  SERVICE_UNAVAILABLE: ['This part of the shop is away.', 'Эта часть магазина недоступна.'],
  UNAUTHENTICATED: ['Sign in first.', 'Сначала войдите.'],
  FORBIDDEN: ['You may not do this.', 'У вас нет прав на это.'],
  INTERNAL_SERVER_ERROR: ['Something went wrong in the shop.', 'В магазине произошла ошибка.'],
  BAD_USER_INPUT: [undefined, 'Значение не подходит.'],
  NOT_FOUND: [undefined, 'Не найдено.'],
  EMAIL_TAKEN: [undefined, 'Этот e-mail уже занят.'],
  USERNAME_TAKEN: [undefined, 'Это имя уже занято.'],
  INVALID_CREDENTIALS: [undefined, 'Неверное имя или пароль.'],
  WEAK_PASSWORD: [undefined, 'Слишком простой пароль.'],
  INVALID_TOKEN: [undefined, 'Код неверен или устарел.'],
  INVALID_STATE: [undefined, 'Сейчас это невозможно.'],
  IDEMPOTENCY_CONFLICT: [undefined, 'Этот запрос уже был с другими данными.'],
  INSUFFICIENT_FUNDS: [undefined, 'На счёте недостаточно денег.'],
  ACCOUNT_FROZEN: [undefined, 'Счёт заморожен.'],
  ACCOUNT_NOT_FOUND: [undefined, 'Нет счёта в этой валюте.'],
  LIMIT_EXCEEDED: [undefined, 'Сумма больше допустимой.'],
  OUT_OF_STOCK: [undefined, 'Товара не хватает на складе.'],
  PRODUCT_NOT_FOUND: [undefined, 'Товар больше не продаётся.'],
  PRICE_CHANGED: [undefined, 'Цена изменилась. Проверьте корзину и закажите снова.'],
  CURRENCY_MISMATCH: [undefined, 'Валюты не совпадают.'],
  CANCELLED: [undefined, 'Заказ отменён.'],
  EXPIRED: [undefined, 'Заказ выполнялся слишком долго и отменён.'],
  EMAIL_NOT_VERIFIED: ['Confirm your e-mail address first, then order.', 'Сначала подтвердите e-mail, затем закажите.'],
  SKU_TAKEN: [undefined, 'Этот артикул уже занят.'],
  INSUFFICIENT_STOCK: [undefined, 'Столько нет на складе.'],
  RESERVATION_CLOSED: [undefined, 'Резерв уже закрыт.'],
};
