import { Kind, OperationTypeNode, executeSync } from 'graphql';
import type { DocumentNode, FieldNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { conditionValues, conditionsOf } from './conditions.ts';
import type { Graph } from './graph.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import { renameForPlanner } from './names.ts';
import type { RenamedDocument } from './names.ts';
import { stepsOf } from './plan.ts';
import type { Ask, Step } from './plan.ts';
import { createRun } from './run.ts';
import type { Run } from './run.ts';
import { shapesOf } from './shape.ts';
import type { Shapes } from './shape.ts';
import { writeData } from './write.ts';

/** An answer, ready to be sent but for what clients must not see of its errors. */
export interface WrittenAnswer {
  /** The JSON text of `data`. */
  readonly data: string;
  readonly faults: Pick<Faults, 'errors' | 'omitted'>;
}

/** An operation of a valid document, with everything that is known of it before its variables are. */
export interface Operation {
  readonly node: OperationDefinitionNode;
  readonly isQuery: boolean;
  /** Asks the subgraphs and writes the answer. The input was found to be right. Throws UnanswerableError. */
  answer(variables: JsonObject, ask: Ask): Promise<WrittenAnswer>;
}

/** Raised for a query that no subgraph can answer, though it is valid. */
export class UnanswerableError extends Error {
  override readonly name = 'UnanswerableError';
}

/** Prepares one operation of a valid document. It is planned when it is first asked. */
export type PrepareOperation = (document: DocumentNode, operation: OperationDefinitionNode) => Operation;

/** Prepares for the operations of a graph. */
export function createOperations(graph: Graph): PrepareOperation {
  const run = createRun(graph);
  const renamed = new WeakMap<DocumentNode, RenamedDocument>();
  return (document, operation) => {
    const names = renamed.get(document) ?? renameForPlanner(document, graph.schema, graph.plannerNames);
    renamed.set(document, names);
    return prepare({ document, operation, names, graph, run });
  };
}

interface Preparing {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly names: RenamedDocument;
  readonly graph: Graph;
  readonly run: Run;
}

function prepare({ document, operation, names, graph, run }: Preparing): Operation {
  const { schema, wholeSchema } = graph;
  const conditional = conditionsOf(document);
  const { keyOf, clientNameOf } = names;
  const shapesFor = createShapeCache((conditions) => shapesOf(document, operation, { schema, conditions, keyOf }));
  let planned: { readonly steps: Step | undefined } | undefined;
  return {
    node: operation,
    isQuery: operation.operation === OperationTypeNode.QUERY,
    answer: async (variables, ask) => {
      planned ??= { steps: stepsOf(graph.plan(names.document, operation.name?.value), wholeSchema) };
      const { steps } = planned;
      const conditions = conditionValues(conditional, operation, variables);
      const shapes = shapesFor(conditions);
      // The planner gives an empty plan where no subgraph can answer, which would look like null, as well as where nothing is included.
      if (steps === undefined && !conditional.areThere && asksForData(shapes)) throw new UnanswerableError();
      const findings = await run({ steps, variables, conditions, clientNameOf, ask });
      const introspect = (nodes: readonly FieldNode[]): string =>
        introspected(schema, { document, operation, variables }, nodes);
      return { data: writeData(shapes, findings, introspect), faults: findings.faults };
    },
  };
}

const asksForData = (shapes: Shapes): boolean =>
  shapes.of(undefined)?.fields.some(({ source }) => source.kind === 'data') === true;

type ConditionValues = ReadonlyMap<string, boolean>;

/** How many shapes of an answer are kept for one operation: one for each combination of what is skipped and included. */
const SHAPES_MAX = 16;

function createShapeCache(make: (conditions: ConditionValues) => Shapes): (conditions: ConditionValues) => Shapes {
  const kept = new Map<string, Shapes>();
  return (conditions) => {
    const key = [...conditions.values()].map(Number).join('');
    const known = kept.get(key);
    if (known !== undefined) return known;
    if (kept.size >= SHAPES_MAX) kept.clear();
    const made = make(conditions);
    kept.set(key, made);
    return made;
  };
}

/** Answers fields that the graph answers about itself, as JSON; throws where the answer has errors. */
function introspected(
  schema: GraphQLSchema,
  {
    document,
    operation,
    variables,
  }: { document: DocumentNode; operation: OperationDefinitionNode; variables: JsonObject },
  nodes: readonly FieldNode[],
): string {
  const about: DocumentNode = {
    kind: Kind.DOCUMENT,
    definitions: [
      { ...operation, directives: [], selectionSet: { kind: Kind.SELECTION_SET, selections: nodes } },
      ...document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION),
    ],
  };
  const { data, errors } = executeSync({ schema, document: about, rootValue: {}, variableValues: variables });
  if (errors?.[0] !== undefined) throw errors[0];
  const name = (nodes[0]?.alias ?? nodes[0]?.name)?.value ?? '';
  return JSON.stringify(data?.[name] ?? null);
}
