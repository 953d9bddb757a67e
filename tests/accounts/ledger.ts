import { raw, shape } from '#platform/database.ts';
import type { Sql } from '#platform/database.ts';
import { LEDGER_FAULTS } from '../../launcher/book-faults.ts';
import type { accounts } from '../kit/service-definitions.ts';
import type { WorldOf } from '../kit/world.ts';

export type AccountsWorld = WorldOf<typeof accounts>;

/** An amount as the graph takes it. */
export const money = (amount: string, currency = 'USD'): { amount: { amount: string; currency: string } } => ({
  amount: { amount, currency },
});

const FAULT = shape<{ fault: string }>({ fault: 'fault' });

/** What is wrong with a ledger, one line for each fault; empty for a sound one. */
export async function ledgerFaults(sql: Sql): Promise<string[]> {
  const rows = await sql.rows(FAULT)`${raw(LEDGER_FAULTS)}`;
  return rows.map(({ fault }) => fault);
}

const FIGURES = shape<{ balance: bigint; held: bigint }>({ balance: 'balance', held: 'held' });

/** What a customer has in a currency, in minor units; undefined where there is no account. */
export async function figuresOf(
  sql: Sql,
  ownerId: string,
  currency = 'USD',
): Promise<{ readonly balance: bigint; readonly held: bigint } | undefined> {
  const [figures] = await sql.rows(FIGURES)`
    SELECT balance_minor AS balance, held_minor AS held FROM accounts WHERE owner_id = ${ownerId}::uuid AND currency = ${currency}`;
  return figures;
}
