import type { FieldNode } from 'graphql';
import type { Incompleteness } from './faults.ts';
import { isObject, quote } from './json.ts';
import type { JsonObject } from './json.ts';
import type { FieldShape, Form, Shapes } from './shape.ts';
import type { Findings } from './run.ts';

/**
 * Writes what the client asked for, in the order in which it was asked for, and puts null where the data does not hold what it must
 * (GraphQL specification, "Value Completion"), which it adds to the faults. An object that is `missing` is null without an error.
 *
 * It writes JSON at once: making objects of the right shape first, for JSON.stringify to walk through again, takes longer.
 */
export function writeData(
  shapes: Shapes,
  { data, missing, isPlain, faults }: Findings,
  introspect: Introspect,
): string {
  const quick: Writing = { path: undefined, missing, isPlain, introspect, incomplete: [], isComplete: true };
  const text = writeObject(shapes, data, '', quick);
  if (quick.isComplete) return text ?? 'null';
  // Only where something is wrong is it worth knowing where.
  const careful: Writing = { ...quick, path: [] };
  const again = writeObject(shapes, data, '', careful) ?? 'null';
  for (const incomplete of careful.incomplete) faults.addIncomplete(incomplete);
  return again;
}

/** Answers a field that the graph answers about itself, such as `__schema`, as JSON. */
export type Introspect = (nodes: readonly FieldNode[]) => string;

interface Writing {
  readonly introspect: Introspect;
  readonly isPlain: boolean;
  /** Where the writing is; undefined where that is not noted. */
  readonly path: (string | number)[] | undefined;
  readonly missing: ReadonlySet<JsonObject>;
  readonly incomplete: Incompleteness[];
  isComplete: boolean;
}

/** Undefined for an object that must be null since something in it is not what it must be. */
function writeObject(shapes: Shapes, object: JsonObject, place: string, writing: Writing): string | undefined {
  const shape = shapes.of(object['__typename']);
  if (shape === undefined || shape.isTypeUnknown) {
    if (!writing.missing.has(object)) note(writing, `The type of the object at ${place} is not known.`);
    return undefined;
  }
  let text = '{';
  let separator = '';
  for (const field of shape.fields) {
    const value = writeField(field, object, writing);
    if (value === undefined) return undefined;
    text += separator + field.start + value;
    separator = ',';
  }
  return `${text}}`;
}

function writeField(field: FieldShape, object: JsonObject, writing: Writing): string | undefined {
  const { name, key, source } = field;
  if (source.kind === 'typename') return source.text;
  if (source.kind === 'introspection') return writing.introspect(source.nodes);
  const { form } = source;
  const value = field.isInherited && !Object.hasOwn(object, key) ? undefined : object[key];
  writing.path?.push(name);
  if ((value ?? null) === null && !form.isNullable && !writing.missing.has(object))
    note(writing, `Cannot return null for non-nullable field ${field.place}.`);
  const text = write(form, value, field.place, writing);
  writing.path?.pop();
  return text;
}

/** Undefined where the value is null and may not be, or what is in it forces it to be. Whoever meets a null first tells of it. */
function write(form: Form, value: unknown, place: string, writing: Writing): string | undefined {
  const nothing = form.isNullable ? 'null' : undefined;
  if (value === null || value === undefined) {
    if (!form.isNullable) writing.isComplete = false;
    return nothing;
  }
  if (form.kind === 'leaf') {
    if (form.test(value)) {
      if (typeof value !== 'string') return JSON.stringify(value);
      return writing.isPlain ? `"${value}"` : quote(value);
    }
    note(writing, `Invalid value found for ${place}.`);
    return nothing;
  }
  if (form.kind === 'list') {
    if (Array.isArray(value)) return writeList(form.of, value, place, writing) ?? nothing;
    note(writing, `Not a list, as it must be, at ${place}.`);
    return nothing;
  }
  if (!isObject(value)) {
    note(writing, `Not an object, as it must be, at ${place}.`);
    return nothing;
  }
  return writeObject(form.shapes, value, place, writing) ?? nothing ?? tellMissing(value, place, writing);
}

/** An object that its subgraph does not have stands where there must be one. */
function tellMissing(object: JsonObject, place: string, writing: Writing): undefined {
  if (writing.missing.has(object)) note(writing, `Cannot return null for non-nullable field ${place}.`);
}

function writeList(form: Form, values: readonly unknown[], place: string, writing: Writing): string | undefined {
  let text = '[';
  let isWhole = true;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    writing.path?.push(index);
    if ((value ?? null) === null && !form.isNullable)
      note(writing, `Cannot return null for an item of the list ${place}.`);
    const item = write(form, value, place, writing);
    writing.path?.pop();
    if (item === undefined) isWhole = false;
    else text += index === 0 ? item : `,${item}`;
  }
  return isWhole ? `${text}]` : undefined;
}

function note(writing: Writing, message: string): void {
  writing.isComplete = false;
  if (writing.path !== undefined) writing.incomplete.push({ message, path: [...writing.path] });
}
