import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { GraphQLFormattedError } from 'graphql';
import type { FetchNode, JsonObject, Place, PlanNode, Requirement, Rewrite } from './data.ts';

/** A question for a subgraph, ready to be sent. */
export interface Question {
  /** A GraphQL request as JSON. */
  readonly body: string;
  /** How many entities it asks for; undefined where it asks for root fields. */
  readonly entityCount: number | undefined;
  /** Whether it changes something. Entities are only ever read, whatever the client's operation is. */
  readonly isMutation: boolean;
}

/** What a subgraph answered, or what is used instead. */
export interface SubgraphAnswer {
  readonly data: JsonObject | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Whether no text in it holds what JSON must escape. */
  readonly isPlain?: boolean;
  /** Of its text, in characters. */
  readonly length?: number;
}

/** Asks a subgraph. A subgraph that gives no answer is an answer with errors; what is thrown ends the operation. */
export type Ask = (subgraph: string, question: Question) => Promise<SubgraphAnswer>;

/** One question to a subgraph, with all that can be known of it before it is asked. */
export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly query: string;
  /** The objects that the answer belongs to. */
  readonly place: Place;
  /** The variables of the client that it passes on. */
  readonly variables: readonly string[];
  /** What the subgraph has to be told of each entity; undefined where root fields are asked for. */
  readonly requires: readonly Requirement[] | undefined;
  readonly inputRewrites: readonly Rewrite[];
  /** The request's body up to the first variable. */
  readonly bodyStart: string;
  readonly outputRewrites: readonly Rewrite[];
  readonly isMutation: boolean;
}

/** What is to be done to answer an operation. */
export type Step =
  | FetchStep
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] };

/** Prepares a plan for being run many times, as data that can be sent to another thread; undefined where there is nothing to ask. */
export function stepsOf({ node }: QueryPlan): Step | undefined {
  if (node?.kind === 'Subscription') throw new Error('Subscriptions are not served here.');
  return node && stepOf(node, []);
}

function stepOf(node: PlanNode, place: Place): Step {
  switch (node.kind) {
    case 'Fetch':
      return fetchOf(node, place);
    case 'Flatten':
      return stepOf(node.node, [...place, ...node.path.map(String)]);
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((inner) => stepOf(inner, place)) };
    case 'Parallel':
      return { kind: 'parallel', steps: node.nodes.map((inner) => stepOf(inner, place)) };
    case 'Condition':
    case 'Defer':
    default:
      throw new Error(`What a plan calls ${node.kind} is not served here.`);
  }
}

const fetchOf = (node: FetchNode, place: Place): FetchStep => ({
  kind: 'fetch',
  subgraph: node.serviceName,
  query: node.operation,
  place,
  variables: node.variableUsages ?? [],
  requires: node.requires,
  inputRewrites: node.inputRewrites ?? [],
  bodyStart: bodyStartOf(node.operation, node.operationName),
  outputRewrites: node.outputRewrites ?? [],
  isMutation: node.operationKind === OperationTypeNode.MUTATION,
});

const bodyStartOf = (query: string, name: string | undefined): string =>
  `{"query":${JSON.stringify(query)},${name === undefined ? '' : `"operationName":${JSON.stringify(name)},`}"variables":{`;
