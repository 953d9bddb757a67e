import { Kind, parse, print, stripIgnoredCharacters, visit } from 'graphql';
import type { DefinitionNode, DocumentNode, FieldNode, OperationDefinitionNode, VariableDefinitionNode } from 'graphql';
import type { FetchStep, JoinedStep, Step } from './steps.ts';

/** The response name of a joined question's part. */
export const partName = (index: number): string => `_${index}`;
/** The variable that holds the entities of a part. */
export const partVariable = (index: number): string => `representations${index}`;

/**
 * Makes one question of those for entities that go to one subgraph at the same time: it checks the token once, and loads in one batch what
 * several of them need.
 */
export function joinFetches(steps: readonly Step[]): readonly Step[] {
  const bySubgraph = new Map<string, FetchStep[]>();
  for (const step of steps)
    if (step.kind === 'fetch' && step.representation !== undefined)
      bySubgraph.set(step.subgraph, [...(bySubgraph.get(step.subgraph) ?? []), step]);
  const groups = [...bySubgraph.values()].filter(({ length }) => length > 1);
  const joined = new Set<Step>(groups.flat());
  return [...steps.filter((step) => !joined.has(step)), ...groups.map(join)];
}

function join(members: readonly FetchStep[]): JoinedStep {
  const documents = members.map(({ query }, index) => renamed(parse(query, { noLocation: true }), index));
  const definitions = documents.flatMap((document): readonly DefinitionNode[] => document.definitions);
  const operations = definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const [first] = operations;
  if (first === undefined) throw new Error('A fetch without an operation');
  const operation: OperationDefinitionNode = {
    ...first,
    variableDefinitions: eachOnce(operations.flatMap(({ variableDefinitions = [] }) => variableDefinitions)),
    selectionSet: {
      ...first.selectionSet,
      selections: operations.flatMap(({ selectionSet }) => selectionSet.selections),
    },
  };
  const fragments = definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
  const query = stripIgnoredCharacters(print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }));
  const name = first.name === undefined ? '' : `"operationName":${JSON.stringify(first.name.value)},`;
  return {
    kind: 'joined',
    subgraph: members[0]?.subgraph ?? '',
    members,
    variables: [...new Set(members.flatMap(({ variables }) => variables))],
    bodyStart: `{"query":${JSON.stringify(query)},${name}"variables":{`,
  };
}

/** The document with names that are no other part's: its entities, their variable and its fragments. */
const renamed = (document: DocumentNode, index: number): DocumentNode =>
  visit(document, {
    Variable: (node) =>
      node.name.value === 'representations'
        ? { ...node, name: { ...node.name, value: partVariable(index) } }
        : undefined,
    FragmentSpread: (node) => ({ ...node, name: { ...node.name, value: `${node.name.value}_${index}` } }),
    FragmentDefinition: {
      leave: (node) => ({ ...node, name: { ...node.name, value: `${node.name.value}_${index}` } }),
    },
    Field: {
      leave: (node): FieldNode | undefined =>
        node.name.value === '_entities' ? { ...node, alias: { kind: Kind.NAME, value: partName(index) } } : undefined,
    },
  });

function eachOnce(definitions: readonly VariableDefinitionNode[]): readonly VariableDefinitionNode[] {
  const byName = new Map(definitions.map((definition) => [definition.variable.name.value, definition]));
  return [...byName.values()];
}
