import type { GraphQLSchema } from 'graphql';
import { OperationTypeNode, getOperationAST, parse } from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';

/** Compiling takes some milliseconds, as long as some hundred executions: it is for documents that come again and again. */
export const COMPILED_AFTER = 20;
/** Documents that are counted or compiled. Applications have some dozens; the router asks a service in as many ways. */
const DOCUMENTS_MAX = 500;

interface PlainQuery {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** Runs a compiled query; returns undefined where the answer has an error. */
type RunCompiled = (contextValue: object, variables: PlainQuery['variables']) => Promise<object | undefined>;

/** What is known of a document: how often it was answered without an error, and its function once there is one. */
interface Known {
  count: number;
  run?: RunCompiled | undefined;
}

/** The compiled queries of one schema. */
export type CompiledQueries = ReturnType<typeof createCompiledQueries>;

/** Compiles queries that come often (graphql-jit): a fifth of an interpreter's time. Where an answer has an error, Apollo Server runs the query: one source of errors. */
export function createCompiledQueries(schema: GraphQLSchema) {
  const known = new LRUCache<string, Known>({ max: DOCUMENTS_MAX });
  return {
    /** Returns undefined for mutations and for documents that are rare. */
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
        // One that is answered with errors is run twice, and so not compiled again before it has been answered well as often.
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
