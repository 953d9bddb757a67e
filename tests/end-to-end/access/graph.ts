import { buildClientSchema, getIntrospectionQuery, getNamedType, isObjectType } from 'graphql';
import type { GraphQLField, GraphQLObjectType, GraphQLOutputType, GraphQLSchema, IntrospectionQuery } from 'graphql';
import type { Visitor } from '../../kit/visitor.ts';

type Field = GraphQLField<unknown, unknown>;

/** One way of asking a field of Query, with its arguments written out. */
export interface Root {
  readonly label: string;
  readonly args: string;
  /** Whether it names the customer's object, and is open to the customer: what comes of it is what the rows of the document say. */
  readonly isNamed: boolean;
}

/** A field on the way to an object. */
export interface Step {
  /** The row that says who may take it. */
  readonly row: string;
  readonly name: string;
  readonly args: string;
  readonly isConnection: boolean;
  readonly to: GraphQLObjectType;
}

/** A way through the graph to objects of a type. */
export interface Way {
  /** For people: `order(id).payment`. */
  readonly place: string;
  readonly isNamed: boolean;
  readonly steps: readonly Step[];
}

/** The graph as the router shows it to its clients. */
export async function readGraph(visitor: Visitor): Promise<GraphQLSchema> {
  const { data, text } = await visitor.send<IntrospectionQuery, never>(getIntrospectionQuery());
  if (!data) throw new Error(`The router does not show its graph: ${text}`);
  return buildClientSchema(data);
}

/** The object types of the graph, Query and Mutation included. */
export const objectTypes = (graph: GraphQLSchema): GraphQLObjectType[] =>
  Object.values(graph.getTypeMap())
    .filter((type) => isObjectType(type))
    .filter(({ name }) => !name.startsWith('__'));

/** What has to be known of a graph to find one's way. */
export interface Atlas {
  readonly graph: GraphQLSchema;
  /** Whether a type has no rows of its own. */
  readonly isBare: (type: string) => boolean;
  /** Whether objects of a type have no owner: those inside an order are still protected by the order. */
  readonly isNobodys: (type: string) => boolean;
}

/** The type with rows that a field leads to, through the nodes of a page where it is one. */
function destinationOf({ isBare }: Atlas, field: Field): { to: GraphQLObjectType; isConnection: boolean } | undefined {
  const type = getNamedType(field.type);
  if (!isObjectType(type)) return undefined;
  if (!isBare(type.name)) return { to: type, isConnection: false };
  const nodes = type.getFields()['nodes'];
  const node = nodes === undefined ? undefined : getNamedType(nodes.type);
  return isObjectType(node) ? { to: node, isConnection: true } : undefined;
}

const argumentsOf = ({ args }: Field): string => (args.some(({ name }) => name === 'first') ? '(first: 100)' : '');

/** What to select of a value: all of a type without rows, and of an object with rows that it is there. */
function selectionOf(atlas: Atlas, type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = named.getFields();
  if (!atlas.isBare(named.name)) return fields['id'] === undefined ? ' { __typename }' : ' { id }';
  return ` { ${Object.values(fields)
    .map((field) => selectField(atlas, field))
    .join(' ')} }`;
}

/** Selects a field. */
export const selectField = (atlas: Atlas, field: Field): string =>
  `${field.name}${argumentsOf(field)}${selectionOf(atlas, field.type)}`;

/** Selects every field of a type. */
export const selectAll = (atlas: Atlas, type: GraphQLObjectType): string =>
  Object.values(type.getFields())
    .map((field) => selectField(atlas, field))
    .join(' ');

/** A query that goes a way and selects something at its end. */
export const queryAlong = ({ steps }: Way, selection: string): string =>
  `{ ${steps.reduceRight((inner, { name, args, isConnection, to }) => {
    const there = `{ ${'id' in to.getFields() ? 'id ' : ''}${inner} }`;
    return `${name}${args} ${isConnection ? `{ nodes ${there} }` : there}`;
  }, selection)} }`;

/**
 * Every way from Query to every type with rows that comes by no type twice. Throws for a field of Query without a rule how to
 * ask it, so that a new one cannot be forgotten.
 */
export function waysThrough(atlas: Atlas, roots: Readonly<Record<string, readonly Root[]>>): Way[] {
  const onwards = (way: Way, seen: readonly GraphQLObjectType[]): Way[] => [
    way,
    ...Object.values(way.steps.at(-1)?.to.getFields() ?? {}).flatMap((field) => {
      const next = destinationOf(atlas, field);
      if (next === undefined || seen.includes(next.to)) return [];
      const row = `${way.steps.at(-1)?.to.name}.${field.name}`;
      const steps = [...way.steps, { row, name: field.name, args: argumentsOf(field), ...next }];
      const isNamed = way.isNamed && !atlas.isNobodys(next.to.name);
      return onwards({ place: `${way.place}.${field.name}`, isNamed, steps }, [...seen, next.to]);
    }),
  ];
  return Object.values(atlas.graph.getQueryType()?.getFields() ?? {}).flatMap((field) => {
    const type = getNamedType(field.type);
    // What has no rows of its own is held to the row of the field that leads to it.
    const first = destinationOf(atlas, field) ?? (isObjectType(type) ? { to: type, isConnection: false } : undefined);
    const variants = roots[field.name];
    if (first === undefined || variants === undefined)
      throw new Error(`There is no rule how to ask Query.${field.name}`);
    return variants.flatMap(({ label, args, isNamed }) => {
      const step = { row: `Query.${field.name}`, name: field.name, args, ...first };
      return onwards({ place: label, isNamed, steps: [step] }, [first.to]);
    });
  });
}
