import { useEffect, useState } from 'react';
import { newIdempotencyKey, type PlaceOrderInput } from '../client/index.ts';
import { pause } from '../client/pause.ts';
import { basket } from './basket.ts';
import { failureIn, failureOf, type Failure } from './failure.ts';
import { createKept, hasAll, useKept } from './kept.ts';
import { client, useSessionState } from './session.ts';

/** An order on its way, kept until the graph has answered: neither a reload nor a lost connection places it twice. */
interface Sending {
  readonly userId: string;
  readonly input: PlaceOrderInput;
}

const sending = createKept('sending', (value): value is Sending => hasAll(value, 'userId', 'input'));
const TRY_AGAIN_MS = 5_000;

/** Step 1: keeps the order and its key before anything is sent. */
export function sendOrder(userId: string, input: Omit<PlaceOrderInput, 'idempotencyKey'>): void {
  sending.write({ userId, input: { ...input, idempotencyKey: newIdempotencyKey() } });
}

/** Step 2: sends it until there is an answer, whatever page is open by then. */
async function deliver(input: PlaceOrderInput, signal: AbortSignal): Promise<{ id: string } | Failure> {
  for (;;) {
    try {
      const result = await client.placeOrder(input, { signal, attemptsMax: Infinity, waitMaxMs: Infinity });
      return result.ok ? result.order : failureIn(result.userErrors);
    } catch (error) {
      const failure = failureOf(error);
      // Refused: sending it again would not help. No other error says what became of the order, and the key makes it safe to repeat.
      if (failure.code === 'BAD_USER_INPUT') return failure;
      signal.throwIfAborted();
      await pause(TRY_AGAIN_MS, signal);
    }
  }
}

/** Step 3: sends the kept order of this user, also after a reload, and calls `onPlaced` with its id once. */
export function useSending(userId: string | undefined, onPlaced: (id: string) => void) {
  const kept = useKept(sending);
  const isSignedIn = useSessionState() === 'in';
  const [failure, setFailure] = useState<Failure>();
  const mine = kept !== undefined && kept.userId === userId ? kept : undefined;
  useEffect(() => {
    if (mine === undefined || !isSignedIn) return undefined;
    const leaving = new AbortController();
    setFailure(undefined);
    const finish = (outcome: { id: string } | Failure): void => {
      sending.write(undefined);
      if (!('id' in outcome)) return setFailure(outcome);
      basket.write(undefined);
      onPlaced(outcome.id);
    };
    deliver(mine.input, leaving.signal).then(finish, () => undefined);
    return () => leaving.abort();
  }, [mine, isSignedIn]);
  return { isSending: mine !== undefined, failure };
}
