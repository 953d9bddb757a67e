import { Kind, getNamedType, getNullableType, isCompositeType, isListType, isUnionType } from 'graphql';
import type {
  FieldNode,
  GraphQLField,
  GraphQLOutputType,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import type { OperationSource } from '../engine/document.ts';
import type { JsonObject } from '../engine/json.ts';

/** An object of the answer: a row that some service reads. Scalars and enums come with their object and cost nothing. */
const OBJECT_COST = 1;
/** A change locks, writes and sends messages. */
const MUTATION_COST = 10;
/** How long a list is taken to be that takes no `first`, such as the lines of an order or the accounts of a user. */
const LIST_SIZE = 5;
/** How long a page is taken to be where neither the query nor the graph says it. */
const PAGE_SIZE = 20;

/** What an operation costs at most with the variables of one request, in objects of the answer. docs/router.md explains the weights. */
export type Cost = (variables: JsonObject) => number;

/** What a selection costs, where the lists right in it are `size` long. */
type CostOfLists = (variables: JsonObject, size: number) => number;

/** Adds up what an operation can cost. Fragments are counted wherever they are spread, whatever type they are for. */
export function costOf(schema: GraphQLSchema, { operation, fragments }: OperationSource): Cost {
  const known = new Map<SelectionSetNode, CostOfLists>();

  const ofSet = (set: SelectionSetNode, typeName: string): CostOfLists => {
    const cost = known.get(set) ?? sumOf(set.selections.map((selection) => ofSelection(selection, typeName)));
    known.set(set, cost);
    return cost;
  };
  const ofSelection = (selection: SelectionNode, typeName: string): CostOfLists => {
    if (selection.kind === Kind.FIELD) return ofField(selection, typeName);
    const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
    return fragment ? ofSet(fragment.selectionSet, fragment.typeCondition?.name.value ?? typeName) : nothing;
  };
  const ofField = (node: FieldNode, typeName: string): CostOfLists => {
    const type = schema.getType(typeName);
    if (!isCompositeType(type) || isUnionType(type)) return nothing;
    const field = type.getFields()[node.name.value];
    if (field === undefined || node.selectionSet === undefined) return nothing;
    const own = type === schema.getMutationType() ? MUTATION_COST : OBJECT_COST;
    const inner = ofSet(node.selectionSet, getNamedType(field.type).name);
    const pageSize = pageSizeOf(field, node, operation);
    if (!isList(field.type))
      return (variables) => own + inner(variables, pageSize === undefined ? LIST_SIZE : pageSize(variables));
    return (variables, size) => (pageSize?.(variables) ?? size) * (own + inner(variables, LIST_SIZE));
  };
  const cost = ofSet(operation.selectionSet, schema.getRootType(operation.operation)?.name ?? '');
  return (variables) => cost(variables, LIST_SIZE);
}

const nothing: CostOfLists = () => 0;

function sumOf(costs: readonly CostOfLists[]): CostOfLists {
  const counted = costs.filter((cost) => cost !== nothing);
  if (counted.length === 0) return nothing;
  return (variables, size) => {
    let sum = 0;
    for (const cost of counted) sum += cost(variables, size);
    return sum;
  };
}

const isList = (type: GraphQLOutputType): boolean => isListType(getNullableType(type));

/** How many entries the `first` of a field lets through: a literal, a variable or its default; undefined for a field without it. */
function pageSizeOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  operation: OperationDefinitionNode,
): Cost | undefined {
  const argument = field.args.find(({ name }) => name === 'first');
  if (argument === undefined) return undefined;
  const standard = typeof argument.defaultValue === 'number' ? argument.defaultValue : PAGE_SIZE;
  const given = node.arguments?.find(({ name }) => name.value === 'first')?.value;
  if (given?.kind === Kind.INT) return () => Number(given.value);
  if (given?.kind !== Kind.VARIABLE) return () => standard;
  const name = given.name.value;
  const definition = operation.variableDefinitions?.find(({ variable }) => variable.name.value === name);
  const ofVariable = definition?.defaultValue?.kind === Kind.INT ? Number(definition.defaultValue.value) : standard;
  return (variables) => {
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return typeof value === 'number' ? value : ofVariable;
  };
}
