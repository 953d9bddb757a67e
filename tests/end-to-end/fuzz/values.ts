import fc from 'fast-check';
import { isEnumType, isInputObjectType, isListType, isNonNullType, isRequiredInputField } from 'graphql';
import type { GraphQLInputField, GraphQLInputObjectType, GraphQLInputType } from 'graphql';

/** Ids and names of what there is, so that odd values get further than "not found". */
export interface Known {
  readonly ids: readonly string[];
  readonly skus: readonly string[];
}

/** A value for an argument or an input field, and what the graph calls it. */
type Values = fc.Arbitrary<unknown>;

const NOBODY = '01900000-0000-7000-8000-00000000dead';
const isId = (name: string): boolean => /^id$|Id$/.test(name);

/** Texts that have broken something somewhere: other scripts, directions, quotes of every language that might be put together by hand. */
const ODD_TEXTS = [
  '',
  ' ',
  'a',
  '\u00a0',
  'ﬀ',
  '\u202e\u2066rtl\u2069',
  '👩‍👩‍👧‍👦'.repeat(50),
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞',
  "' OR '1'='1",
  "'; DROP TABLE orders; --",
  '%_%\\',
  '$1',
  '${7*7}{{7*7}}',
  '<script>alert(1)</script>',
  '../../../../etc/passwd',
  '\u0001\u001f\u007f',
  '\ufeff\uffff',
  '\r\nBcc: a@example.com',
  'İıſK',
  '__proto__',
  'constructor',
  '-0',
  'true',
  'null',
  '\\u0000',
  'x'.repeat(255),
  'x'.repeat(256),
  'y'.repeat(10_000),
];
const ODD_AMOUNTS = [
  '0',
  '0.00',
  '-0',
  '-1.00',
  '0.01',
  '0.001',
  '10.005',
  '9999999999999.99',
  '999999999999999',
  '1000000000000000',
  '1.0',
  '00',
];
const ODD_NUMBERS = [0, -0, 1, -1, 2, 100, 101, 1_000_000, 1_000_001, 2_147_483_647, -2_147_483_648];
const ODD_ADDRESSES = [
  'a@b.cd',
  "o'neil+tag@example.com",
  'ünï@exämple.com',
  `${'a'.repeat(64)}@example.com`,
  'A@EXAMPLE.COM',
];
const ODD_CURSORS = [
  '',
  'x',
  'b3JkZXJzOng',
  Buffer.from(`orders:${NOBODY}`).toString('base64url'),
  Buffer.from('products:\0').toString('base64url'),
];

const oddText = fc.oneof(fc.constantFrom(...ODD_TEXTS), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }));

function oddScalar(type: GraphQLInputType, name: string, known: Known): Values {
  if (isEnumType(type)) return fc.constantFrom(...type.getValues().map((value) => value.name));
  switch (String(type)) {
    case 'Int':
      return name === 'first'
        ? fc.integer({ min: 1, max: 100 })
        : fc.oneof(fc.constantFrom(...ODD_NUMBERS), fc.nat(20));
    case 'Boolean':
      return fc.boolean();
    case 'ID':
      return isId(name) ? fc.constantFrom(...known.ids, NOBODY, NOBODY.toUpperCase()) : oddText;
    case 'Decimal':
      return fc.constantFrom(...ODD_AMOUNTS);
    case 'Currency':
      return fc.constantFrom('USD', 'JPY', 'KWD', 'EUR');
    case 'EmailAddress':
      return fc.constantFrom(...ODD_ADDRESSES);
    default:
      if (name === 'sku') return fc.oneof(fc.constantFrom(...known.skus), oddText);
      return name === 'after' ? fc.constantFrom(...ODD_CURSORS) : oddText;
  }
}

/** Values of the right type that people would not send. */
export function oddValue(type: GraphQLInputType, name: string, known: Known): Values {
  if (isNonNullType(type)) return oddValue(type.ofType, name, known);
  if (isListType(type)) return fc.array(oddValue(type.ofType, name, known), { maxLength: 3 });
  if (isInputObjectType(type)) return oddObject(type, known);
  return oddScalar(type, name, known);
}

function oddObject(type: GraphQLInputObjectType, known: Known): Values {
  const fields = Object.values(type.getFields());
  return fc.record(Object.fromEntries(fields.map((field) => [field.name, oddValue(field.type, field.name, known)])), {
    requiredKeys: fields.filter(isRequiredInputField).map(({ name }) => name),
  });
}

/** Texts that no argument of the graph takes, whatever it is called. */
const WRONG_TEXTS = ['a\0b', '\0', '\ud800', 'x\udc00y', 'z'.repeat(10_001), '\u{1f600}'.repeat(10_001)];
/** JSON that is no value of any scalar. */
const WRONG_KINDS: readonly unknown[] = [
  true,
  1.5,
  {},
  { a: { b: [] } },
  [[]],
  ['x', 'y'],
  { toString: null },
  { length: 3 },
];

function wrongScalar(type: GraphQLInputType, name: string): Values {
  if (isEnumType(type)) return fc.constantFrom('NO_SUCH', '', 'toString', '__proto__', 1, ...WRONG_KINDS);
  switch (String(type)) {
    case 'Int': {
      const outOfRange = name === 'first' ? [0, -1, 101] : [];
      return fc.constantFrom(...outOfRange, 'x', '1', 1e21, 2_147_483_648, -2_147_483_649, ...WRONG_KINDS);
    }
    case 'Boolean':
      return fc.constantFrom('true', 0, 1, {}, [true, true]);
    case 'ID':
      return isId(name)
        ? fc.constantFrom(
            '',
            'x',
            0,
            -1,
            '1',
            `${NOBODY} `,
            `{${NOBODY}}`,
            NOBODY.replaceAll('-', ''),
            ...WRONG_TEXTS,
            ...WRONG_KINDS,
          )
        : fc.constantFrom('', 'k'.repeat(256), ...WRONG_TEXTS, ...WRONG_KINDS);
    case 'Decimal':
      return fc.constantFrom(
        '',
        'x',
        5,
        '1e3',
        '0x10',
        '1,5',
        ' 1',
        '+1',
        'NaN',
        'Infinity',
        '٣',
        '1.',
        ...WRONG_TEXTS,
        ...WRONG_KINDS,
      );
    case 'Currency':
      return fc.constantFrom('', 'usd', 'XXX', 'BTC', 'US', 840, ...WRONG_TEXTS, ...WRONG_KINDS);
    case 'EmailAddress':
      return fc.constantFrom('', 'a', '@', 'a@b', 'a b@example.com', 'a@example.com\n', ...WRONG_TEXTS, ...WRONG_KINDS);
    default:
      return fc.constantFrom(5, ...WRONG_TEXTS, ...WRONG_KINDS);
  }
}

/** Values that are not of a type: wrong through and through, or at one place deep inside. */
export function wrongValue(type: GraphQLInputType, name: string, known: Known): Values {
  if (isNonNullType(type))
    return fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 6, arbitrary: wrongValue(type.ofType, name, known) },
    );
  if (isListType(type)) {
    const some = fc.array(oddValue(type.ofType, name, known), { maxLength: 2 });
    return fc.tuple(some, wrongValue(type.ofType, name, known)).map(([before, wrong]) => [...before, wrong]);
  }
  if (isInputObjectType(type)) return fc.oneof(fc.constantFrom('x', 5, true), wrongObject(type, known));
  return wrongScalar(type, name);
}

function wrongObject(type: GraphQLInputObjectType, known: Known): Values {
  const fields = Object.values(type.getFields());
  const whole = oddObject(type, known).map((value) => (typeof value === 'object' ? { ...value } : {}));
  const withOneWrong = (field: GraphQLInputField): Values =>
    fc
      .tuple(whole, wrongValue(field.type, field.name, known))
      .map(([rest, wrong]) => ({ ...rest, [field.name]: wrong }));
  const withOneMore = fc
    .tuple(whole, fc.constantFrom('__proto__', 'constructor', 'noSuchField', '', 'id\0'))
    .map(([rest, key]) => Object.fromEntries([...Object.entries(rest), [key, 1]]));
  const withOneLess = fields
    .filter(isRequiredInputField)
    .map(({ name }) => whole.map((rest) => Object.fromEntries(Object.entries(rest).filter(([key]) => key !== name))));
  return fc.oneof(...fields.map(withOneWrong), withOneMore, ...withOneLess);
}
