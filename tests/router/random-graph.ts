import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  GraphQLError,
  getNamedType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
} from 'graphql';
import type { GraphQLFieldResolver, GraphQLOutputType, GraphQLSchema } from 'graphql';

/** How the data of a graph is made up. The same one always gives the same data. */
export interface Whim {
  readonly seed: number;
  /** How many of a hundred values that may be null are, and of those that may not. */
  readonly nulls: number;
  readonly wrongNulls: number;
  /** How many of a hundred fields fail. */
  readonly failures: number;
}

/** So few ids that the same entity comes again and again. */
const IDS = 4;
const LIST_MAX = 3;

const schemaOf = (service: string): GraphQLSchema => {
  const sdl = readFileSync(new URL(`../../subgraphs/${service}/schema.graphql`, import.meta.url), 'utf8');
  return buildSubgraphSchema([{ typeDefs: parse(sdl) }]);
};

/** A service's own schema with a resolver for each field, for what takes resolvers from the schema alone. */
export function resolvedSchemaOf(service: string, whim: Whim): GraphQLSchema {
  const schema = schemaOf(service);
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    for (const field of Object.values(type.getFields())) if (!field.name.startsWith('_')) field.resolve = makeUp(whim);
  }
  return schema;
}

interface MadeUp {
  readonly id?: string;
  readonly key?: string;
}

const makeUp =
  (whim: Whim): GraphQLFieldResolver<MadeUp, unknown> =>
  (source, args, _, { fieldName, parentType, returnType }) => {
    if (fieldName === 'id' && source.id !== undefined) return source.id;
    const key = [whim.seed, source.key ?? source.id ?? '', parentType.name, fieldName, JSON.stringify(args)].join(' ');
    if (parentType.getFields()['id'] === undefined && chance(`${key} fails`) < whim.failures / 4)
      throw new GraphQLError(`${fieldName} failed`, { extensions: { code: 'INTERNAL_SERVER_ERROR' } });
    if (chance(`${key} fails`) < whim.failures)
      throw new GraphQLError(`${fieldName} failed`, { extensions: { code: 'FORBIDDEN' } });
    return valueOf(returnType, key, whim);
  };

function valueOf(type: GraphQLOutputType, key: string, whim: Whim, isNullable = true): unknown {
  if (isNonNullType(type)) return valueOf(type.ofType, key, whim, false);
  if (chance(`${key} is null`) < (isNullable ? whim.nulls : whim.wrongNulls)) return null;
  if (isListType(type)) {
    const length = chance(`${key} length`) % (LIST_MAX + 1);
    return Array.from({ length }, (_, index) => valueOf(type.ofType, `${key} ${index}`, whim));
  }
  if (!isLeafType(type)) {
    const hasId = 'getFields' in type && 'id' in type.getFields();
    const id = `01900000-0000-7000-8000-00000000000${chance(`${key} id`) % IDS}`;
    return hasId ? { id, key: `${type.name} ${id}` } : { key };
  }
  const number = chance(key);
  if (isEnumType(type)) return type.getValues()[number % type.getValues().length]?.value;
  const values: Record<string, unknown> = { Int: number, Float: number / 2, Boolean: number % 2 === 0 };
  return values[getNamedType(type).name] ?? (number % 5 === 0 ? `"${number}"\n\\é` : `text ${number}`);
}

/** A number from 0 to 99 that looks random and follows from the text. */
const chance = (text: string): number => (createHash('md5').update(text).digest()[0] ?? 0) % 100;
