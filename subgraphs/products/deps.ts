import type { Database } from '#platform/database.ts';

/** Dependencies of the use cases. */
export interface Deps {
  readonly database: Database;
}
