import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import type { ValueNode } from 'graphql';
import { asciiDomain } from './folding.ts';
import { isCurrency } from './currencies.ts';
import { formatAmount, isDecimal } from './money.ts';
import type { Money } from './money.ts';

const EMAIL_LENGTH_MAX = 254; // RFC 5321: a path has at most 256 octets, its angle brackets included.
/** Dot-atoms (RFC 5322, section 3.2.3) in whatever script (RFC 6531), without anything that is invisible or turns the direction of writing. */
const MAILBOX =
  /^(?=.{1,64}$)[^.\s@"(),:;<>[\\\]\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+(?:\.[^.\s@"(),:;<>[\\\]\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]+)*$/u;
const INSTANT = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/;

/** Whether a text is an e-mail address. */
export function isEmailAddress(text: string): boolean {
  const at = text.lastIndexOf('@');
  return (
    text.length <= EMAIL_LENGTH_MAX && MAILBOX.test(text.slice(0, at)) && asciiDomain(text.slice(at + 1)) !== undefined
  );
}

/** The description is that of the schema. */
function textScalar(name: string, form: string, rule: (text: string) => boolean): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode): string => {
    if (typeof value === 'string' && rule(value)) return value;
    throw new GraphQLError(`${name} must be ${form}.`, { nodes: node ?? null });
  };
  return new GraphQLScalarType<string, string>({
    name,
    serialize: String,
    parseValue: (value) => parse(value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : undefined, node),
  });
}

/** Whether a month has the day: JavaScript reads February 30 as March 2. */
const isDay = (day: string): boolean => new Date(day).toISOString().startsWith(day);

const parseInstant = (value: unknown, node?: ValueNode): Date => {
  const instant = typeof value === 'string' && INSTANT.test(value) ? new Date(value) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()) || !isDay(String(value).slice(0, 10)))
    throw new GraphQLError('DateTime must be an RFC 3339 instant, such as "2026-01-31T12:00:00Z".', {
      nodes: node ?? null,
    });
  return instant;
};

/** The graph's own scalars, the same in every subgraph and in the router. */
export const scalars = {
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    serialize: (value) => (value instanceof Date ? value.toISOString() : String(value)),
    parseValue: (value) => parseInstant(value),
    parseLiteral: (node) => parseInstant(node.kind === Kind.STRING ? node.value : undefined, node),
  }),
  Decimal: textScalar('Decimal', 'a string of plain digits, such as "200.50"', isDecimal),
  Currency: textScalar('Currency', 'a currency code of ISO 4217, such as "USD"', isCurrency),
  EmailAddress: textScalar('EmailAddress', 'an e-mail address, such as "ada@example.com"', isEmailAddress),
};

/** The resolvers of types that every subgraph defines alike. */
export const sharedTypes = {
  Money: { amount: ({ amountMinor, currency }: Money): string => formatAmount(amountMinor, currency) },
};
