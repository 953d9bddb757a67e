import type { FieldNode } from 'graphql';
import { isObject } from './data.ts';
import type { JsonObject } from './data.ts';
import type { Telling } from './faults.ts';
import type { FieldShape, Form, Shape, Shapes } from './shape.ts';

/** What was found out for an operation. */
export interface Findings {
  /** Everything that the subgraphs told, beyond what the client asked for, in no particular order. */
  readonly data: JsonObject;
  /** Objects that another subgraph named, and that the one they belong to did not have. */
  readonly missing: Set<object>;
  /** Objects that are in several places. */
  readonly shared: Set<JsonObject>;
  /** Whether no text in the data holds what JSON must escape. */
  isPlain: boolean;
}

interface Writing extends Findings {
  /** Returns an introspection field, such as `__schema`, as JSON. */
  readonly introspect: (nodes: readonly FieldNode[]) => string;
  /** In characters. */
  readonly lengthMax: number;
  /** Undefined where there is nothing to tell, as far as that is known. */
  readonly telling: Telling | undefined;
  isComplete: boolean;
  /** What was written for shared objects. */
  readonly texts: Map<JsonObject, { readonly shape: Shape; readonly text: string | undefined }>;
}

/** Raised for an answer that is larger than it may be, as soon as that is known. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * Writes what the client asked for, in the order in which it was asked for, and puts null where the data does not hold what it must
 * (GraphQL specification, "Value Completion"), which it tells. An object that is `missing` is null without an error. Returns undefined where there is
 * something to tell without `telling`. Writing JSON at once is faster than making objects of the right shape for JSON.stringify. Throws
 * AnswerTooLargeError.
 */
export function writeData(
  shapes: Shapes,
  findings: Findings,
  options: Pick<Writing, 'introspect' | 'lengthMax' | 'telling'>,
): string | undefined {
  const writing: Writing = { ...findings, ...options, isComplete: true, texts: new Map() };
  const root = { kind: 'object', isNullable: true, coordinate: '', shapes } as const;
  const text = writeObject(root, findings.data, findings, writing) ?? 'null';
  return writing.isComplete || options.telling !== undefined ? text : undefined;
}

/**
 * Undefined for an object that must be null since something in it is not what it must be. `container` is the object or list that it is in. One in
 * several places is written once.
 */
function writeObject(
  form: Form & { readonly shapes: Shapes },
  object: JsonObject,
  container: object,
  writing: Writing,
): string | undefined {
  const { telling } = writing;
  const shape = form.shapes(object['__typename']);
  if (shape === undefined || shape.isTypeUnknown) {
    const isExplained = writing.missing.has(object) || telling?.ofLost(object, form) === true;
    if (!isExplained) note(`The type of the object at ${form.coordinate} is not known.`, container, writing);
    return undefined;
  }
  if (telling !== undefined) {
    const told = telling.enterObject(object, shape);
    const text = writeFields(shape, object, writing);
    telling.leaveObject(told);
    return text;
  }
  if (!writing.shared.has(object)) return writeFields(shape, object, writing);
  const known = writing.texts.get(object);
  if (known?.shape === shape) return known.text;
  const text = writeFields(shape, object, writing);
  writing.texts.set(object, { shape, text });
  return text;
}

function writeFields({ fields }: Shape, object: JsonObject, writing: Writing): string | undefined {
  let text = '';
  let isWhole = true;
  for (const field of fields) {
    const value = writeField(field, object, writing);
    if (value !== undefined) text = text + field.start + value;
    else if (writing.telling === undefined) return undefined;
    // The errors of other fields are told, too.
    else isWhole = false;
    if (text.length > writing.lengthMax) throw new AnswerTooLargeError();
  }
  return isWhole ? `${text || '{'}}` : undefined;
}

function writeField({ source, key, name }: FieldShape, object: JsonObject, writing: Writing): string | undefined {
  if (source.kind === 'typename') return source.text;
  if (source.kind === 'introspection') return writing.introspect(source.nodes);
  const { telling } = writing;
  // Without a closure, which would be made for each field.
  const told = telling?.enter(object, key, name, source.form) ?? 0;
  const text = write(source.form, object[key], object, writing);
  telling?.leave(told);
  return text;
}

/** Undefined where the value is null and may not be, or what is in it forces it to be. */
function write(form: Form, value: unknown, container: object, writing: Writing): string | undefined {
  const { isNullable, coordinate } = form;
  const nothing = isNullable ? 'null' : undefined;
  if (value === null || value === undefined) {
    if (!isNullable && !writing.missing.has(container))
      note(`Cannot return null for non-nullable ${coordinate}.`, container, writing);
    return nothing;
  }
  if (form.kind === 'leaf' && form.test(value))
    return typeof value === 'string' && writing.isPlain ? `"${value}"` : JSON.stringify(value);
  if (form.kind === 'list' && Array.isArray(value)) return writeList(form.of, value, writing) ?? nothing;
  if (form.kind !== 'object' || !isObject(value)) {
    note(`Invalid value found for ${coordinate}.`, container, writing);
    return nothing;
  }
  const text = writeObject(form, value, container, writing) ?? nothing;
  // Its subgraph does not have an object that must be there.
  if (text === undefined && writing.missing.has(value))
    note(`Cannot return null for non-nullable ${coordinate}.`, container, writing);
  return text;
}

function writeList(form: Form, values: readonly unknown[], writing: Writing): string | undefined {
  const { telling } = writing;
  let text = '[';
  let isWhole = true;
  for (let index = 0; index < values.length; index += 1) {
    const told = telling?.enter(values, index, index, form) ?? 0;
    const item = write(form, values[index], values, writing);
    telling?.leave(told);
    if (item === undefined) isWhole = false;
    else text += index === 0 ? item : `,${item}`;
    if (text.length > writing.lengthMax) throw new AnswerTooLargeError();
  }
  return isWhole ? `${text}]` : undefined;
}

function note(message: string, container: object, writing: Writing): void {
  writing.isComplete = false;
  writing.telling?.tellIncomplete(message, container);
}
