import type { Database } from '#platform/database.ts';

/** What the use cases work with. */
export interface Deps {
  readonly database: Database;
}
