import { Kind, OperationTypeNode } from 'graphql';
import type { DocumentNode, GraphQLFormattedError, OperationDefinitionNode } from 'graphql';
import type { InputCheck } from './check-input.ts';
import { costOf } from './cost.ts';
import type { Cost } from './cost.ts';
import { conditionValues, conditionsOf } from './engine/collect-fields.ts';
import type { Graph } from './engine/graph.ts';
import { introspect } from './engine/introspect.ts';
import type { JsonObject } from './engine/json.ts';
import type { Ask, Findings, Run } from './engine/run.ts';
import { shapesOf } from './engine/shape.ts';
import type { Shapes } from './engine/shape.ts';
import { stepsOf } from './engine/steps.ts';
import type { Step } from './engine/steps.ts';
import { writeData } from './engine/write.ts';
import { incompleteErrors } from './incomplete.ts';
import { RefusedError } from './refused.ts';

/** An answer, ready to be sent but for what clients must not see of its errors. */
export interface WrittenAnswer {
  /** The JSON text of `data`. */
  readonly data: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** An operation of a valid document, with everything that is known of it before its variables are. */
export interface Operation {
  readonly isQuery: boolean;
  /** What is wrong with its literals and variables. */
  faultsOf(variables: JsonObject): readonly GraphQLFormattedError[];
  readonly costOf: Cost;
  /** Asks the subgraphs. Its input was found to be right. */
  run(variables: JsonObject, ask: Ask): Promise<Findings>;
  /** Writes the answer to the variables with which it was run. */
  write(variables: JsonObject, findings: Findings): WrittenAnswer;
}

/** The operations of one document: that of a name, or the only one. */
export type Operations = (name: string | undefined) => Operation | undefined;

/** What the operations of a graph have in common. */
export interface OperationOptions {
  readonly graph: Graph;
  readonly run: Run;
  readonly checkInput: InputCheck;
}

/** How many shapes of an answer are kept for one operation: one for each combination of what is skipped and included. */
const SHAPES_MAX = 16;

/** Prepares the operations of a valid document. Each is planned when it is first asked. */
export function prepareOperations(document: DocumentNode, options: OperationOptions): Operations {
  const nodes = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const prepared = new Map<OperationDefinitionNode, Operation>();
  return (name) => {
    const node = name === undefined && nodes.length === 1 ? nodes[0] : nodes.find((each) => each.name?.value === name);
    if (node === undefined || (name === undefined && nodes.length > 1)) return undefined;
    const operation = prepared.get(node) ?? prepareOperation(document, node, options);
    prepared.set(node, operation);
    return operation;
  };
}

function prepareOperation(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  { graph, run, checkInput }: OperationOptions,
): Operation {
  const { schema, wholeSchema } = graph;
  const conditional = conditionsOf(document);
  const shapesFor = createShapeCache((conditions) => shapesOf(document, operation, { schema, conditions }));
  const conditionsFor = (variables: JsonObject): Conditions => conditionValues(conditional, operation, variables);
  let planned: { readonly steps: Step | undefined } | undefined;
  return {
    isQuery: operation.operation === OperationTypeNode.QUERY,
    faultsOf: (variables) => checkInput(document, operation, variables).map((error) => error.toJSON()),
    costOf: costOf(schema, document, operation),
    run: async (variables, ask) => {
      planned ??= { steps: stepsOf(graph.plan(document, operation.name?.value), wholeSchema) };
      const { steps } = planned;
      const conditions = conditionsFor(variables);
      // The planner gives an empty plan where no subgraph can answer, which would look like null, as well as where nothing is included.
      if (steps === undefined && !conditional.areThere && asksForData(shapesFor(conditions))) throw unanswerable();
      return run({ steps, variables, conditions, ask });
    },
    write: (variables, findings) => {
      const { text, incomplete } = writeData(shapesFor(conditionsFor(variables)), findings, (fields) =>
        introspect(schema, { document, operation, variables }, fields),
      );
      return { data: text, errors: [...findings.errors, ...incompleteErrors(incomplete, findings.errors)] };
    },
  };
}

const asksForData = (shapes: Shapes): boolean =>
  shapes.of(undefined)?.fields.some(({ source }) => source.kind === 'data') === true;
const unanswerable = (): RefusedError =>
  new RefusedError(400, 'GRAPHQL_VALIDATION_FAILED', 'No service can answer what this query asks for.');

type Conditions = ReadonlyMap<string, boolean>;

function createShapeCache(make: (conditions: Conditions) => Shapes): (conditions: Conditions) => Shapes {
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
