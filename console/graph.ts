import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useRef } from 'react';
import {
  newIdempotencyKey,
  OrdergraphError,
  type GraphqlDocument,
  type PartialAnswer,
  type Result,
} from '../client/index.ts';
import { failureIn, failureOf, type Failure } from './failure.ts';
import { say } from './parts/say.ts';
import { client, useSessionState } from './session.ts';

/** What is asked again soon: two people may work at it. */
export const LIVE_MS = 4_000;
/** What changes by itself now and then. */
export const CALM_MS = 15_000;

const AWAY_MS = 4_000;
const NEVER_HELPS = new Set<string>(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** What a page asks, whole or in part. */
export type Answer<Data> = UseQueryResult<PartialAnswer<Data>>;

/** When to ask again, in milliseconds, by what came back; undefined for never. */
export type PollMs<Data> = number | ((data: Data) => number | undefined);

/** As the data says, and after an outage until it is over. */
function nextMs<Data>(answer?: PartialAnswer<Data>, error?: Error | null, pollMs?: PollMs<Data>): number | false {
  if (error instanceof OrdergraphError)
    return NEVER_HELPS.has(error.code) ? false : Math.max(error.retryAfterMs ?? 0, AWAY_MS);
  if (answer === undefined) return false;
  const ms = (typeof pollMs === 'function' ? pollMs(answer.data) : pollMs) ?? false;
  return answer.errors.length > 0 ? Math.max(Number(ms), AWAY_MS) : ms;
}

/**
 * Asks the graph for what a page shows, and again when `pollMs` says so: `({ order }) => order?.pollAfterMs`. The answer may be a part.
 * While a service is away, and while the session is over, what is shown stays.
 */
export function useAnswer<Data, Variables>(
  document: GraphqlDocument<Data, Variables>,
  variables: NoInfer<Variables>,
  pollMs?: PollMs<Data>,
): Answer<Data> {
  const state = useSessionState();
  return useQuery({
    // Nothing that was asked in a session is shown after it.
    queryKey: [document, variables, state === 'out'],
    // TanStack Query asks again by itself, so that the page can say meanwhile what is wrong.
    queryFn: ({ signal }) => client.requestPartial(document, variables, { signal, attemptsMax: 1 }),
    refetchInterval: ({ state: { data, error } }) => nextMs(data, error, pollMs),
    placeholderData: keepPreviousData,
    enabled: state !== 'over',
  });
}

interface Outcome<Made> {
  /** Shown when it is done. */
  readonly said?: string | undefined;
  readonly onDone?: ((made: Made) => void) | undefined;
  readonly onFailed?: (failure: Failure) => void;
}

/** Does something and says so. Everything that is shown is asked again, since it may have changed, also where this failed. */
export function useAction<Input, Made>(
  run: (input: Input) => Promise<Result<Made>>,
  { said, onDone, onFailed }: Outcome<Made> = {},
) {
  const queries = useQueryClient();
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: run,
    // The client repeats what may be repeated. What may not fails now, and is not kept for later.
    networkMode: 'always',
    onError: (reason) => onFailed?.(failureOf(reason)),
    onSuccess: (result) => {
      if (!result.ok) return onFailed?.(failureIn(result.userErrors));
      if (said !== undefined) say(said);
      onDone?.(result);
    },
    onSettled: () => void queries.invalidateQueries(),
  });
  const refused = data?.ok === false ? failureIn(data.userErrors) : undefined;
  return { start: mutate, isBusy: isPending, failure: error === null ? refused : failureOf(error) };
}

/** Gives each intention one idempotency key: pressed again after a lost answer, a button repeats it, and nothing happens twice. */
export function useKeyed<Input, Made>(
  run: (input: Input & { idempotencyKey: string }) => Promise<Result<Made>>,
): (input: Input) => Promise<Result<Made>> {
  const open = useRef<{ readonly text: string; readonly key: string }>(undefined);
  return async (input) => {
    const text = JSON.stringify(input);
    // Another input, or the same again after an answer, is another intention.
    if (open.current?.text !== text) open.current = { text, key: newIdempotencyKey() };
    const made = await run({ ...input, idempotencyKey: open.current.key });
    open.current = undefined;
    return made;
  };
}
