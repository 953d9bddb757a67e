import type { Database } from '#platform/database.ts';
import type { Log } from '#platform/log.ts';
import type { AnswerTimes } from './sweeper.ts';
import type { createPlaceOrder } from './use-cases/place-orders.ts';

/** Dependencies of the use cases. */
export interface Deps {
  readonly database: Database;
  readonly log: Log;
  /** The clock of this process, for hints only; decisions use the database's. */
  readonly now: () => Date;
  readonly makeOrderNumber: () => string;
  /** How long an order may take until its money is held. */
  readonly deadlineSeconds: number;
  readonly requiresVerifiedEmail: boolean;
  /** The wait for a reply before the request is repeated; each repetition waits longer. */
  readonly askAgainAfterMs: number;
  readonly answerTimes: AnswerTimes;
  /** Places orders; concurrent calls share a transaction. */
  readonly placeOrder: ReturnType<typeof createPlaceOrder>;
}
