import type { GraphQLSchema } from 'graphql';
import { OperationTypeNode, getOperationAST, parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

/** Compiling takes some milliseconds, as long as some hundred executions: so it is for frequent documents only. */
export const COMPILED_AFTER = 20;
/** Documents that are counted or compiled. Applications have some dozens, and the router sends a service about as many. */
const DOCUMENTS_MAX = 500;

interface PlainQuery {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Runs a compiled query; returns undefined where the answer has an error. */
type RunCompiled = (contextValue: object, variables: PlainQuery['variables']) => Promise<object | undefined>;

/** How often a document was executed without an error, and its function once it is compiled. */
interface Known {
  count: number;
  run?: RunCompiled | undefined;
}

/** The compiled queries of one schema. */
export type CompiledQueries = ReturnType<typeof createCompiledQueries>;

/** Compiles frequent queries (graphql-jit): a fifth of an interpreter's time. After an error, Apollo Server runs the query again: one source of errors. */
export function createCompiledQueries(schema: GraphQLSchema) {
  const known = new LRUCache<string, Known>({ max: DOCUMENTS_MAX });
  return {
    /** Returns undefined for mutations and rare documents. */
    find: ({ query }: PlainQuery): RunCompiled | undefined => known.get(query)?.run,
    /** Notes a query that was valid and executed without an error. */
    noteAnswered: ({ query, operationName }: PlainQuery): void => {
      const document = known.get(query) ?? { count: 0 };
      known.set(query, document);
      document.count += 1;
      if (document.count !== COMPILED_AFTER) return;
      const run = compile(schema, query, operationName);
      if (run === undefined) return;
      document.run = async (contextValue, variables) => {
        const answer = await run(contextValue, variables);
        // A query with errors runs twice, so it is compiled again only after as many executions without errors.
        if (answer === undefined) known.delete(query);
        return answer;
      };
    },
  };
}

/** Undefined for what cannot be compiled, and for conditions, under which graphql-jit merges fields otherwise than the specification says. */
function compile(
  schema: GraphQLSchema,
  query: string,
  operationName: string | null | undefined,
): RunCompiled | undefined {
  if (query.includes('@')) return undefined;
  const document = parse(query, { noLocation: true });
  const operation = getOperationAST(document);
  if (operation?.operation !== OperationTypeNode.QUERY) return undefined;
  const compiled = compileQuery(schema, document, operationName ?? undefined, { disablingCapturingStackErrors: true });
  if (!isCompiledQuery(compiled)) return undefined;
  return async (contextValue, variables) => {
    const { data, errors } = await compiled.query(undefined, contextValue, { ...variables });
    return errors === undefined && data != null ? { data } : undefined;
  };
}
