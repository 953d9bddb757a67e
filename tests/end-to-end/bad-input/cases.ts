/** Something that real callers send, and what it is about. */
export interface BadInput {
  readonly what: string;
  readonly operation: string;
  readonly kind: 'query' | 'mutation';
  readonly args: Readonly<Record<string, unknown>>;
  /** The dotted path that has to be named. */
  readonly field: string;
  /** Cannot be written into the text of a query: it has too many words for one, or half a character. */
  readonly isForVariables?: boolean;
}

/** What exists, so that everything but the one thing in question is right. */
export interface Known {
  readonly productId: string;
  readonly sku: string;
  readonly userId: string;
}

const NOT_AN_ID = [
  '',
  '7',
  'null',
  "' OR 1=1 --",
  '{0190abcd-0000-7000-8000-00000000000a}',
  '0190abcd00007000800000000000000a',
];
const HUGE = 'x'.repeat(100_000);
const NULL_BYTE = 'before\0after';

type Draft = Omit<BadInput, 'kind' | 'operation'>;
const of = (kind: BadInput['kind'], operation: string, drafts: readonly Draft[]): BadInput[] =>
  drafts.map((draft) => ({ kind, operation, ...draft }));

/** Lines of an order. */
export function orderLines({ productId, sku }: Known): BadInput[] {
  const lines = (what: string, given: unknown, field: string): Draft => ({
    what,
    args: { input: { lines: given } },
    field: `input.lines${field}`,
  });
  const quantity = (given: unknown) =>
    lines(`a quantity of ${JSON.stringify(given)}`, [{ sku, quantity: given }], '.0.quantity');
  const many = (count: number) =>
    lines(
      `${count} lines`,
      Array.from({ length: count }, (_, index) => ({ sku: `S${index}`, quantity: 1 })),
      '',
    );
  const amount = (given: string, currency = 'USD'): Draft => ({
    what: `an expected total of ${given} ${currency}`,
    args: { input: { lines: [{ sku, quantity: 1 }], expectedTotal: { amount: given, currency } } },
    field: `input.expectedTotal.amount`,
  });
  return of('mutation', 'placeOrder', [
    ...[-1, 0, 1.5, -0.5, 1_000_001, 2_147_483_648, 1e300, '2', '', true].map(quantity),
    lines('no lines', [], ''),
    many(101),
    { ...many(10_000), isForVariables: true },
    lines(
      'the same SKU twice',
      [1, 2].map((pieces) => ({ sku, quantity: pieces })),
      '.1.sku',
    ),
    lines(
      'the same product twice',
      [productId, productId.toUpperCase()].map((id) => ({ productId: id, quantity: 1 })),
      '.1.productId',
    ),
    lines('both productId and sku', [{ productId, sku, quantity: 1 }], '.0'),
    lines('neither productId nor sku', [{ sku, quantity: 1 }, { quantity: 1 }], '.1'),
    ...NOT_AN_ID.map((id) =>
      lines(`the product id ${JSON.stringify(id)}`, [{ productId: id, quantity: 1 }], '.0.productId'),
    ),
    lines('a null byte in a SKU', [{ sku: NULL_BYTE, quantity: 1 }], '.0.sku'),
    lines('a huge SKU', [{ sku: HUGE, quantity: 1 }], '.0.sku'),
    lines('a blank SKU', [{ sku: '  ', quantity: 1 }], '.0.sku'),
    ...['0', '-1.00', '10.005', '12345678901234567890'].map((given) => amount(given)),
    amount('10.5', 'JPY'),
    {
      what: 'an empty key',
      args: { input: { lines: [{ sku, quantity: 1 }], idempotencyKey: '' } },
      field: 'input.idempotencyKey',
    },
    {
      what: 'a key of 256',
      args: { input: { lines: [{ sku, quantity: 1 }], idempotencyKey: 'k'.repeat(256) } },
      field: 'input.idempotencyKey',
    },
    {
      what: 'a null byte in a key',
      args: { input: { lines: [{ sku, quantity: 1 }], idempotencyKey: NULL_BYTE } },
      field: 'input.idempotencyKey',
    },
  ]);
}

const AMOUNTS = [
  '10.005',
  '0',
  '0.00',
  '-1.00',
  '12345678901234567890',
  '9999999999999999.00',
  '1e3',
  '1,000.00',
].concat([
  '1.000,00',
  ' 1.00',
  '+1.00',
  '',
  '01.00',
  '.5',
  '5.',
  'NaN',
  'Infinity',
  '0x10',
  '１０.００',
  NULL_BYTE,
  HUGE,
]);

/** Amounts of money, wherever they are given. */
export function money({ productId, sku }: Known): BadInput[] {
  const amounts = [
    ...AMOUNTS.map((amount) => [amount, 'USD'] as const),
    [10.5, 'USD'],
    [10, 'USD'],
    ['10.5', 'JPY'],
    ['1.0005', 'KWD'],
  ] as const;
  const short = (value: unknown): string => JSON.stringify(value).slice(0, 40);
  const inAmount = (operation: string): BadInput[] =>
    of('mutation', operation, [
      ...amounts.map(([amount, currency]) => ({
        what: `${short(amount)} ${currency}`,
        args: { input: { amount: { amount, currency } } },
        field: 'input.amount.amount',
      })),
      ...['ZZZ', 'usd', '', 'XXX', 'US', NULL_BYTE, 840].map((currency) => ({
        what: `the currency ${short(currency)}`,
        args: { input: { amount: { amount: '1.00', currency } } },
        field: 'input.amount.currency',
      })),
    ]);
  const price = (amount: string): Draft => ({
    what: `a price of ${amount}`,
    args: { input: { id: productId, price: { amount, currency: 'USD' } } },
    field: 'input.price.amount',
  });
  const newPrice = (amount: string): Draft => ({
    what: `a price of ${amount}`,
    args: { input: { sku: `${sku}-NEW`, name: 'New', price: { amount, currency: 'USD' } } },
    field: 'input.price.amount',
  });
  const prices = ['0', '-5.00', '10.005', '12345678901234567890'];
  return [
    ...inAmount('deposit'),
    ...inAmount('withdraw'),
    ...of('mutation', 'updateProduct', prices.map(price)),
    ...of('mutation', 'createProduct', prices.map(newPrice)),
  ];
}

/** Ids, of whatever they are. */
export const ids = (): BadInput[] =>
  [
    ['query', 'order', 'id'],
    ['query', 'product', 'id'],
    ['query', 'user', 'id'],
    ['query', 'reservation', 'id'],
    ['mutation', 'cancelOrder', 'id'],
    ['mutation', 'shipOrder', 'id'],
    ['mutation', 'deliverOrder', 'id'],
    ['mutation', 'archiveProduct', 'id'],
    ['mutation', 'restoreProduct', 'id'],
    ['mutation', 'releaseStock', 'reservationId'],
    ['mutation', 'deactivateUser', 'userId'],
    ['mutation', 'reactivateUser', 'userId'],
    ['mutation', 'resendNotification', 'id'],
    ['mutation', 'markNotificationRead', 'id'],
  ].flatMap(([kind, operation = '', name = '']) =>
    of(
      kind === 'query' ? 'query' : 'mutation',
      operation,
      [...NOT_AN_ID, NULL_BYTE, HUGE].map((id) => ({
        what: `the id ${JSON.stringify(id).slice(0, 40)}`,
        args: { [name]: id },
        field: name,
      })),
    ),
  );

/** Which of two names, and pages of lists. `cursors` are those of other lists. */
export function lookups({ productId, sku }: Known, cursors: Readonly<Record<string, string>>): BadInput[] {
  const broken = ['', 'x', 'not a cursor', '%%%', Buffer.from('orders:7').toString('base64url'), NULL_BYTE, HUGE];
  return [
    ...of('query', 'product', [
      { what: 'both id and SKU', args: { id: productId, sku }, field: 'id' },
      { what: 'neither id nor SKU', args: {}, field: 'id' },
      { what: 'a null byte', args: { sku: NULL_BYTE }, field: 'sku' },
    ]),
    ...of('query', 'order', [
      { what: 'both id and number', args: { id: productId, number: 'ABCD-EFGH' }, field: 'id' },
      { what: 'neither id nor number', args: {}, field: 'id' },
      { what: 'a null byte', args: { number: NULL_BYTE }, field: 'number' },
      { what: 'a huge number', args: { number: HUGE }, field: 'number' },
    ]),
    ...['products', 'orders', 'users'].flatMap((list) => [
      ...of(
        'query',
        list,
        [0, -1, 101, 2_147_483_648, 1.5, '10'].map((first) => ({
          what: `a page of ${JSON.stringify(first)}`,
          args: { first },
          field: 'first',
        })),
      ),
      ...of(
        'query',
        list,
        broken.map((after) => ({
          what: `the cursor ${JSON.stringify(after).slice(0, 40)}`,
          args: { after },
          field: 'after',
        })),
      ),
      ...of(
        'query',
        list,
        Object.entries(cursors)
          .filter(([name]) => name !== list)
          .map(([name, after]) => ({ what: `a cursor of ${name}`, args: { after }, field: 'after' })),
      ),
    ]),
    ...of('query', 'products', [
      { what: 'a null byte', args: { search: NULL_BYTE }, field: 'search' },
      { what: 'a huge search', args: { search: HUGE }, field: 'search' },
    ]),
    ...of('query', 'users', [{ what: 'a null byte', args: { search: NULL_BYTE }, field: 'search' }]),
  ];
}
