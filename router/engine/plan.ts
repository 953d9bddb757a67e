import type { QueryPlan } from '@apollo/query-planner';

type PlanNode = NonNullable<QueryPlan['node']>;
type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;
/** A change that the plan wants in what goes to a subgraph, or comes from it. */
export type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];
/** What a subgraph has to be told of an entity. */
export type Requirement = NonNullable<FetchNode['requires']>[number];

/** Names of fields from the root of the answer, `@` for each of a list, and `... on Type` for those of a type. */
export type Place = readonly string[];

/** A request to a subgraph, for entities where it has `requires`, otherwise for root fields. */
export interface FetchStep extends FetchNode {
  /** The objects that the answer belongs to. */
  readonly place: Place;
  /** The request's body up to the first variable. */
  readonly bodyStart: string;
}

/** What is to be done to answer an operation. */
export type Step = FetchStep | { readonly kind: 'Sequence' | 'Parallel'; readonly steps: readonly Step[] };

/** Prepares a plan for being run many times, as data that can be sent to another thread. */
export function stepOf(node: PlanNode, place: Place = []): Step {
  if (node.kind === 'Flatten') return stepOf(node.node, [...place, ...node.path.map(String)]);
  if (node.kind === 'Sequence' || node.kind === 'Parallel')
    return { kind: node.kind, steps: node.nodes.map((inner) => stepOf(inner, place)) };
  if (node.kind !== 'Fetch') throw new Error(`What a plan calls ${node.kind} is not served here.`);
  const { operation: query, operationName } = node;
  return { ...node, place, bodyStart: `${JSON.stringify({ query, operationName }).slice(0, -1)},"variables":{` };
}
