import { GraphQLID, GraphQLInt, getNamedType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import { isCurrency, parseAmount } from '#platform/money.ts';

const PAGE_MAX = 100;
const TEXT_LENGTH_MAX = 10_000;
const IDEMPOTENCY_KEY_LENGTH_MAX = 255; // As long as Stripe's.
const ID_NAME = /^id$|Id$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A value as it came in, coerced, and what the graph calls it. */
export interface InputValue {
  readonly value: unknown;
  readonly type: GraphQLInputType;
  /** The name of the argument or input field that holds it, also for what a list holds. */
  readonly name: string;
  readonly path: string;
}

/** Told of each broken rule: the dotted path of the field and a sentence such as "must be from 1 to 100". */
export type OnFault = (path: string, fault: string) => void;

/** Holds a value, and all that is in it, to the rules that are the same for every argument and input field of the graph. */
export function checkValue(input: InputValue, onFault: OnFault): void {
  const { value, name, path } = input;
  const type = isNonNullType(input.type) ? input.type.ofType : input.type;
  if (value === null || value === undefined) return;
  if (isListType(type)) {
    if (Array.isArray(value))
      value.forEach((item, index) =>
        checkValue({ value: item, type: type.ofType, name, path: `${path}.${index}` }, onFault),
      );
    return;
  }
  if (isInputObjectType(type)) {
    if (typeof value !== 'object') return;
    const fields = new Map(Object.entries(value));
    for (const field of Object.values(type.getFields())) {
      checkValue(
        { value: fields.get(field.name), type: field.type, name: field.name, path: `${path}.${field.name}` },
        onFault,
      );
    }
    if (type.name === 'MoneyInput') checkMoney(fields, path, onFault);
    return;
  }
  const fault = typeof value === 'string' ? faultOfText(value, type, name) : faultOfNumber(value, type, name);
  if (fault !== undefined) onFault(path, fault);
}

function faultOfText(text: string, type: GraphQLInputType, name: string): string | undefined {
  if (text.includes('\0')) return 'must not hold null bytes';
  if (!text.isWellFormed()) return 'must be well-formed Unicode';
  if (text.length > TEXT_LENGTH_MAX) return `must have at most ${TEXT_LENGTH_MAX} characters, and has ${text.length}`;
  if (name === 'idempotencyKey' && (text.length === 0 || text.length > IDEMPOTENCY_KEY_LENGTH_MAX)) {
    return `must have 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} characters`;
  }
  if (getNamedType(type) === GraphQLID && ID_NAME.test(name) && !UUID.test(text))
    return 'must be an id, which is a UUID';
  return undefined;
}

function faultOfNumber(value: unknown, type: GraphQLInputType, name: string): string | undefined {
  if (name !== 'first' || getNamedType(type) !== GraphQLInt || typeof value !== 'number') return undefined;
  return value < 1 || value > PAGE_MAX ? `must be from 1 to ${PAGE_MAX}` : undefined;
}

/** Places and digits that the currency allows. Whether an amount is enough, or too much, is for the service to say. */
function checkMoney(fields: ReadonlyMap<string, unknown>, path: string, onFault: OnFault): void {
  const amount = fields.get('amount');
  const currency = fields.get('currency');
  if (typeof amount !== 'string' || typeof currency !== 'string' || !isCurrency(currency)) return;
  const parsed = parseAmount(amount, currency);
  if (typeof parsed === 'object') onFault(`${path}.amount`, parsed.error);
}
