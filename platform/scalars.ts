import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { isCurrency, isDecimal } from './money.ts';

const EMAIL_LENGTH_MAX = 254; // RFC 5321: a path has at most 256 octets, its angle brackets included.
const EMAIL =
  /^[^\s@"(),:;<>[\\\]\p{Cc}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** A scalar that is a string of a certain form on the wire, checked when it comes in. */
function textScalar(
  name: string,
  description: string,
  rule: (text: string) => boolean,
  form: string,
): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && rule(value)) return value;
    throw new GraphQLError(`${name} must be ${form}.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: String,
    parseValue: parse,
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined),
  });
}

const parseInstant = (value: unknown): Date => {
  const instant = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()))
    throw new GraphQLError('DateTime must be an RFC 3339 instant, such as "2026-01-31T12:00:00Z".');
  return instant;
};

/** The graph's own scalars, the same in every subgraph and in the router. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    description: 'An instant in UTC, RFC 3339.',
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    parseValue: parseInstant,
    parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined),
  }),
  Decimal: textScalar(
    'Decimal',
    'An exact decimal as a string of plain digits, never a float.',
    isDecimal,
    'a string of plain digits, such as "200.50"',
  ),
  Currency: textScalar(
    'Currency',
    'A currency code of ISO 4217.',
    isCurrency,
    'a currency code of ISO 4217, such as "USD"',
  ),
  EmailAddress: textScalar(
    'EmailAddress',
    'An e-mail address.',
    (text) => text.length <= EMAIL_LENGTH_MAX && EMAIL.test(text),
    'an e-mail address, such as "ada@example.com"',
  ),
};
