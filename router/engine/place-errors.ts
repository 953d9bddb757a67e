import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import { fieldsAsked } from './fields-asked.ts';
import type { JsonObject } from './json.ts';
import type { SubgraphAnswer } from './run.ts';
import type { FetchStep } from './steps.ts';
import type { Subjects } from './subjects.ts';
import { pathsAt } from './targets.ts';
import type { Path } from './targets.ts';

/** A question that was answered with errors. */
export interface FailedFetch {
  readonly step: FetchStep;
  readonly answer: SubgraphAnswer;
  readonly subjects: Subjects;
  readonly variables: JsonObject;
  /** The whole answer so far. */
  readonly data: JsonObject;
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
}

/**
 * Gives the errors of a subgraph the places that they have in the client's answer. One that stands for the subgraph's whole answer is told
 * at every field that was asked for, one of an entity at every place that the entity has. Each is marked with the subgraph's name.
 */
export function placeErrors(failed: FailedFetch): readonly GraphQLFormattedError[] {
  const { step, answer } = failed;
  const isForEntities = failed.subjects.representations !== undefined;
  const isPlaced = ({ path }: GraphQLFormattedError): boolean =>
    path !== undefined && (!isForEntities || typeof path[1] === 'number');
  const errors = answer.errors ?? [];
  const placed =
    answer.data !== null || errors.every(isPlaced)
      ? errors
      : errors.flatMap((error) => (isPlaced(error) ? [error] : askedPaths(failed).map((path) => ({ ...error, path }))));
  const placesOf = isForEntities ? createEntityPlaces(failed) : undefined;
  return placed.flatMap(({ message, path, extensions }) => {
    // Where in the subgraph's query something is means nothing to a client.
    const error = { message, extensions: { ...extensions, serviceName: step.subgraph } };
    const [, index, ...rest] = path ?? [];
    if (placesOf !== undefined && typeof index === 'number')
      return placesOf(index).map((place) => ({ ...error, path: [...place, ...rest] }));
    return [path === undefined ? error : { ...error, path: [...step.place, ...path] }];
  });
}

function askedPaths({ step, subjects, variables, schema }: FailedFetch): readonly Path[] {
  const { representations } = subjects;
  const asked =
    representations === undefined
      ? variables
      : { ...variables, representations: representations.map((text): unknown => JSON.parse(text)) };
  return fieldsAsked({ query: step.query, variables: asked }, schema);
}

/** Where each entity of a question stands. */
function createEntityPlaces({ step, subjects, data }: FailedFetch): (index: number) => readonly Path[] {
  const paths = pathsAt(data, step.place);
  return (index) =>
    subjects.places.flatMap((place, target) => {
      const path = paths[subjects.positions[target] ?? -1];
      return place === index && path !== undefined ? [path] : [];
    });
}
