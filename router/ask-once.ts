import type { GraphQLFormattedError } from 'graphql';

/** A question with every entity once. */
export interface Question {
  readonly representations: readonly unknown[];
  /** For each entity that the gateway asked for, its place among `representations`. */
  readonly places: readonly number[];
}

/** What a subgraph answered, or what stands for it. */
export interface SubgraphAnswer {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/**
 * Leaves out entities that are asked for more than once: a page of orders names the same product many times, and the gateway asks
 * for it as often (apollographql/federation #180). Undefined when there are no two equal ones.
 */
export function askOnce(representations: readonly unknown[]): Question | undefined {
  const placeOf = new Map<string, number>();
  const unique: unknown[] = [];
  const places = representations.map((representation) => {
    const key = JSON.stringify(representation);
    const known = placeOf.get(key);
    if (known !== undefined) return known;
    placeOf.set(key, unique.length);
    return unique.push(representation) - 1;
  });
  return unique.length === representations.length ? undefined : { representations: unique, places };
}

/**
 * Gives the answer to a question with every entity once the shape that the gateway waits for. Equal entities become one object in
 * several places: what the gateway adds to it later is the same for all of them.
 */
export function spreadAnswer(answer: SubgraphAnswer, places: readonly number[]): SubgraphAnswer {
  const entities = answer.data?.['_entities'];
  return {
    ...answer,
    ...(Array.isArray(entities) && {
      data: { ...answer.data, _entities: places.map((place): unknown => entities[place]) },
    }),
    ...(answer.errors !== undefined && { errors: answer.errors.flatMap((error) => spreadError(error, places)) }),
  };
}

function spreadError(error: GraphQLFormattedError, places: readonly number[]): readonly GraphQLFormattedError[] {
  const [root, index, ...rest] = error.path ?? [];
  if (root !== '_entities' || typeof index !== 'number') return [error];
  return places.flatMap((place, position) => (place === index ? [{ ...error, path: [root, position, ...rest] }] : []));
}
