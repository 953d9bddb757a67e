import { buildASTSchema, buildSchema, getDirectiveValues, isEnumType, parse } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { plannerNamesOf } from './document.ts';
import type { PlannerNames } from './document.ts';

/** A composed graph, loaded. */
export interface Graph {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  /** The graph with what only subgraphs see, such as inaccessible fields that entities are found by. */
  readonly wholeSchema: GraphQLSchema;
  readonly plannerNames: PlannerNames;
  /** Where the supergraph says that they are. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** Loads a supergraph that the planner has accepted; `clientSdl` is what the planner shows of it to clients. */
export function loadGraph(supergraphSdl: string, clientSdl: string): Graph {
  const document = parse(supergraphSdl, { noLocation: true });
  const wholeSchema = buildASTSchema(document, { assumeValid: true });
  return {
    schema: buildSchema(clientSdl, { assumeValid: true, noLocation: true }),
    wholeSchema,
    plannerNames: plannerNamesOf(document),
    subgraphs: subgraphsOf(wholeSchema),
  };
}

/** The values of `enum join__Graph` (federation specification, "Join"). */
function subgraphsOf(schema: GraphQLSchema): Graph['subgraphs'] {
  const graphs = schema.getType('join__Graph');
  const directive = schema.getDirective('join__graph');
  if (!isEnumType(graphs) || !directive) throw new Error('The supergraph names no subgraphs');
  return graphs.getValues().map(({ astNode }) => {
    const { name, url } = (astNode && getDirectiveValues(directive, astNode)) ?? {};
    return { name: String(name), url: String(url) };
  });
}
