/**
 * Whether a value has properties to look for.
 *
 * @param {unknown} value
 * @returns {value is Readonly<Record<string, unknown>>}
 */
const hasProperties = (value) => typeof value === 'object' && value !== null;

/**
 * What stands at a path in a value that came from elsewhere; undefined where nothing does.
 *
 * @param {unknown} value
 * @param {...string} path
 * @returns {unknown}
 */
export const at = (value, ...path) =>
  path.reduce((/** @type {unknown} */ inner, key) => (hasProperties(inner) ? inner[key] : undefined), value);

/**
 * The text at a path, if it is one.
 *
 * @param {unknown} value
 * @param {...string} path
 * @returns {string | undefined}
 */
export function textAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : undefined;
}

/**
 * The number at a path, if it is one.
 *
 * @param {unknown} value
 * @param {...string} path
 * @returns {number | undefined}
 */
export function numberAt(value, ...path) {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : undefined;
}

/**
 * The list at a path; empty where there is none.
 *
 * @param {unknown} value
 * @param {...string} path
 * @returns {readonly unknown[]}
 */
export function listAt(value, ...path) {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/**
 * Every property in a value, however deep, with its name.
 *
 * @param {unknown} value
 * @returns {Iterable<readonly [name: string, value: unknown]>}
 */
export function* propertiesIn(value) {
  if (!hasProperties(value)) return;
  for (const [name, inner] of Object.entries(value)) {
    yield [name, inner];
    yield* propertiesIn(inner);
  }
}

/**
 * The same value with other texts in it.
 *
 * @param {unknown} value
 * @param {(text: string) => string} change
 * @returns {unknown}
 */
export function withTexts(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((/** @type {unknown} */ each) => withTexts(each, change));
  if (!hasProperties(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTexts(inner, change)]));
}
