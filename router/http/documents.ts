import { GraphQLError, NoSchemaIntrospectionCustomRule, parse, specifiedRules, validate } from 'graphql';
import type { DocumentNode, GraphQLFormattedError, GraphQLSchema, ValidationRule } from 'graphql';
import { LRUCache } from 'lru-cache';
import { pathOfValue } from '../admission/input.ts';
import { sourceOf } from '../engine/document.ts';
import type { OperationSource } from '../engine/document.ts';
import { queryTooLarge, refusal } from './errors.ts';

/** A client that sent thousands of faults learns enough from the first ones. */
const FAULTS_MAX = 20;
/** Documents that are kept, counted by the characters of their texts: some hundred large ones, at about 100 bytes of memory a character. */
const KEPT_LENGTH_MAX = 1_000_000;

export interface DocumentOptions<Prepared> {
  /** The graph as clients see it. */
  readonly schema: GraphQLSchema;
  readonly tokensMax: number;
  /** Throws RefusedError for a document over a limit, before it is validated: that takes long for one that is made to be large. */
  readonly checkLimits: (document: DocumentNode) => void;
  /** Whether clients may ask for the schema, and are told of near misses in a query. */
  readonly hasIntrospection: boolean;
  /** Makes of an operation of a valid document what is kept of it, when it is first asked for. */
  readonly prepare: (source: OperationSource) => Prepared;
}

/** What a query asks for, prepared, or what is wrong with it. */
export type Found<Prepared> =
  | { readonly found: Prepared; readonly errors?: undefined }
  | { readonly found?: undefined; readonly errors: readonly GraphQLFormattedError[] };

/** Reads a query's text for its operation of a name, or the only one. Throws RefusedError for a query over a limit. */
export type FindOperation<Prepared> = (query: string, name: string | undefined) => Found<Prepared>;

/** Reads and validates documents, and keeps those that are valid with what was prepared of them, by the name that was asked for. */
export function createDocuments<Prepared>(options: DocumentOptions<Prepared>): FindOperation<Prepared> {
  const rules = options.hasIntrospection ? RULES : [...RULES, NoSchemaIntrospectionCustomRule];
  const kept = new LRUCache<string, { document: DocumentNode; prepared: Map<string | undefined, Found<Prepared>> }>({
    maxSize: KEPT_LENGTH_MAX,
    sizeCalculation: (_, query) => query.length + 1,
  });
  const faultsOf = (document: DocumentNode): readonly GraphQLError[] =>
    validate(options.schema, document, rules, { maxErrors: FAULTS_MAX, hideSuggestions: !options.hasIntrospection });

  /** Returns a valid document, or what is wrong with it. */
  const read = (query: string): DocumentNode | readonly GraphQLFormattedError[] => {
    try {
      const document = parse(query, { noLocation: true, maxLexicalTokens: options.tokensMax });
      options.checkLimits(document);
      if (faultsOf(document).length === 0) return document;
      // Only now is it worth knowing where in the text everything stands: what is kept should not carry its tokens along.
      const located = parse(query);
      return faultsOf(located).map((error) => validationFault(error, located));
    } catch (error) {
      if (error instanceof GraphQLError) return [syntaxFault(error, options.tokensMax)];
      // Lists in lists in lists, for which the stack is not deep enough.
      if (error instanceof RangeError) throw queryTooLarge('The query is nested too deeply to be read.');
      throw error;
    }
  };

  return (query, name) => {
    let known = kept.get(query);
    if (known === undefined) {
      const document = read(query);
      if (!('kind' in document)) return { errors: document };
      kept.set(query, (known = { document, prepared: new Map() }));
    }
    const operation = known.prepared.get(name);
    if (operation !== undefined) return operation;
    const source = sourceOf(known.document, name);
    if (source === undefined) return { errors: [NO_OPERATION] };
    const prepared = { found: options.prepare(source) };
    known.prepared.set(name, prepared);
    return prepared;
  };
}

const NO_OPERATION = refusal('OPERATION_RESOLUTION_FAILURE', {
  message: 'The query has no such operation, or several and none is named.',
});

/** Subgraphs are told by a variable of the first name which entities they are asked for; the second is no property that JavaScript can add. */
const RESERVED_NAME = /^(representations\d*|__proto__)$/;

/** GraphQL's own rules let an operation pass for which the schema has no type; and some names of variables are the router's. */
const RouterRule: ValidationRule = (context) => ({
  OperationDefinition: (node) => {
    if (!context.getSchema().getRootType(node.operation))
      context.reportError(new GraphQLError(`The graph has no ${node.operation}.`, { nodes: node }));
  },
  VariableDefinition: (node) => {
    const name = node.variable.name.value;
    if (RESERVED_NAME.test(name))
      context.reportError(new GraphQLError(`A variable may not be called $${name}.`, { nodes: node }));
  },
});
const RULES = [...specifiedRules, RouterRule];

function syntaxFault(error: GraphQLError, tokensMax: number): GraphQLFormattedError {
  if (/contains more tha[nt] \d+ tokens/.test(error.message))
    throw queryTooLarge(`The query has more than ${tokensMax} tokens, which is the limit.`);
  return refusal('GRAPHQL_PARSE_FAILED', error.toJSON());
}

/** Says of a wrong literal which field it is of. */
function validationFault(error: GraphQLError, document: DocumentNode): GraphQLFormattedError {
  const [node] = error.nodes ?? [];
  return refusal('GRAPHQL_VALIDATION_FAILED', error.toJSON(), node && pathOfValue(document, node));
}
