import type { GraphqlError } from '../../kit/visitor.ts';
import type { Step } from './graph.ts';
import type { Possessions } from './world.ts';

/** An object of an answer. */
export type Shown = Readonly<Record<string, unknown>>;

/** Whether a value is an object of an answer. */
export const isShown = (value: unknown): value is Shown =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value of a field of an answer; undefined where there is none. */
export const valueOf = (object: unknown, name: string): unknown => (isShown(object) ? object[name] : undefined);

const eachOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** The objects at the end of a way, of whomever. */
export const objectsAlong = (data: unknown, steps: readonly Step[]): Shown[] =>
  steps
    .reduce<unknown[]>(
      (here, { name, isConnection }) =>
        here.flatMap((object) => {
          const value = valueOf(object, name);
          return eachOf(isConnection ? valueOf(value, 'nodes') : value);
        }),
      [data],
    )
    .filter((object) => isShown(object));

/** Whether an object is among the owner's; what has no id is the object's that it was found in. */
export const isOwners = ({ ids }: Possessions, type: string, { id }: Shown): boolean =>
  id === undefined || (typeof id === 'string' && ids.get(type)?.has(id) === true);

/** The owner's objects at the end of a way. */
export function ownersObjectsAlong(data: unknown, steps: readonly Step[], possessions: Possessions): Shown[] {
  let here: Shown[] = isShown(data) ? [data] : [];
  for (const step of steps) {
    here = here
      .flatMap((object) => objectsAlong(object, [step]))
      .filter((object) => isOwners(possessions, step.to.name, object));
  }
  return here;
}

/** The names of the fields that lead to where an error happened, without places in lists. */
export const namesOf = ({ path = [] }: GraphqlError): string[] =>
  path.filter((step) => typeof step === 'string').filter((step) => step !== 'nodes');

/** Whether one list of names begins with another. */
export const beginsWith = (names: readonly string[], start: readonly string[]): boolean =>
  start.every((name, index) => names[index] === name);

/** What gives the owner away in a text, other than what was asked with. */
export const marksIn = ({ marks }: Possessions, text: string, asked = ''): string[] =>
  marks.filter((mark) => text.includes(mark) && !asked.includes(mark));
