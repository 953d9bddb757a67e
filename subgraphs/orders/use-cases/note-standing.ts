import type { Tx } from '../deps.ts';
import { cancelOpenOrders } from './cancel-open-orders.ts';

/** What the users service told: since this version, somebody is or is not let in. */
export interface Standing {
  readonly userId: string;
  readonly version: number;
  readonly active: boolean;
}

/** Notes whether a customer may order; what is not the newest is not news. Of one who is shut out, what is not yet confirmed is cancelled. */
export async function noteStanding(tx: Tx, { userId, version, active }: Standing): Promise<void> {
  const isNews = await tx.$executeRaw`
    INSERT INTO customer_standings AS known (user_id, active, version) VALUES (${userId}::uuid, ${active}, ${version})
    ON CONFLICT (user_id) DO UPDATE SET active = excluded.active, version = excluded.version WHERE known.version < excluded.version`;
  if (isNews > 0 && !active) await cancelOpenOrders(tx, [userId]);
}
