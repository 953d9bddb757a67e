-- Which relay leads: a lease that the database's clock ends, so that a process that froze or lost its host is replaced within seconds.
CREATE TABLE messaging.relay_lease (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  holder uuid,
  holder_pid integer,
  leased_until timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO messaging.relay_lease DEFAULT VALUES;

-- How far each destination has been published, instead of a mark in every row; and the part of that which the queue has lost and gets again.
CREATE TABLE messaging.published (
  destination text PRIMARY KEY,
  seq bigint NOT NULL,
  lost_after bigint,
  lost_until bigint,
  CHECK ((lost_after IS NULL) = (lost_until IS NULL))
);
INSERT INTO messaging.published (destination, seq)
SELECT destination, coalesce(min(sent_seq) FILTER (WHERE sent_at IS NULL) - 1, max(sent_seq))
FROM messaging.outbox WHERE sent_seq IS NOT NULL GROUP BY destination;

DROP INDEX messaging.outbox_unsent, messaging.outbox_replay, messaging.outbox_age, messaging.inbox_age;
ALTER TABLE messaging.outbox DROP COLUMN sent_at;

-- A body that is no message has no id; it is kept all the same.
ALTER TABLE messaging.dead_letters ALTER COLUMN message_id DROP NOT NULL;
