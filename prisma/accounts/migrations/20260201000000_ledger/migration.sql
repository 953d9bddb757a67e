-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('CUSTOMER', 'CASH', 'SALES');

-- CreateEnum
CREATE TYPE "transfer_type" AS ENUM ('DEPOSIT', 'WITHDRAWAL', 'PAYMENT', 'REFUND');

-- CreateEnum
CREATE TYPE "payment_status" AS ENUM ('AUTHORIZED', 'CAPTURED', 'DECLINED', 'VOIDED', 'REFUNDED');

-- CreateEnum
CREATE TYPE "decline_code" AS ENUM ('ACCOUNT_NOT_FOUND', 'ACCOUNT_FROZEN', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS');

-- CreateTable
CREATE TABLE "owners" (
    "user_id" UUID NOT NULL,
    "frozen" BOOLEAN NOT NULL DEFAULT false,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "owners_pkey" PRIMARY KEY ("user_id")
);

-- CreateTable
CREATE TABLE "accounts" (
    "id" UUID NOT NULL,
    "kind" "account_kind" NOT NULL,
    "owner_id" UUID,
    "currency" CHAR(3) NOT NULL,
    "balance_minor" BIGINT,
    "held_minor" BIGINT,
    "postings_count" INTEGER,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "id" UUID NOT NULL,
    "type" "transfer_type" NOT NULL,
    "order_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "postings" (
    "id" UUID NOT NULL,
    "transfer_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "seq" INTEGER,
    "balance_after_minor" BIGINT,

    CONSTRAINT "postings_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "payments" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "account_id" UUID,
    "amount_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "status" "payment_status" NOT NULL,
    "decline_code" "decline_code",
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "accounts_owner_id_currency_key" ON "accounts"("owner_id", "currency");

-- CreateIndex
CREATE UNIQUE INDEX "transfers_order_id_type_key" ON "transfers"("order_id", "type");

-- CreateIndex
CREATE INDEX "postings_transfer_id_idx" ON "postings"("transfer_id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_order_id_key" ON "payments"("order_id");

-- AddForeignKey
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "owners"("user_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_transfer_id_fkey" FOREIGN KEY ("transfer_id") REFERENCES "transfers"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "postings" ADD CONSTRAINT "postings_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "payments" ADD CONSTRAINT "payments_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What follows is written by hand: what a schema.prisma cannot say. The code keeps these rules as well; here they hold
-- whoever writes.

-- A customer's account has an owner and stored figures; the system's has neither.
ALTER TABLE accounts
  ADD CONSTRAINT accounts_figures_are_customers CHECK (
    (kind = 'CUSTOMER') = (owner_id IS NOT NULL)
    AND num_nulls(owner_id, balance_minor, held_minor, postings_count) IN (0, 4)
  ),
  ADD CONSTRAINT accounts_held_is_not_negative CHECK (held_minor >= 0),
  ADD CONSTRAINT accounts_available_is_not_negative CHECK (balance_minor - held_minor >= 0),
  ADD CONSTRAINT accounts_currency_is_a_code CHECK (currency ~ '^[A-Z]{3}$');

-- One account of each kind and currency for the system.
CREATE UNIQUE INDEX accounts_kind_currency_key ON accounts (kind, currency) WHERE kind <> 'CUSTOMER';

ALTER TABLE transfers
  ADD CONSTRAINT transfers_of_orders_name_them CHECK ((order_id IS NOT NULL) = (type IN ('PAYMENT', 'REFUND')));

ALTER TABLE postings
  ADD CONSTRAINT postings_move_something CHECK (amount_minor <> 0),
  ADD CONSTRAINT postings_chain_is_whole CHECK ((seq IS NULL) = (balance_after_minor IS NULL) AND seq >= 1);

-- The order of an account's history. Partial, since the system's postings have no numbers and would only swell it.
CREATE UNIQUE INDEX postings_account_id_seq_key ON postings (account_id, seq) WHERE seq IS NOT NULL;

ALTER TABLE payments
  ADD CONSTRAINT payments_ask_for_something CHECK (amount_minor > 0),
  ADD CONSTRAINT payments_say_why_declined CHECK ((status = 'DECLINED') = (decline_code IS NOT NULL)),
  ADD CONSTRAINT payments_with_money_have_an_account CHECK (account_id IS NOT NULL OR status IN ('DECLINED', 'VOIDED'));

-- An account's open holds.
CREATE INDEX payments_open_holds ON payments (account_id) WHERE status = 'AUTHORIZED';

-- History is added to, never changed.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is not allowed: its rows stand for ever', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER transfers_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON transfers
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER postings_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER payments_are_kept BEFORE DELETE OR TRUNCATE ON payments
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- A payment keeps what it was made of, and a hold is resolved once.
CREATE FUNCTION check_payment_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.id, OLD.order_id, OLD.customer_id, OLD.amount_minor, OLD.currency, OLD.created_at)
     IS DISTINCT FROM (NEW.id, NEW.order_id, NEW.customer_id, NEW.amount_minor, NEW.currency, NEW.created_at)
     OR OLD.account_id IS DISTINCT FROM NEW.account_id
     OR (OLD.status, NEW.status) NOT IN (('AUTHORIZED', 'CAPTURED'), ('AUTHORIZED', 'VOIDED'), ('CAPTURED', 'REFUNDED')) THEN
    RAISE EXCEPTION 'payment % cannot change from % to % like this', OLD.id, OLD.status, NEW.status USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_take_one_step BEFORE UPDATE ON payments
  FOR EACH ROW EXECUTE FUNCTION check_payment_step();

-- A transfer's postings sum to zero in each currency. Looked at when the transaction ends, since they come one by one.
CREATE FUNCTION check_transfer_sum() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM postings JOIN accounts ON accounts.id = postings.account_id
    WHERE postings.transfer_id = NEW.transfer_id GROUP BY accounts.currency HAVING sum(postings.amount_minor) <> 0
  ) THEN
    RAISE EXCEPTION 'the postings of transfer % do not sum to zero', NEW.transfer_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER postings_sum_to_zero AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_transfer_sum();

CREATE FUNCTION check_transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM postings WHERE transfer_id = NEW.id) THEN
    RAISE EXCEPTION 'transfer % has no postings', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER transfers_move_something AFTER INSERT ON transfers DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION check_transfer_moves();

-- A customer's postings are numbered from 1 without a gap, and each balance follows from the one before.
CREATE FUNCTION check_posting_chain() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  balance_before bigint;
BEGIN
  IF NEW.seq IS NULL THEN
    IF EXISTS (SELECT FROM accounts WHERE id = NEW.account_id AND kind = 'CUSTOMER') THEN
      RAISE EXCEPTION 'posting % of a customer''s account has no number', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
  END IF;
  IF NEW.seq = 1 THEN
    balance_before := 0;
  ELSE
    SELECT balance_after_minor INTO balance_before FROM postings WHERE account_id = NEW.account_id AND seq = NEW.seq - 1;
  END IF;
  IF balance_before + NEW.amount_minor IS DISTINCT FROM NEW.balance_after_minor THEN
    RAISE EXCEPTION 'posting % does not follow from the one before', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_form_a_chain AFTER INSERT ON postings
  FOR EACH ROW EXECUTE FUNCTION check_posting_chain();

-- What a customer's account says of itself is what its newest posting and its open holds say. Each check is one statement,
-- so that it sees one moment even where a rival commits in between.
CREATE FUNCTION check_account_figures(checked_account_id uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM accounts LEFT JOIN LATERAL (
      SELECT seq, balance_after_minor FROM postings WHERE account_id = accounts.id AND seq IS NOT NULL ORDER BY seq DESC LIMIT 1
    ) newest ON true
    WHERE id = checked_account_id AND kind = 'CUSTOMER'
      AND (postings_count, balance_minor) IS DISTINCT FROM (coalesce(newest.seq, 0), coalesce(newest.balance_after_minor, 0))
  ) THEN
    RAISE EXCEPTION 'the balance of account % is not what its postings say', checked_account_id USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT FROM accounts WHERE id = checked_account_id AND held_minor <> (
      SELECT coalesce(sum(amount_minor), 0) FROM payments WHERE account_id = accounts.id AND status = 'AUTHORIZED'
    )
  ) THEN
    RAISE EXCEPTION 'what is held on account % is not what its open holds say', checked_account_id USING ERRCODE = 'check_violation';
  END IF;
END $$;

CREATE FUNCTION check_changed_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_account_figures(NEW.id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER accounts_agree_with_history AFTER INSERT OR UPDATE ON accounts DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.kind = 'CUSTOMER') EXECUTE FUNCTION check_changed_account();

CREATE FUNCTION check_account_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM check_account_figures(NEW.account_id);
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_agree_with_held AFTER INSERT OR UPDATE ON payments DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.account_id IS NOT NULL) EXECUTE FUNCTION check_account_of_row();
CREATE CONSTRAINT TRIGGER postings_agree_with_balance AFTER INSERT ON postings DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW WHEN (NEW.seq IS NOT NULL) EXECUTE FUNCTION check_account_of_row();
