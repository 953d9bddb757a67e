import type { BadInput, Known } from './cases.ts';

const HUGE = 'x'.repeat(100_000);
const NULL_BYTE = 'before\0after';

interface Texts {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** By field: what it may not be. */
  readonly wrong: Readonly<Record<string, readonly unknown[]>>;
}

const cases = ({ operation, input, wrong }: Texts): BadInput[] =>
  Object.entries(wrong).flatMap(([name, values]) =>
    values.map((value) => ({
      what: `the ${name} ${JSON.stringify(value).slice(0, 40)}`,
      operation,
      kind: 'mutation' as const,
      args: { input: { ...input, [name]: value } },
      field: `input.${name}`,
      isForVariables: typeof value === 'string' && !value.isWellFormed(),
    })),
  );

const ADDRESSES = [
  '',
  'ada',
  'ada@',
  '@example.com',
  'ada@example',
  'ada@@example.com',
  'a..b@example.com',
  '.a@example.com',
  'a\u200bb@example.com',
  'a b@example.com',
  'ada@exam ple.com',
].concat([
  'ada@example.com\r\nBcc: eve@example.com',
  'ada@example..com',
  `${'a'.repeat(250)}@example.com`,
  'a\0@example.com',
  HUGE,
]);

/** What people say of themselves and of others. */
export function people({ userId }: Known): BadInput[] {
  const text = [NULL_BYTE, HUGE, 'x'.repeat(101), '\u0007', 7, '\ud800'];
  const ada = { email: 'ada.bad.input@example.com', username: 'ada.bad.input', password: 'correct horse battery' };
  return [
    ...cases({
      operation: 'register',
      input: ada,
      wrong: {
        email: ADDRESSES,
        username: ['', ' ', 'a@b', 'a b', 'x'.repeat(65), NULL_BYTE, HUGE, '\u0007', '\u200b', 'a\u202eb'],
        password: [NULL_BYTE, HUGE],
        firstName: text,
        lastName: text,
        phone: [NULL_BYTE, 'x'.repeat(41)],
        locale: ['DE', 'en', ''],
      },
    }),
    ...cases({ operation: 'login', input: { login: 'ada', password: 'x' }, wrong: { login: ['', NULL_BYTE, HUGE] } }),
    ...cases({ operation: 'updateProfile', input: {}, wrong: { firstName: text, lastName: text, locale: ['DE'] } }),
    ...cases({
      operation: 'changePassword',
      input: { currentPassword: 'one', newPassword: 'another' },
      wrong: { currentPassword: [HUGE], newPassword: [NULL_BYTE, HUGE] },
    }),
    ...ADDRESSES.map((email) => ({
      what: `the address ${JSON.stringify(email).slice(0, 40)}`,
      operation: 'requestPasswordReset',
      kind: 'mutation' as const,
      args: { email },
      field: 'email',
    })),
    {
      what: 'a role that there is not',
      operation: 'setUserRole',
      kind: 'mutation',
      args: { userId, role: 'OWNER' },
      field: 'role',
    },
    ...cases({
      operation: 'sendNotification',
      input: { userId, message: 'Hello' },
      wrong: {
        userId: ['7', ''],
        subject: ['', NULL_BYTE, 'Hello\r\nBcc: eve@example.com', 'x'.repeat(201)],
        message: ['', '  ', NULL_BYTE, HUGE],
        type: ['GREETING'],
        idempotencyKey: ['', 'k'.repeat(256)],
      },
    }),
  ];
}

/** What an administrator says of products and stock. */
export function things({ productId, sku }: Known): BadInput[] {
  const price = { amount: '1.00', currency: 'USD' };
  const numbers = [-1, 1.5, 2_147_483_648, '5'];
  return [
    ...cases({
      operation: 'createProduct',
      input: { sku: `${sku}-NEW`, name: 'New', price },
      wrong: {
        sku: ['', ' ', 'a b', 'ä', '-A', 'x'.repeat(65), NULL_BYTE, HUGE],
        name: ['', ' ', NULL_BYTE, 'x'.repeat(201), 'two\nlines'],
        description: [NULL_BYTE, HUGE],
        onHand: numbers,
        price: [null, '1.00', 1],
      },
    }),
    ...cases({ operation: 'updateProduct', input: { id: productId }, wrong: { id: ['7'], name: ['', NULL_BYTE] } }),
    ...cases({ operation: 'setStock', input: { sku, onHand: 5 }, wrong: { onHand: numbers, sku: ['', NULL_BYTE] } }),
    ...cases({
      operation: 'adjustStock',
      input: { sku, delta: 1 },
      wrong: { delta: [0, 1.5, 2_147_483_648, -2_147_483_649, '5'], sku: ['', HUGE], idempotencyKey: [''] },
    }),
    ...cases({
      operation: 'reserveStock',
      input: { sku, quantity: 1 },
      wrong: {
        quantity: [0, -1, 1.5, 1_000_001, '1'],
        expiresInSeconds: [0, -1, 2_592_001, 1.5],
        sku: ['', NULL_BYTE],
        idempotencyKey: ['', 'k'.repeat(256)],
      },
    }),
  ];
}
