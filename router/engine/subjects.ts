import type { JsonObject } from './json.ts';
import type { FetchStep } from './steps.ts';
import { targetsAt } from './targets.ts';

/** The objects that a fetch is for and, where it asks for entities, which of those each object is. */
export interface Subjects {
  readonly targets: readonly JsonObject[];
  /** For each target, which of the objects at the step's place it is. */
  readonly positions: readonly number[];
  /** The entities' JSON texts, each once: a page of orders names the same product many times (apollographql/federation #180). */
  readonly representations: readonly string[] | undefined;
  /** For each target the place of its entity among the representations. */
  readonly places: readonly number[];
}

/** Finds them in the answer so far. */
export function subjectsOf(step: FetchStep, data: JsonObject): Subjects {
  const { representation } = step;
  const found = step.place.length === 0 ? [data] : targetsAt(data, step.place);
  if (representation === undefined) return { targets: found, positions: [], representations: undefined, places: [] };
  const placeOf = new Map<unknown, number>();
  const representations: string[] = [];
  const targets: JsonObject[] = [];
  const positions: number[] = [];
  const places: number[] = [];
  for (let position = 0; position < found.length; position += 1) {
    const target = found[position];
    const identity = target && representation.identify(target);
    if (target === undefined || identity === undefined) continue;
    let place = placeOf.get(identity);
    if (place === undefined) {
      place = representations.push(representation.textOf(target)) - 1;
      placeOf.set(identity, place);
    }
    targets.push(target);
    positions.push(position);
    places.push(place);
  }
  return { targets, positions, representations, places };
}
