import { formatAmount } from '#platform/money.ts';
import type { Money } from '#platform/money.ts';
import type { Language } from '../notice.ts';

const day = new Intl.DateTimeFormat('ru-RU', { dateStyle: 'long', timeZone: 'UTC' });
const time = new Intl.DateTimeFormat('ru-RU', { timeStyle: 'short', timeZone: 'UTC' });
/** With the decimal comma of the language, and exactly the currency's places. */
const money = ({ amountMinor, currency }: Money): string =>
  `${formatAmount(amountMinor, currency).replace('.', ',')} ${currency}`;

/** How the sentence about a rejected order ends, by the code of its failure. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ['OUT_OF_STOCK', ': товара нет в наличии в нужном количестве'],
  ['PRODUCT_NOT_FOUND', ': один из товаров больше не продаётся'],
  ['PRICE_CHANGED', ': цена отличается от той, которую вы видели'],
  ['CURRENCY_MISMATCH', ': цены товаров указаны в разных валютах'],
  ['INSUFFICIENT_FUNDS', ': на вашем счёте недостаточно средств'],
  ['LIMIT_EXCEEDED', ': сумма превышает лимит одного платежа'],
  ['ACCOUNT_NOT_FOUND', ': у вас нет счёта в валюте заказа'],
  ['ACCOUNT_FROZEN', ': ваш счёт заморожен'],
]);

/** The texts in Russian. */
export const russian: Language = {
  tag: 'ru',
  welcome: () => ({
    subject: 'Добро пожаловать в Ordergraph',
    message:
      'Ваша учётная запись готова. Пополните счёт, выберите товары в каталоге и оформите первый заказ. Мы напишем вам о каждом его шаге.',
  }),
  passwordReset: (expiresAt) => ({
    subject: 'Смена пароля',
    message:
      'Кто-то, скорее всего вы, запросил смену пароля вашей учётной записи. Одноразовый код для этого отправлен на вашу электронную почту. ' +
      `Он действителен до ${time.format(expiresAt)} (UTC) ${day.format(expiresAt)}\n\n` +
      'Если это были не вы, ничего делать не нужно: пароль останется прежним.',
  }),
  emailVerification: (expiresAt) => ({
    subject: 'Подтверждение адреса',
    message:
      'Кто-то, скорее всего вы, просит подтвердить, что этот адрес электронной почты принадлежит ему. Одноразовый код для этого отправлен на этот адрес. ' +
      `Он действителен до ${time.format(expiresAt)} (UTC) ${day.format(expiresAt)}\n\n` +
      'Если это были не вы, ничего делать не нужно: адрес останется неподтверждённым.',
  }),
  orders: {
    ORDER_PLACED: ({ orderNumber }) => ({
      subject: `Мы получили ваш заказ ${orderNumber}`,
      message: `Спасибо за заказ ${orderNumber}! Мы проверяем наличие товаров и оплату и напишем вам, как только заказ будет подтверждён.`,
    }),
    ORDER_CONFIRMED: ({ orderNumber, total }) => ({
      subject: `Заказ ${orderNumber} подтверждён`,
      message:
        `Ваш заказ ${orderNumber} подтверждён. ` +
        `Мы получили оплату${total === null ? '' : ` (${money(total)})`} и отложили для вас всё, что вы заказали.\n\n` +
        'Мы напишем вам ещё раз, когда заказ будет отправлен.',
    }),
    ORDER_REJECTED: ({ orderNumber, reason }) => ({
      subject: `Не удалось выполнить заказ ${orderNumber}`,
      message:
        `К сожалению, мы не смогли выполнить ваш заказ ${orderNumber}${REASONS.get(reason ?? '') ?? ''}.\n\n` +
        'Деньги не списаны и не удерживаются на вашем счёте.',
    }),
    ORDER_CANCELLED: ({ orderNumber }) => ({
      subject: `Заказ ${orderNumber} отменён`,
      message: `Ваш заказ ${orderNumber} отменён. Если вы уже оплатили его, вся сумма возвращена на ваш счёт.`,
    }),
    ORDER_EXPIRED: ({ orderNumber }) => ({
      subject: `Срок обработки заказа ${orderNumber} истёк`,
      message:
        `Мы не успели вовремя обработать ваш заказ ${orderNumber} и отменили его. Деньги не списаны и не удерживаются на вашем счёте.\n\n` +
        'Приносим извинения. Вы можете оформить заказ ещё раз.',
    }),
    ORDER_SHIPPED: ({ orderNumber }) => ({
      subject: `Заказ ${orderNumber} отправлен`,
      message: `Хорошие новости: ваш заказ ${orderNumber} отправлен и уже в пути.`,
    }),
    ORDER_DELIVERED: ({ orderNumber }) => ({
      subject: `Заказ ${orderNumber} доставлен`,
      message: `Ваш заказ ${orderNumber} доставлен. Надеемся, что он вас порадует.`,
    }),
  },
  linesLabel: 'Ваш заказ:',
  money,
  generalSubject: 'Сообщение от Ordergraph',
  greeting: 'Здравствуйте!',
  tokenLabel: 'Введите этот код там, где вы его запросили:',
};
