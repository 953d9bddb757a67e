import { GraphQLError, Kind, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  GraphQLFormattedError,
  GraphQLSchema,
  OperationDefinitionNode,
  ValidationRule,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { pathOfValue } from '../admission/input.ts';
import type { LimitCheck } from '../admission/limits.ts';
import { queryTooLarge, refusal } from './errors.ts';

/** A client that sent thousands of faults learns enough from the first ones. */
const FAULTS_MAX = 20;
/** Documents that are kept, counted by the characters of their texts: some hundred large ones, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 1_000_000;

export interface DocumentOptions<Prepared> {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  readonly tokensMax: number;
  readonly checkLimits: LimitCheck;
  /** Whether clients may ask for the schema, and are told of near misses in a query. */
  readonly hasIntrospection: boolean;
  /** Makes of an operation of a valid document what is kept of it. */
  readonly prepare: (document: DocumentNode, operation: OperationDefinitionNode) => Prepared;
}

/** What is kept of a valid document, or why there is none. */
export type Found<Prepared> =
  | {
      /** The operation of a name, or the only one; undefined where there is none. */
      readonly operationOf: (name: string | undefined) => Prepared | undefined;
      readonly errors?: undefined;
    }
  | { readonly operationOf?: undefined; readonly errors: readonly GraphQLFormattedError[] };

/** Finds out what a query's text is. Throws RefusedError for one over a limit. */
export type FindDocument<Prepared> = (query: string) => Found<Prepared>;

/**
 * Reads and validates documents, and keeps those that are valid. Their size is measured before they are validated: validation itself takes
 * long for a query that is made to be large.
 */
export function createDocuments<Prepared extends object>(options: DocumentOptions<Prepared>): FindDocument<Prepared> {
  const { schema, hasIntrospection, tokensMax } = options;
  const kept = new LRUCache<string, Found<Prepared>>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (_, query) => query.length + 1,
  });
  const rules = [...specifiedRules, RootTypeRule, ...(hasIntrospection ? [] : [NoSchemaIntrospectionCustomRule])];
  const faultsOf = (document: DocumentNode): readonly GraphQLError[] =>
    validate(schema, document, rules, { maxErrors: FAULTS_MAX, hideSuggestions: !hasIntrospection });

  const find: FindDocument<Prepared> = (query) => {
    let document: DocumentNode;
    try {
      document = parse(query, { noLocation: true, maxLexicalTokens: tokensMax });
    } catch (error) {
      return { errors: [syntaxFault(error, tokensMax)] };
    }
    options.checkLimits(document);
    if (document.definitions.some(definesRepresentations)) return { errors: [RESERVED] };
    if (faultsOf(document).length === 0) return { operationOf: operationsOf(document, options.prepare) };
    // Only now is it worth knowing where in the text everything stands: what is kept should not carry its tokens along.
    const located = parse(query);
    return { errors: faultsOf(located).map((error) => validationFault(error, located)) };
  };

  return (query) => {
    const known = kept.get(query);
    if (known !== undefined) return known;
    try {
      const found = find(query);
      if (found.operationOf !== undefined) kept.set(query, found);
      return found;
    } catch (error) {
      // Lists in lists in lists, for which the stack is not deep enough.
      if (error instanceof RangeError) throw queryTooLarge('The query is nested too deeply to be read.');
      throw error;
    }
  };
}

/** Prepares the operations of a valid document, each when it is first asked for. */
function operationsOf<Prepared>(
  document: DocumentNode,
  prepare: DocumentOptions<Prepared>['prepare'],
): (name: string | undefined) => Prepared | undefined {
  const nodes = document.definitions.filter((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const prepared = new Map<OperationDefinitionNode, Prepared>();
  return (name) => {
    const isAmbiguous = name === undefined && nodes.length > 1;
    const node = isAmbiguous ? undefined : nodes.find((each) => name === undefined || each.name?.value === name);
    if (node === undefined) return undefined;
    const operation = prepared.get(node) ?? prepare(document, node);
    prepared.set(node, operation);
    return operation;
  };
}

/** GraphQL's own rules let an operation pass for which the schema has no type. */
const RootTypeRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if ((context.getSchema().getRootType(node.operation) ?? undefined) === undefined)
      context.reportError(new GraphQLError(`The graph has no ${node.operation}.`, { nodes: node }));
  },
});

/** Subgraphs are told by a variable of this name which entities they are asked for. */
const RESERVED_NAME = /^representations\d*$/;
const RESERVED = refusal('GRAPHQL_VALIDATION_FAILED', { message: 'A variable may not be called $representations.' });
const definesRepresentations = (definition: DefinitionNode): boolean =>
  definition.kind === Kind.OPERATION_DEFINITION &&
  definition.variableDefinitions?.some(({ variable }) => RESERVED_NAME.test(variable.name.value)) === true;

function syntaxFault(error: unknown, tokensMax: number): GraphQLFormattedError {
  if (!(error instanceof GraphQLError)) throw error;
  if (/contains more tha[nt] \d+ tokens/.test(error.message))
    throw queryTooLarge(`The query has more than ${tokensMax} tokens, which is the limit.`);
  return refusal('GRAPHQL_PARSE_FAILED', error.toJSON());
}

/** Says of a wrong literal which field it is of. */
function validationFault(error: GraphQLError, document: DocumentNode): GraphQLFormattedError {
  const node = error.nodes?.[0];
  const field = node === undefined ? undefined : pathOfValue(document, node);
  return refusal('GRAPHQL_VALIDATION_FAILED', error.toJSON(), field);
}
