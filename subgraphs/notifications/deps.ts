import type { Database } from '#platform/database.ts';

/** What use cases need of the outside world. */
export interface Deps {
  readonly database: Database;
  readonly now: () => Date;
}
