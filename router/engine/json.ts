/** An object as JSON.parse makes it. */
export type JsonObject = Record<string, unknown>;

/** Whether a value is an object, and neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Adds to `target` what `source` knows more, in place. Objects and lists of one length are merged; of other values the source's holds.
 * Parts of `source` become parts of `target`.
 */
export function mergeInto(target: JsonObject, source: JsonObject): void {
  if (target === source) return;
  for (const name of Object.keys(source)) {
    const value = source[name];
    // No field has this name in the data (document.ts); setting it would change what every object has.
    if (value === undefined || name === '__proto__') continue;
    if (!mergeParts(target[name], value)) target[name] = value;
  }
}

/** Merges objects, or lists of one length; false where there is nothing to merge into. */
function mergeParts(known: unknown, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isObject(known) && isObject(value)) {
    mergeInto(known, value);
    return true;
  }
  if (!Array.isArray(known) || !Array.isArray(value) || known.length !== value.length) return false;
  const [target, source]: [unknown[], readonly unknown[]] = [known, value];
  for (const [index, item] of source.entries()) if (!mergeParts(target[index], item)) target[index] = item;
  return true;
}

// What JSON escapes in a text: quotes, backslashes, control characters and halves of characters.
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;
/** Below this length, looking at each character is faster than starting the regular expression. */
const SHORT = 40;

/** A text as JSON. Most texts in answers need no escapes, which is checked faster than JSON.stringify runs. */
export function quote(text: string): string {
  const { length } = text;
  if (length >= SHORT) return ESCAPED.test(text) ? JSON.stringify(text) : `"${text}"`;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x22 || code === 0x5c || (code >= 0xd800 && code <= 0xdfff))
      return JSON.stringify(text);
  }
  return `"${text}"`;
}
