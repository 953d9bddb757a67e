import { GraphQLID, GraphQLInt, getNamedType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import type { GraphQLInputType } from 'graphql';
import type { z } from 'zod';
import { OBJECT_RULES } from './object-rules.ts';
import { TEXT_RULES, faultByRule } from './text-rules.ts';

/** The ends of whole numbers by the name of what holds them, both included. */
const RANGES: ReadonlyMap<string, { readonly min: number; readonly max: number }> = new Map([
  ['first', { min: 1, max: 100 }],
  ['quantity', { min: 1, max: 1_000_000 }],
  ['onHand', { min: 0, max: Infinity }],
  ['expiresInSeconds', { min: 1, max: 2_592_000 }], // Thirty days.
]);
const TEXT_LENGTH_MAX = 10_000;
const ID_NAME = /^id$|Id$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A value as it came in, coerced, and what the graph calls it. */
export interface InputValue {
  readonly value: unknown;
  readonly type: GraphQLInputType;
  /** The name of the argument or input field that holds it, also for what a list holds. */
  readonly name: string;
  readonly path: string;
  /** What it may be if it is a text, where that is not what every text may be. */
  readonly rule?: z.ZodType | undefined;
}

/** Told of each broken rule: the dotted path of the field and a sentence such as "must be from 1 to 100". */
export type OnFault = (path: string, fault: string) => void;

/**
 * Holds a value, and all that is in it, to the rules that need nothing stored. A service refuses what breaks them as well, but only when
 * its turn comes: by then an earlier mutation of the same document would have run.
 */
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
      const rule = TEXT_RULES.get(`${type.name}.${field.name}`);
      checkValue(
        { value: fields.get(field.name), type: field.type, name: field.name, path: `${path}.${field.name}`, rule },
        onFault,
      );
    }
    OBJECT_RULES.get(type.name)?.(fields, path, onFault);
    return;
  }
  const fault =
    typeof value === 'string'
      ? (faultOfText(value, type, name) ?? faultByRule(input.rule, value))
      : faultOfNumber(value, type, name);
  if (fault !== undefined) onFault(path, fault);
}

function faultOfText(text: string, type: GraphQLInputType, name: string): string | undefined {
  if (text.includes('\0')) return 'must not hold null bytes';
  if (!text.isWellFormed()) return 'must be well-formed Unicode';
  if (text.length > TEXT_LENGTH_MAX) return `must have at most ${TEXT_LENGTH_MAX} characters, and has ${text.length}`;
  if (getNamedType(type) === GraphQLID && ID_NAME.test(name) && !UUID.test(text))
    return 'must be an id, which is a UUID';
  return undefined;
}

function faultOfNumber(value: unknown, type: GraphQLInputType, name: string): string | undefined {
  if (getNamedType(type) !== GraphQLInt || typeof value !== 'number') return undefined;
  if (name === 'delta') return value === 0 ? 'must not be zero' : undefined;
  const { min, max } = RANGES.get(name) ?? { min: -Infinity, max: Infinity };
  if (value >= min && value <= max) return undefined;
  return max === Infinity ? `must be at least ${min}` : `must be from ${min} to ${max}`;
}
