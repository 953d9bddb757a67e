-- What every service needs to exchange messages exactly once. It is the platform's own schema, so that a service's
-- Prisma schema shows the business alone.
CREATE SCHEMA messaging;

-- Messages written in the transaction of the state change that causes them; the relay hands them to the queue.
CREATE TABLE messaging.outbox (
  id uuid PRIMARY KEY,
  destination text NOT NULL,
  envelope jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_seq bigint UNIQUE,
  sent_at timestamptz,
  CHECK (sent_at IS NULL OR sent_seq IS NOT NULL)
);
CREATE SEQUENCE messaging.outbox_sent_seq OWNED BY messaging.outbox.sent_seq;
CREATE INDEX outbox_unsequenced ON messaging.outbox (id) WHERE sent_seq IS NULL;
CREATE INDEX outbox_unsent ON messaging.outbox (sent_seq) WHERE sent_at IS NULL;
CREATE INDEX outbox_replay ON messaging.outbox (destination, sent_seq);
CREATE INDEX outbox_age ON messaging.outbox (sent_at);

CREATE FUNCTION messaging.wake_relay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('messaging_outbox', '');
  RETURN NULL;
END $$;
CREATE TRIGGER outbox_wakes_relay AFTER INSERT ON messaging.outbox
  FOR EACH STATEMENT EXECUTE FUNCTION messaging.wake_relay();

-- Messages whose effect stands; inserted in the transaction of the effect.
CREATE TABLE messaging.inbox (
  message_id uuid PRIMARY KEY,
  name text NOT NULL,
  received_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX inbox_age ON messaging.inbox (received_at);

-- Messages that failed at every attempt, kept for a person to look at and send again.
CREATE TABLE messaging.dead_letters (
  id uuid PRIMARY KEY,
  message_id uuid NOT NULL UNIQUE,
  envelope jsonb NOT NULL,
  error text NOT NULL,
  died_at timestamptz NOT NULL DEFAULT now(),
  resent_at timestamptz
);

-- The first outcome of every command that came with an idempotency key.
CREATE TABLE messaging.idempotency_keys (
  caller_id uuid NOT NULL,
  operation text NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  outcome jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (caller_id, operation, key)
);
CREATE INDEX idempotency_keys_age ON messaging.idempotency_keys (created_at);
