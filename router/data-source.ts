import type { GraphQLDataSource } from '@apollo/gateway';
import { OperationTypeNode } from 'graphql';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Log } from '#platform/log.ts';
import { askOnce, spreadAnswer } from './ask-once.ts';
import type { SubgraphAnswer } from './ask-once.ts';
import type { RouterContext } from './context.ts';
import { fieldsAsked } from './fields-asked.ts';
import type { Fetch } from './fields-asked.ts';
import { NoAnswerError, connectToSubgraph } from './subgraph-connection.ts';

export interface DataSourceOptions {
  /** The subgraph's name in the supergraph. */
  readonly name: string;
  /** Where it takes GraphQL. */
  readonly url: string;
  readonly routerSecret: string;
  readonly timeoutMs: number;
  readonly connectionsMax: number;
  /** The graph as clients see it, once it is loaded. */
  readonly schema: () => GraphQLSchema | undefined;
  readonly log: Log;
}

/** One subgraph, as the gateway asks it. */
export interface SubgraphDataSource extends GraphQLDataSource<RouterContext> {
  readonly name: string;
  /** Whether the subgraph says that it can serve. Never throws. */
  readonly isReady: () => Promise<boolean>;
  /** Closes the connections to it. */
  readonly close: () => Promise<void>;
}

type Options = Parameters<SubgraphDataSource['process']>[0];

/**
 * Asks a subgraph and always answers: one that is away, too slow or not to be understood gives SERVICE_UNAVAILABLE on each field that
 * was asked of it, so that the rest of the query is answered. Only the headers below go out.
 */
export function createDataSource(options: DataSourceOptions): SubgraphDataSource {
  const { name, routerSecret, schema, log } = options;
  const connection = connectToSubgraph(options);
  const noteAnswer = createAvailabilityNotes(name, log);

  const ask = async (
    fetch: Fetch,
    { request, incoming }: { request: Options['request']; incoming: Incoming },
  ): Promise<SubgraphAnswer> => {
    const { context } = incoming;
    const { status, text } = await connection.send({
      headers: headersOf(context, routerSecret),
      body: JSON.stringify({ query: fetch.query, variables: fetch.variables, operationName: request.operationName }),
      isRepeatable: incoming.isQuery,
      abandoned: incoming.isQuery ? context?.abandoned : undefined,
    });
    return readAnswer(text, fetch, { status, isSignedIn: context?.authorization !== undefined });
  };

  return {
    name,
    isReady: () => connection.isReady(),
    close: () => connection.close(),
    process: async (processed) => {
      const { request } = processed;
      const asked: Fetch = { query: request.query ?? '', variables: request.variables ?? {} };
      const representations: unknown = asked.variables['representations'];
      const question = Array.isArray(representations) ? askOnce(representations) : undefined;
      const fetch: Fetch =
        question === undefined
          ? asked
          : { ...asked, variables: { ...asked.variables, representations: question.representations } };
      const incoming = incomingOf(processed);
      let answer: SubgraphAnswer;
      try {
        answer = await ask(fetch, { request, incoming });
        noteAnswer(undefined);
      } catch (error) {
        if (!(error instanceof NoAnswerError)) throw error;
        if (incoming.context?.abandoned.aborted !== true) noteAnswer(error);
        answer = { data: null, errors: [unavailable(name)] };
      }
      const complete = placeErrors(answer, fetch, schema());
      noteMissing(complete, incoming);
      return question === undefined ? complete : spreadAnswer(complete, question.places);
    },
  };
}

interface Incoming {
  readonly context: RouterContext | undefined;
  readonly isQuery: boolean;
  readonly place: readonly (string | number)[];
}

/** What is known of the client's request. Entities are only ever read, whatever the client's operation is. */
function incomingOf(processed: Options): Incoming {
  if (!('incomingRequestContext' in processed)) return { context: undefined, isQuery: true, place: [] };
  const isQuery =
    processed.incomingRequestContext.operation.operation === OperationTypeNode.QUERY ||
    processed.request.variables?.['representations'] !== undefined;
  return { context: processed.context, isQuery, place: processed.pathInIncomingRequest ?? [] };
}

const headersOf = (context: RouterContext | undefined, routerSecret: string): Record<string, string> => ({
  'content-type': 'application/json',
  'x-router-secret': routerSecret,
  ...(context !== undefined && { 'x-request-id': context.requestId, traceparent: context.traceparent }),
  ...(context?.clientAddress !== undefined && { 'x-client-address': context.clientAddress }),
  ...(context?.authorization !== undefined && { authorization: context.authorization }),
});

const unavailable = (name: string): GraphQLFormattedError => ({
  message: `${name.charAt(0).toUpperCase()}${name.slice(1)} is not available right now.`,
  extensions: { code: 'SERVICE_UNAVAILABLE' },
});

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isError = (value: unknown): value is GraphQLFormattedError =>
  isRecord(value) && typeof value['message'] === 'string';

/** Reads a body as a GraphQL answer to `fetch`; throws NoAnswerError for what is none. */
function readAnswer(
  text: string,
  fetch: Fetch,
  { status, isSignedIn }: { status: number; isSignedIn: boolean },
): SubgraphAnswer {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new NoAnswerError(`HTTP ${status} with a body that is not JSON`);
  }
  if (!isRecord(body)) throw new NoAnswerError(`HTTP ${status} with a body that is not GraphQL`);
  const { data, errors = [] } = body;
  if (!Array.isArray(errors) || !errors.every(isError))
    throw new NoAnswerError(`HTTP ${status} with errors that are not GraphQL`);
  // Nobody's token was refused where none was sent: the subgraph does not know this router.
  if (status === 401 && !isSignedIn) throw new NoAnswerError('the subgraph does not accept the router secret');
  if (data === undefined || data === null) {
    if (errors.length === 0) throw new NoAnswerError(`HTTP ${status} with neither data nor errors`);
    return { data: null, errors };
  }
  const asked = fetch.variables['representations'];
  const entities = isRecord(data) ? data['_entities'] : undefined;
  const isComplete = !Array.isArray(asked) || (Array.isArray(entities) && entities.length === asked.length);
  if (!isRecord(data) || !isComplete) throw new NoAnswerError(`HTTP ${status} with data of another shape`);
  return { data, ...(errors.length > 0 && { errors }) };
}

/** Gives an error that stands for the whole answer, or for no field in particular, to every field that was asked for. */
function placeErrors(answer: SubgraphAnswer, fetch: Fetch, schema: GraphQLSchema | undefined): SubgraphAnswer {
  if (answer.errors === undefined) return answer;
  const isForEntities = Array.isArray(fetch.variables['representations']);
  const isPlaced = ({ path }: GraphQLFormattedError): boolean =>
    path !== undefined && (!isForEntities || typeof path[1] === 'number');
  if (answer.errors.every(isPlaced)) return answer;
  const asked = fieldsAsked(fetch, schema);
  return {
    ...answer,
    errors: answer.errors.flatMap((error) =>
      isPlaced(error) || (answer.data ?? null) !== null ? [error] : asked.map((path) => ({ ...error, path })),
    ),
  };
}

/** Notes that a subgraph did not have an entity, and said so without an error. */
function noteMissing({ data, errors }: SubgraphAnswer, { context, place }: Incoming): void {
  const entities = data?.['_entities'];
  if (context !== undefined && errors === undefined && Array.isArray(entities) && entities.includes(null))
    context.notes.missingAt.add(place.join('.'));
}

/** Tells the log when a subgraph goes away and when it is back, rather than once per request. */
function createAvailabilityNotes(name: string, log: Log): (fault: NoAnswerError | undefined) => void {
  let isAway = false;
  return (fault) => {
    if (fault !== undefined && !isAway)
      log.warn({ subgraph: name, reason: fault.message }, 'a subgraph does not answer');
    if (fault === undefined && isAway) log.info({ subgraph: name }, 'a subgraph answers again');
    isAway = fault !== undefined;
  };
}
