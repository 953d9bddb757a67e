import { isObject, ownValue } from './json.ts';
import type { JsonObject } from './json.ts';
import type { Place } from './steps.ts';

/** Where a value stands in an answer: names of fields and indexes of lists. */
export type Path = readonly (string | number)[];

/** The objects at a place of an answer, those that are null left out. */
export function targetsAt(root: JsonObject, place: Place): JsonObject[] {
  const found: JsonObject[] = [];
  collect(root, place, 0, found);
  return found;
}

function collect(value: unknown, place: Place, depth: number, found: JsonObject[]): void {
  if (Array.isArray(value)) {
    const inner = place[depth] === '@' ? depth + 1 : depth;
    for (const item of value) collect(item, place, inner, found);
    return;
  }
  if (!isObject(value)) return;
  const name = place[depth];
  if (name === undefined) found.push(value);
  else collect(ownValue(value, name), place, depth + 1, found);
}

/** The paths of the same objects, in the same order. */
export function pathsAt(root: JsonObject, place: Place): Path[] {
  const found: Path[] = [];
  const walk = (value: unknown, depth: number, path: Path): void => {
    if (Array.isArray(value)) {
      const inner = place[depth] === '@' ? depth + 1 : depth;
      for (const [index, item] of value.entries()) walk(item, inner, [...path, index]);
      return;
    }
    if (!isObject(value)) return;
    const name = place[depth];
    if (name === undefined) found.push(path);
    else walk(ownValue(value, name), depth + 1, [...path, name]);
  };
  walk(root, 0, []);
  return found;
}
