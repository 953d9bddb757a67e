import { GraphQLBoolean, GraphQLFloat, GraphQLID, GraphQLInt, GraphQLString, isEnumType } from 'graphql';
import type { GraphQLEnumType, GraphQLScalarType } from 'graphql';

/** Whether a value that is not null can be one of a scalar or enum. */
export type LeafTest = (value: unknown) => boolean;

const INT_MAX = 2 ** 31;
const isText = (value: unknown): boolean => typeof value === 'string';
const isWhole = (value: unknown): boolean => typeof value === 'number' && Number.isInteger(value);

const TESTS: ReadonlyMap<string, LeafTest> = new Map([
  [GraphQLString.name, isText],
  [GraphQLBoolean.name, (value) => typeof value === 'boolean'],
  [GraphQLInt.name, (value) => isWhole(value) && Number(value) < INT_MAX && Number(value) >= -INT_MAX],
  [GraphQLFloat.name, (value) => typeof value === 'number'],
  [GraphQLID.name, (value) => isText(value) || isWhole(value)],
]);
/** A scalar of the graph's own is what its subgraph says it is. */
const isAnything = (): boolean => true;

/** What values of a type can be, beside null. */
export function leafTest(type: GraphQLScalarType | GraphQLEnumType): LeafTest {
  if (!isEnumType(type)) return TESTS.get(type.name) ?? isAnything;
  const names = new Set<unknown>(type.getValues().map(({ name }) => name));
  return (value) => names.has(value);
}
