import type { FieldNode } from 'graphql';
import { isObject } from './data.ts';
import type { JsonObject, Path } from './data.ts';
import type { Faults } from './faults.ts';
import type { FieldShape, Form, Shapes } from './shape.ts';

/** What was found out for an operation. */
export interface Findings {
  /** Everything that the subgraphs told, beyond what the client asked for, in no particular order. */
  readonly data: JsonObject;
  /** Objects that another subgraph named, and that the one they belong to did not have. */
  readonly missing: ReadonlySet<JsonObject>;
  /** Objects that are in several places. */
  readonly shared: ReadonlySet<JsonObject>;
  /** Whether no text in the data holds what JSON must escape. */
  readonly isPlain: boolean;
}

/** How an answer is written. */
export interface WritingOptions {
  /** Returns an introspection field, such as `__schema`, as JSON. */
  readonly introspect: (nodes: readonly FieldNode[]) => string;
  /** In characters. */
  readonly lengthMax: number;
  readonly faults: Pick<Faults, 'addIncomplete'>;
}

/** Raised for an answer that is larger than it may be, as soon as that is known. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * Writes what the client asked for, in the order in which it was asked for, and puts null where the data does not hold what it must
 * (GraphQL specification, "Value Completion"), which it adds to the faults. An object that is `missing` is null without an error.
 * Writing JSON at once is faster than making objects of the right shape for JSON.stringify. Throws AnswerTooLargeError.
 */
export function writeData(shapes: Shapes, findings: Findings, options: WritingOptions): string {
  const quick: Writing = {
    ...findings,
    ...options,
    path: undefined,
    incomplete: [],
    isComplete: true,
    texts: new Map(),
  };
  const text = writeObject(shapes, findings.data, '', quick);
  if (quick.isComplete) return text ?? 'null';
  // Only where something is wrong is it worth knowing where.
  const careful: Writing = { ...quick, path: [] };
  const again = writeObject(shapes, findings.data, '', careful) ?? 'null';
  for (const { message, path } of careful.incomplete) options.faults.addIncomplete(message, path);
  return again;
}

interface Writing extends Findings, WritingOptions {
  /** Where the writing is; undefined where that is not noted. */
  readonly path: (string | number)[] | undefined;
  readonly incomplete: { readonly message: string; readonly path: Path }[];
  isComplete: boolean;
  /** What was written for shared objects. */
  readonly texts: Map<JsonObject, { readonly shapes: Shapes; readonly text: string | undefined }>;
}

/** Undefined for an object that must be null since something in it is not what it must be. A shared one is written once. */
function writeObject(shapes: Shapes, object: JsonObject, place: string, writing: Writing): string | undefined {
  if (writing.path !== undefined || !writing.shared.has(object)) return writeFields(shapes, object, place, writing);
  const known = writing.texts.get(object);
  if (known?.shapes === shapes) return known.text;
  const text = writeFields(shapes, object, place, writing);
  writing.texts.set(object, { shapes, text });
  return text;
}

function writeFields(shapes: Shapes, object: JsonObject, place: string, writing: Writing): string | undefined {
  const shape = shapes(object['__typename']);
  if (shape === undefined || shape.isTypeUnknown) {
    if (!writing.missing.has(object)) note(writing, `The type of the object at ${place} is not known.`);
    return undefined;
  }
  let text = '{';
  for (const field of shape.fields) {
    const value = writeField(field, object, writing);
    if (value === undefined) return undefined;
    text = text + (text === '{' ? field.start : field.next) + value;
    if (text.length > writing.lengthMax) throw new AnswerTooLargeError();
  }
  return `${text}}`;
}

function writeField(
  { source, key, name, place }: FieldShape,
  object: JsonObject,
  writing: Writing,
): string | undefined {
  if (source.kind === 'typename') return source.text;
  if (source.kind === 'introspection') return writing.introspect(source.nodes);
  const value = object[key];
  writing.path?.push(name);
  if ((value ?? null) === null && !source.form.isNullable && !writing.missing.has(object))
    note(writing, `Cannot return null for non-nullable field ${place}.`);
  const text = write(source.form, value, place, writing);
  writing.path?.pop();
  return text;
}

/** Undefined where the value is null and may not be, or what is in it forces it to be. A null is noted where it is met first. */
function write(form: Form, value: unknown, place: string, writing: Writing): string | undefined {
  const nothing = form.isNullable ? 'null' : undefined;
  if (value === null || value === undefined) {
    if (!form.isNullable) writing.isComplete = false;
    return nothing;
  }
  if (form.kind === 'leaf' && form.test(value))
    return typeof value === 'string' && writing.isPlain ? `"${value}"` : JSON.stringify(value);
  if (form.kind === 'list' && Array.isArray(value)) return writeList(form.of, value, place, writing) ?? nothing;
  if (form.kind !== 'object' || !isObject(value)) {
    note(writing, `Invalid value found for ${place}.`);
    return nothing;
  }
  const text = writeObject(form.shapes, value, place, writing) ?? nothing;
  // Its subgraph does not have an object that must be there.
  if (text === undefined && writing.missing.has(value))
    note(writing, `Cannot return null for non-nullable field ${place}.`);
  return text;
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
    if (text.length > writing.lengthMax) throw new AnswerTooLargeError();
  }
  return isWhole ? `${text}]` : undefined;
}

function note(writing: Writing, message: string): void {
  writing.isComplete = false;
  if (writing.path !== undefined) writing.incomplete.push({ message, path: [...writing.path] });
}
