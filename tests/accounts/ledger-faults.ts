import { shape } from '#platform/database.ts';
import type { Sql } from '#platform/database.ts';

const FAULT = shape<{ fault: string }>({ fault: 'fault' });

/**
 * What is wrong with a ledger, one line for each fault; empty for a sound one. It judges by the postings and payments alone and so
 * does not rest on the constraints that are to prevent the faults.
 */
export async function ledgerFaults(sql: Sql): Promise<string[]> {
  const rows = await sql.rows(FAULT)`
    SELECT 'transfer ' || transfer_id || ' sums to ' || sum(amount_minor) || ' ' || currency AS fault
    FROM postings JOIN accounts ON accounts.id = account_id
    GROUP BY transfer_id, currency HAVING sum(amount_minor) <> 0
    UNION ALL
    SELECT 'transfer ' || transfers.id || ' has ' || count(postings) || ' postings'
    FROM transfers LEFT JOIN postings ON postings.transfer_id = transfers.id
    GROUP BY transfers.id HAVING count(postings) <> 2
    UNION ALL
    SELECT 'account ' || id || ' has ' || balance_minor || ' but its postings have ' || posted
    FROM accounts CROSS JOIN LATERAL (SELECT coalesce(sum(amount_minor), 0) AS posted FROM postings WHERE account_id = accounts.id)
    WHERE kind = 'CUSTOMER' AND balance_minor <> posted
    UNION ALL
    SELECT 'account ' || accounts.id || ' holds ' || held_minor || ' but its payments hold ' || held
    FROM accounts CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount_minor), 0) AS held FROM payments WHERE account_id = accounts.id AND status = 'AUTHORIZED')
    WHERE kind = 'CUSTOMER' AND held_minor <> held
    UNION ALL
    SELECT 'account ' || accounts.id || ' keeps ' || refundable_minor || ' for refunds but its orders have paid ' || paid
    FROM accounts CROSS JOIN LATERAL (
      SELECT coalesce(sum(amount_minor), 0) AS paid FROM payments WHERE account_id = accounts.id AND status = 'CAPTURED')
    WHERE refundable_minor <> paid
    UNION ALL
    SELECT 'account ' || id || ' has less than nothing available' FROM accounts WHERE balance_minor < held_minor OR held_minor < 0
    UNION ALL
    SELECT 'posting ' || id || ' breaks the chain' FROM (
      SELECT id, seq, balance_after_minor,
        row_number() OVER chain AS expected_seq, sum(amount_minor) OVER chain AS expected_balance
      FROM postings WHERE account_id IN (SELECT id FROM accounts WHERE kind = 'CUSTOMER')
      WINDOW chain AS (PARTITION BY account_id ORDER BY seq))
    WHERE seq IS DISTINCT FROM expected_seq OR balance_after_minor IS DISTINCT FROM expected_balance
    UNION ALL
    SELECT 'payment ' || payments.id || ' is ' || status || ' but its order has transfers of ' || moved
    FROM payments CROSS JOIN LATERAL (
      SELECT coalesce(string_agg(transfers.type::text || ' ' || abs(amount_minor), ', ' ORDER BY transfers.type), '') AS moved
      FROM transfers JOIN postings ON transfer_id = transfers.id AND account_id = payments.account_id
      WHERE transfers.order_id = payments.order_id)
    WHERE moved <> CASE status
      WHEN 'CAPTURED' THEN 'PAYMENT ' || amount_minor
      WHEN 'REFUNDED' THEN 'PAYMENT ' || amount_minor || ', REFUND ' || amount_minor
      ELSE '' END`;
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
