import { shape } from './database.ts';
import type { Database } from './database.ts';

/** Who asks for the lease of a database, and by which connection. */
interface LeaseHolder {
  readonly own: Database;
  readonly holder: string;
}

const LEASED = shape<{ holder: string }>({ holder: 'holder' });

/** Takes the lease if it is free: it has expired, or the connection of the relay that holds it is closed. */
export async function takeLease({ own, holder }: LeaseHolder, leaseMs: number): Promise<boolean> {
  const rows = await own.rows(LEASED)`
    UPDATE messaging.relay_lease
    SET holder = ${holder}::uuid, holder_pid = pg_backend_pid(), leased_until = clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)
    WHERE holder = ${holder}::uuid OR leased_until < clock_timestamp()
       OR NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = holder_pid)
    RETURNING holder`;
  return rows.length > 0;
}

/** Lets another relay lead at once. */
export const giveUpLease = ({ own, holder }: LeaseHolder): Promise<number> =>
  own.run`UPDATE messaging.relay_lease SET leased_until = '-infinity' WHERE holder = ${holder}::uuid`;
