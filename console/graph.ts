import { keepPreviousData, useMutation, useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { OrdergraphError, type CallOptions, type PartialAnswer, type Result } from '../client/index.ts';
import { failureIn, failureOf, type Failure } from './failure.ts';
import { say } from './parts/say.ts';
import { useSessionState } from './session.ts';

const AWAY_MS = 4_000;
const NEVER_HELPS = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'BAD_USER_INPUT', 'GRAPHQL_VALIDATION_FAILED']);

/** What a page asks, whole or in part. */
export type Answer<Data> = UseQueryResult<PartialAnswer<Data>>;

/** When to ask again, in milliseconds: what the data says, null for never. */
export type PollMs<Data> = (data: Data) => number | null | undefined;

/** As the data says, and after an outage until it is over. */
function nextMs<Data>(answer?: PartialAnswer<Data>, error?: Error | null, pollMs?: PollMs<Data>): number | false {
  if (error instanceof OrdergraphError)
    return NEVER_HELPS.has(error.code) ? false : Math.max(error.retryAfterMs ?? 0, AWAY_MS);
  if (answer === undefined) return false;
  const ms = pollMs?.(answer.data) ?? false;
  return answer.errors.length > 0 ? Math.max(Number(ms), AWAY_MS) : ms;
}

/**
 * Asks the graph for what a page shows, and again when `pollMs` says so: `({ order }) => order?.pollAfterMs`. The answer may be a part;
 * while a service is away, and while the session is over, what is shown stays as it was.
 */
export function useAnswer<Data>(
  key: readonly unknown[],
  ask: (call: CallOptions) => Promise<PartialAnswer<Data>>,
  pollMs?: PollMs<Data>,
): Answer<Data> {
  const isOver = useSessionState() === 'over';
  return useQuery({
    queryKey: key,
    // TanStack Query asks again by itself, so that the page can say meanwhile what is the matter.
    queryFn: ({ signal }) => ask({ signal, attemptsMax: 1 }),
    refetchInterval: ({ state }) => nextMs(state.data, state.error, pollMs),
    placeholderData: keepPreviousData,
    enabled: !isOver,
  });
}

/** What is to be done beside an action. */
interface Beside<Made> {
  /** Told when it is done. */
  readonly said?: string | undefined;
  readonly onDone?: ((made: Made) => void) | undefined;
  readonly onFailed?: (failure: Failure) => void;
}

/** Does something, says so, and has everything that is shown asked again, since it may have changed, also where this failed. */
export function useAction<Input, Made>(run: (input: Input) => Promise<Result<Made>>, beside: Beside<Made> = {}) {
  const queries = useQueryClient();
  const { mutate, isPending, data, error } = useMutation({
    mutationFn: run,
    // The client repeats what may be repeated. What may not is not kept for later, when nobody expects it.
    networkMode: 'always',
    onError: (reason) => beside.onFailed?.(failureOf(reason)),
    onSuccess: (result) => {
      if (!result.ok) return beside.onFailed?.(failureIn(result.userErrors));
      if (beside.said !== undefined) say(beside.said);
      beside.onDone?.(result);
    },
    onSettled: () => void queries.invalidateQueries(),
  });
  const refused = data?.ok === false ? failureIn(data.userErrors) : undefined;
  return { start: mutate, isBusy: isPending, failure: error === null ? refused : failureOf(error) };
}
