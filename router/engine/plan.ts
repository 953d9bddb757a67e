import type { QueryPlan } from '@apollo/query-planner';
import { Kind, OperationTypeNode, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  FieldNode,
  GraphQLFormattedError,
  NameNode,
  OperationDefinitionNode,
} from 'graphql';
import type { FetchNode, JsonObject, Place, PlanNode, Requirement, Rewrite } from './data.ts';

/** A question for a subgraph, ready to be sent. */
export interface Question {
  /** A GraphQL request as JSON. */
  readonly body: string;
  /** How many entities it asks for, by response name; undefined where it asks for root fields. */
  readonly entityCounts: ReadonlyMap<string, number> | undefined;
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
      return { kind: 'parallel', steps: joinFetches(node.nodes.map((inner) => stepOf(inner, place))) };
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

/** The response name of a joined question's part. */
export const partName = (index: number): string => `_${index}`;
/** The variable that holds the entities of a part. */
export const partVariable = (index: number): string => `representations${index}`;

/**
 * Makes one question of those for entities that go to one subgraph at the same time: it checks the token once, and loads in one batch what
 * several of them need.
 */
function joinFetches(steps: readonly Step[]): readonly Step[] {
  const forEntities = steps.filter((step) => step.kind === 'fetch').filter((step) => step.requires !== undefined);
  const groups = Object.values(Object.groupBy(forEntities, ({ subgraph }) => subgraph)).map((group = []) => group);
  const joined = groups.filter(({ length }) => length > 1);
  const members = new Set<Step>(joined.flat());
  return [...steps.filter((step) => !members.has(step)), ...joined.map(join)];
}

function join(members: readonly FetchStep[]): JoinedStep {
  const definitions = members.flatMap(
    ({ query }, index): readonly DefinitionNode[] =>
      withOwnNames(parse(query, { noLocation: true }), index).definitions,
  );
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const variables = operations.flatMap(({ variableDefinitions = [] }) => variableDefinitions);
  const [first] = operations;
  if (first === undefined) throw new Error('A fetch without an operation');
  const operation: OperationDefinitionNode = {
    ...first,
    variableDefinitions: [...new Map(variables.map((each) => [each.variable.name.value, each])).values()],
    selectionSet: {
      kind: Kind.SELECTION_SET,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  const query = stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }));
  return {
    kind: 'joined',
    subgraph: members[0]?.subgraph ?? '',
    members,
    variables: [...new Set(members.flatMap((member) => member.variables))],
    bodyStart: bodyStartOf(query, first.name?.value),
  };
}

/** The document with names that are no other part's: its entities, their variable and its fragments. */
function withOwnNames(document: DocumentNode, index: number): DocumentNode {
  const named = (value: string): NameNode => ({ kind: Kind.NAME, value });
  return visit(document, {
    Variable: (node) =>
      node.name.value === 'representations' ? { ...node, name: named(partVariable(index)) } : undefined,
    FragmentSpread: (node) => ({ ...node, name: named(`${node.name.value}_${index}`) }),
    FragmentDefinition: { leave: (node) => ({ ...node, name: named(`${node.name.value}_${index}`) }) },
    Field: {
      leave: (node): FieldNode | undefined =>
        node.name.value === '_entities' ? { ...node, alias: named(partName(index)) } : undefined,
    },
  });
}
