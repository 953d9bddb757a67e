import type { QueryPlan } from '@apollo/query-planner';
import { OperationTypeNode } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { joinFetches } from './join.ts';
import { createRepresentation } from './representation.ts';
import type { Representation } from './representation.ts';
import type { Rewrite } from './rewrites.ts';
import { createTypeTest } from './types.ts';
import type { TypeTest } from './types.ts';

type PlanNode = Exclude<NonNullable<QueryPlan['node']>, { kind: 'Subscription' }>;
type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;

/** Names of fields from the root of the answer, and `@` for each of a list. */
export type Place = readonly string[];

/** One question to a subgraph, with all that can be known of it before it is asked. */
export interface FetchStep {
  readonly kind: 'fetch';
  readonly subgraph: string;
  readonly query: string;
  /** The objects that the answer belongs to. */
  readonly place: Place;
  /** The variables of the client that it passes on. */
  readonly variables: readonly string[];
  /** How the entities are told that it asks for; undefined where it asks for root fields. */
  readonly representation: Representation | undefined;
  /** The request's body up to the first variable. */
  readonly bodyStart: string;
  readonly outputRewrites: readonly Rewrite[];
  readonly isMutation: boolean;
}

/** Several questions for entities that go to one subgraph as one. */
export interface JoinedStep {
  readonly kind: 'joined';
  readonly subgraph: string;
  readonly members: readonly FetchStep[];
  readonly variables: readonly string[];
  readonly bodyStart: string;
}

/** What is to be done to answer an operation. */
export type Step =
  | FetchStep
  | JoinedStep
  | { readonly kind: 'sequence'; readonly steps: readonly Step[] }
  | { readonly kind: 'parallel'; readonly steps: readonly Step[] }
  | {
      readonly kind: 'condition';
      /** A variable that is true or false. */
      readonly variable: string;
      readonly ifTrue: Step | undefined;
      readonly ifFalse: Step | undefined;
    };

/** Prepares a plan for being run many times; undefined where there is nothing to ask. */
export function stepsOf(plan: QueryPlan, wholeSchema: GraphQLSchema): Step | undefined {
  if (plan.node === undefined) return undefined;
  if (plan.node.kind === 'Subscription') throw new Error('Subscriptions are not served here.');
  return stepOf(plan.node, [], createTypeTest(wholeSchema));
}

function stepOf(node: PlanNode, place: Place, isOfType: TypeTest): Step {
  switch (node.kind) {
    case 'Fetch':
      return fetchOf(node, place, isOfType);
    case 'Flatten':
      return stepOf(node.node, [...place, ...node.path.map(String)], isOfType);
    case 'Sequence':
      return { kind: 'sequence', steps: node.nodes.map((inner) => stepOf(inner, place, isOfType)) };
    case 'Parallel':
      return { kind: 'parallel', steps: joinFetches(node.nodes.map((inner) => stepOf(inner, place, isOfType))) };
    case 'Condition':
      return {
        kind: 'condition',
        variable: node.condition,
        ifTrue: node.ifClause && stepOf(node.ifClause, place, isOfType),
        ifFalse: node.elseClause && stepOf(node.elseClause, place, isOfType),
      };
    case 'Defer':
    default:
      throw new Error(`What a plan calls ${node.kind} is not served here.`);
  }
}

const fetchOf = (node: FetchNode, place: Place, isOfType: TypeTest): FetchStep => ({
  kind: 'fetch',
  subgraph: node.serviceName,
  query: node.operation,
  place,
  variables: node.variableUsages ?? [],
  representation: node.requires && createRepresentation(node.requires, node.inputRewrites ?? [], isOfType),
  bodyStart: `{"query":${JSON.stringify(node.operation)},${
    node.operationName === undefined ? '' : `"operationName":${JSON.stringify(node.operationName)},`
  }"variables":{`,
  outputRewrites: node.outputRewrites ?? [],
  isMutation: node.operationKind === OperationTypeNode.MUTATION,
});
