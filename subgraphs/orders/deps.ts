import type { Database } from '#platform/database.ts';
import type { Log } from '#platform/log.ts';
import type { AnswerTimes } from './sweeper.ts';
import type { createPlaceOrder } from './use-cases/place-orders.ts';

/** What use cases need of the outside world. */
export interface Deps {
  readonly database: Database;
  readonly log: Log;
  /** The clock of this process, for hints; what counts is judged by the database's. */
  readonly now: () => Date;
  readonly makeOrderNumber: () => string;
  /** How long an order may take until its money is held. */
  readonly deadlineSeconds: number;
  readonly requiresVerifiedEmail: boolean;
  /** How long an answer is waited for before it is asked for again; each repetition waits longer. */
  readonly askAgainAfterMs: number;
  readonly answerTimes: AnswerTimes;
  /** Places orders; calls that come in at the same time share a transaction. */
  readonly placeOrder: ReturnType<typeof createPlaceOrder>;
}
