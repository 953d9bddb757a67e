import { OrdergraphError } from './error.ts';
import { OrderStatusDocument, type OrderStatus, type OrderSummaryFragment } from './generated/graphql.ts';
import { pause } from './pause.ts';
import type { Requests } from './requests.ts';

/** An order without its lines, payment and messages: `client.order` has them. */
export type OrderSummary = OrderSummaryFragment;

/** For how long to watch an order. */
export interface WatchOptions {
  /** Ends the watching, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** After this long the watching throws an OrdergraphError with the code TIMEOUT. Default 180 000. */
  readonly timeoutMs?: number;
}

export interface WaitOptions extends WatchOptions {
  /** Called with each status that is seen, the first included. */
  readonly onStatus?: (status: OrderStatus, order: OrderSummary) => void;
}

/** Longer than an order takes at most: two minutes until its money is held, and then what it takes to undo it. */
const WATCH_LIMIT_MS = 180_000;

/** What a user sees change; `pollAfterMs` and `updatedAt` change more often. */
const lookOf = ({ status, total, failure }: OrderSummary): string => JSON.stringify([status, total, failure]);

/** Watches orders. */
export interface Watching {
  /**
   * Yields the order as it is, and again at each change that is seen, until only a user's action can change it. It asks
   * when the order says (`pollAfterMs`) and continues through outages. A status between two requests is in the order's `timeline`.
   */
  readonly watchOrder: (id: string, options?: WatchOptions) => AsyncGenerator<OrderSummary, void, undefined>;
  /** Resolves to the order as it is once only a user's action can change it: confirmed, rejected, cancelled, expired. */
  readonly waitForOrder: (id: string, options?: WaitOptions) => Promise<OrderSummary>;
}

/** Makes the functions that poll. */
export function createWatching({ request }: Pick<Requests, 'request'>): Watching {
  const look = async (id: string, signal: AbortSignal): Promise<OrderSummary> => {
    const { order } = await request(OrderStatusDocument, { id }, { signal, attemptsMax: Infinity });
    if (order !== null) return order;
    throw new OrdergraphError(`There is no order ${id}, or it is not yours.`, { code: 'NOT_FOUND' });
  };

  async function* watchOrder(id: string, { signal, timeoutMs = WATCH_LIMIT_MS }: WatchOptions = {}) {
    const timeout = AbortSignal.timeout(timeoutMs);
    const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    let last: OrderSummary | undefined;
    try {
      for (;;) {
        const order = await look(id, either);
        if (last === undefined || lookOf(order) !== lookOf(last)) yield order;
        last = order;
        if (order.pollAfterMs === null) return;
        await pause(order.pollAfterMs, either);
      }
    } catch (error) {
      if (signal?.aborted === true || !timeout.aborted) throw error;
      const state = last === undefined ? 'not seen' : `still ${last.status}`;
      throw new OrdergraphError(`After ${timeoutMs} ms the order ${id} was ${state}.`, {
        code: 'TIMEOUT',
        cause: error,
      });
    }
  }

  return {
    watchOrder,
    waitForOrder: async (id, { onStatus, ...options } = {}) => {
      let last: OrderSummary | undefined;
      for await (const order of watchOrder(id, options)) {
        if (order.status !== last?.status) onStatus?.(order.status, order);
        last = order;
      }
      if (last === undefined) throw new OrdergraphError(`Nothing was seen of the order ${id}.`, { code: 'NOT_FOUND' });
      return last;
    },
  };
}
