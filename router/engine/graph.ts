import { Kind, buildASTSchema, buildSchema, getDirectiveValues, isEnumType, isScalarType, parse, visit } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { scalars } from '#platform/scalars.ts';

/** A composed graph, loaded. */
export interface Graph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The graph with what only subgraphs see, such as inaccessible fields that entities are found by. */
  readonly wholeSchema: GraphQLSchema;
  /**
   * Names under which the planner reads fields that it adds to a client's selection (keys, required fields and `__typename`), and whether it reads
   * them with arguments of its own.
   */
  readonly plannerNames: ReadonlyMap<string, boolean>;
  /** Where the supergraph says that they are. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** Loads a supergraph that the planner has accepted; `clientSdl` is what the planner shows of it to clients. */
export function loadGraph(supergraphSdl: string, clientSdl: string): Graph {
  const document = parse(supergraphSdl, { noLocation: true });
  const schema = buildSchema(clientSdl, { assumeValid: true, noLocation: true });
  // Composition keeps only the names of scalars, and one without a parser takes anything.
  for (const { name, parseValue, parseLiteral } of Object.values<GraphQLScalarType>(scalars)) {
    const type = schema.getType(name);
    if (isScalarType(type)) Object.assign(type, { parseValue, parseLiteral });
  }
  const wholeSchema = buildASTSchema(document, { assumeValid: true });
  return {
    schema,
    wholeSchema,
    plannerNames: plannerNamesOf(document),
    subgraphs: subgraphsOf(wholeSchema),
  };
}

/** They are in the `key` and `requires` of the join directives (federation specification, "Join"). */
function plannerNamesOf(supergraph: DocumentNode): Graph['plannerNames'] {
  const names = new Map([['__typename', false]]);
  const add = ({ name: { value: name }, arguments: given = [] }: FieldNode): void =>
    void names.set(name, names.get(name) === true || given.length > 0);
  visit(supergraph, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'join__type' && name.value !== 'join__field') return;
      for (const { name: argument, value } of given)
        if ((argument.value === 'key' || argument.value === 'requires') && value.kind === Kind.STRING)
          visit(parse(`{ ${value.value} }`, { noLocation: true }), { Field: add });
    },
  });
  return names;
}

/** The values of `enum join__Graph`. */
function subgraphsOf(schema: GraphQLSchema): Graph['subgraphs'] {
  const graphs = schema.getType('join__Graph');
  const directive = schema.getDirective('join__graph');
  if (!isEnumType(graphs) || !directive) throw new Error('The supergraph names no subgraphs');
  return graphs.getValues().map(({ astNode }) => {
    const { name, url } = (astNode && getDirectiveValues(directive, astNode)) ?? {};
    return { name: String(name), url: String(url) };
  });
}
