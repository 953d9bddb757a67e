import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';

type Path = readonly (string | number)[];

/**
 * Makes errors of the nulls that the engine put in place of objects for lack of a field, and mentions only in an extension.
 *
 * One kind is as it should be and stays silent: a subgraph has no entity of the id that another names (a customer ordered a product that
 * does not exist), and the field that leads to it is null because it may be. `missingAt` holds those places, `@` for each of a list.
 */
export function tellNulls(result: ExecutionResult, missingAt: ReadonlySet<string>): ExecutionResult {
  if (result.extensions === undefined) return result;
  const { extensions, ...answer } = result;
  const found = extensions['valueCompletion'];
  if (!Array.isArray(found)) return answer;
  const errors = found
    .filter((error) => error instanceof GraphQLError)
    .filter((error) => !isMissingEntity(error.path ?? [], answer.data, missingAt));
  return errors.length === 0 ? answer : { ...answer, errors };
}

/** Whether the null for which `path` was reported is one entity that is not there, and took nothing else with it. */
function isMissingEntity(path: Path, data: unknown, missingAt: ReadonlySet<string>): boolean {
  const place = path.slice(0, -1);
  if (!missingAt.has(place.map((step) => (typeof step === 'number' ? '@' : step)).join('.'))) return false;
  return valueAt(data, place) === null;
}

/** The value at a path; undefined where the path ends before. */
function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
