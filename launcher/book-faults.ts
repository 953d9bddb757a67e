// Faults within one database. Each check is one statement, and so a consistent snapshot, at rest and while the system runs. They use
// the rows alone and do not rely on the constraints that should prevent the faults.

/** Faults of the ledger (database accounts), one line for each; none if it is consistent. */
export const LEDGER_FAULTS = `
  SELECT 'transfer ' || transfer_id || ' sums to ' || sum(amount_minor) || ' ' || currency AS fault
  FROM postings JOIN accounts ON accounts.id = account_id
  GROUP BY transfer_id, currency HAVING sum(amount_minor) <> 0
  UNION ALL
  SELECT 'transfer ' || transfers.id || ' has ' || count(postings) || ' postings'
  FROM transfers LEFT JOIN postings ON postings.transfer_id = transfers.id
  GROUP BY transfers.id HAVING count(postings) <> 2
  UNION ALL
  SELECT 'transfer ' || id || ' is of order ' || order_id || ', which has no payment'
  FROM transfers WHERE order_id IS NOT NULL AND NOT EXISTS (SELECT FROM payments WHERE payments.order_id = transfers.order_id)
  UNION ALL
  SELECT 'account ' || id || ' has ' || balance_minor || ' but its postings have ' || coalesce(posted, 0)
  FROM accounts LEFT JOIN (SELECT account_id AS id, sum(amount_minor) AS posted FROM postings GROUP BY account_id) AS sums USING (id)
  WHERE kind = 'CUSTOMER' AND balance_minor <> coalesce(posted, 0)
  UNION ALL
  SELECT 'account ' || id || ' holds ' || held_minor || ' but its payments hold ' || coalesce(held, 0)
  FROM accounts LEFT JOIN (
    SELECT account_id AS id, sum(amount_minor) AS held FROM payments WHERE status = 'AUTHORIZED' GROUP BY account_id) AS sums USING (id)
  WHERE kind = 'CUSTOMER' AND held_minor <> coalesce(held, 0)
  UNION ALL
  SELECT 'account ' || id || ' keeps ' || refundable_minor || ' for refunds but its orders have paid ' || coalesce(paid, 0)
  FROM accounts LEFT JOIN (
    SELECT account_id AS id, sum(amount_minor) AS paid FROM payments WHERE status = 'CAPTURED' GROUP BY account_id) AS sums USING (id)
  WHERE refundable_minor <> coalesce(paid, 0)
  UNION ALL
  SELECT 'account ' || id || ' has less than nothing available' FROM accounts WHERE balance_minor < held_minor OR held_minor < 0
  UNION ALL
  SELECT 'posting ' || id || ' breaks the chain' FROM (
    SELECT id, seq, balance_after_minor,
      row_number() OVER chain AS expected_seq, sum(amount_minor) OVER chain AS expected_balance
    FROM postings WHERE account_id IN (SELECT id FROM accounts WHERE kind = 'CUSTOMER')
    WINDOW chain AS (PARTITION BY account_id ORDER BY seq)) AS chained
  WHERE seq IS DISTINCT FROM expected_seq OR balance_after_minor IS DISTINCT FROM expected_balance
  UNION ALL
  SELECT 'payment ' || payments.id || ' is ' || status || ' but its order has transfers of ' || moved
  FROM payments CROSS JOIN LATERAL (
    SELECT coalesce(string_agg(transfers.type::text || ' ' || abs(amount_minor), ', ' ORDER BY transfers.type), '') AS moved
    FROM transfers JOIN postings ON transfer_id = transfers.id AND account_id = payments.account_id
    WHERE transfers.order_id = payments.order_id) AS made
  WHERE moved <> CASE status
    WHEN 'CAPTURED' THEN 'PAYMENT ' || amount_minor
    WHEN 'REFUNDED' THEN 'PAYMENT ' || amount_minor || ', REFUND ' || amount_minor
    ELSE '' END`;

/** Faults of the stock (database products). What was committed may have been returned since. */
export const STOCK_FAULTS = `
  SELECT 'product ' || sku || ' has ' || on_hand || ' on hand, but its movements have ' || coalesce(moved, 0) AS fault
  FROM products LEFT JOIN (SELECT product_id AS id, sum(on_hand_delta) AS moved FROM stock_movements GROUP BY product_id) AS sums USING (id)
  WHERE on_hand <> coalesce(moved, 0)
  UNION ALL
  SELECT 'product ' || sku || ' has ' || reserved || ' reserved, but its movements have ' || coalesce(moved, 0)
  FROM products LEFT JOIN (SELECT product_id AS id, sum(reserved_delta) AS moved FROM stock_movements GROUP BY product_id) AS sums USING (id)
  WHERE reserved <> coalesce(moved, 0)
  UNION ALL
  SELECT 'product ' || sku || ' has ' || reserved || ' reserved, but its open reservations have ' || coalesce(open, 0)
  FROM products LEFT JOIN (
    SELECT product_id AS id, sum(quantity) AS open FROM reservations WHERE status = 'ACTIVE' GROUP BY product_id) AS sums USING (id)
  WHERE reserved <> coalesce(open, 0)
  UNION ALL
  SELECT 'product ' || sku || ' has ' || reserved || ' reserved of ' || on_hand FROM products WHERE reserved < 0 OR reserved > on_hand
  UNION ALL
  SELECT 'reservation ' || id || ' is ' || status || ' after ' || kinds
  FROM reservations CROSS JOIN LATERAL (
    SELECT coalesce(string_agg(kind::text, ' ' ORDER BY kind::text), 'nothing') AS kinds,
      bool_and(abs(on_hand_delta) IN (0, quantity) AND abs(reserved_delta) IN (0, quantity)) AS is_whole
    FROM stock_movements WHERE reservation_id = reservations.id) AS history
  WHERE is_whole IS NOT TRUE OR kinds <> ALL (CASE status
    WHEN 'ACTIVE' THEN ARRAY['RESERVE']
    WHEN 'COMMITTED' THEN ARRAY['COMMIT RESERVE']
    WHEN 'RELEASED' THEN ARRAY['RELEASE RESERVE', 'COMMIT RESERVE RETURN']
    ELSE ARRAY['EXPIRE RESERVE'] END)
  UNION ALL
  SELECT 'order ' || order_id || ' is ' || order_stock.status || ' in the stock, but has reservations that are ' || statuses
  FROM order_stock CROSS JOIN LATERAL (
    SELECT coalesce(string_agg(DISTINCT status::text, ' '), 'none') AS statuses FROM reservations WHERE order_id = order_stock.order_id) AS reserved
  WHERE statuses <> ALL (CASE order_stock.status
    WHEN 'RESERVED' THEN ARRAY['ACTIVE']
    WHEN 'COMMITTED' THEN ARRAY['COMMITTED']
    WHEN 'REJECTED' THEN ARRAY['none']
    ELSE ARRAY['RELEASED', 'none'] END)`;

/** Requests of the saga are answered, each once. Their ids and the answers are written by one transaction, at one time. */
const REQUESTS = ['AuthorizePayment', 'CapturePayment', 'VoidPayment', 'RefundPayment'].concat(
  ['ReserveStock', 'CommitReservations', 'ReleaseReservations', 'ReturnStock'], // of products
);
const ANSWERS = ['PaymentAuthorized', 'PaymentDeclined', 'PaymentCaptured', 'PaymentVoided', 'PaymentRefunded'].concat(
  ['StockReserved', 'StockRejected', 'ReservationsCommitted', 'ReservationsReleased', 'StockReturned'], // of products
);
const listOf = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ');

/** Faults of the messages of any service: dead letters, and requests of the last day that had more than one effect, or none. */
export const MESSAGE_FAULTS = `
  SELECT count(*) || ' dead letters wait to be sent again (npm run dead-letters)' AS fault
  FROM messaging.dead_letters WHERE resent_at IS NULL HAVING count(*) > 0
  UNION ALL
  SELECT taken || ' requests were taken, but ' || given || ' answers were given' FROM (
    SELECT count(*) AS taken FROM messaging.inbox
    WHERE name IN (${listOf(REQUESTS)}) AND received_at > now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM messaging.dead_letters WHERE dead_letters.message_id = inbox.message_id)) AS inbox,
  (SELECT count(*) AS given FROM messaging.outbox
    WHERE envelope->>'name' IN (${listOf(ANSWERS)}) AND created_at > now() - interval '1 day') AS outbox
  WHERE taken <> given`;
