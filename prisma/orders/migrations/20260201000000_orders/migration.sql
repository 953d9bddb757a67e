-- CreateEnum
CREATE TYPE "order_status" AS ENUM ('PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'REJECTED', 'CANCELLING', 'CANCELLED', 'EXPIRED', 'SHIPPED', 'DELIVERED');

-- CreateEnum
CREATE TYPE "stock_step" AS ENUM ('REQUESTED', 'REJECTED', 'RESERVED', 'COMMITTING', 'COMMITTED', 'SHIPPED', 'DELIVERED', 'RELEASING', 'RELEASED', 'RETURNING', 'RETURNED');

-- CreateEnum
CREATE TYPE "payment_step" AS ENUM ('NONE', 'REQUESTED', 'DECLINED', 'CAPTURING', 'CAPTURED', 'VOIDING', 'VOIDED', 'REFUNDING', 'REFUNDED');

-- CreateEnum
CREATE TYPE "failure_code" AS ENUM ('OUT_OF_STOCK', 'PRODUCT_NOT_FOUND', 'PRICE_CHANGED', 'CURRENCY_MISMATCH', 'INSUFFICIENT_FUNDS', 'LIMIT_EXCEEDED', 'ACCOUNT_NOT_FOUND', 'ACCOUNT_FROZEN', 'CANCELLED', 'EXPIRED');

-- CreateTable
CREATE TABLE "orders" (
    "id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "customer_id" UUID NOT NULL,
    "status" "order_status" NOT NULL,
    "stock" "stock_step" NOT NULL,
    "payment" "payment_step" NOT NULL,
    "version" INTEGER NOT NULL,
    "total_minor" BIGINT,
    "currency" TEXT,
    "expected_total_minor" BIGINT,
    "expected_currency" TEXT,
    "failure_code" "failure_code",
    "failure_message" TEXT,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "asks_repeated" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_lines" (
    "order_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "product_id" UUID,
    "sku" TEXT,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT,

    CONSTRAINT "order_lines_pkey" PRIMARY KEY ("order_id","index")
);

-- CreateTable
CREATE TABLE "order_events" (
    "order_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "status" "order_status" NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" TEXT,

    CONSTRAINT "order_events_pkey" PRIMARY KEY ("order_id","version")
);

-- CreateTable
CREATE TABLE "customer_standings" (
    "user_id" UUID NOT NULL,
    "active" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL,

    CONSTRAINT "customer_standings_pkey" PRIMARY KEY ("user_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "orders_number_key" ON "orders"("number");

-- CreateIndex
CREATE INDEX "orders_customer_id_id_idx" ON "orders"("customer_id", "id");

-- CreateIndex
CREATE INDEX "orders_status_id_idx" ON "orders"("status", "id");

-- AddForeignKey
ALTER TABLE "order_lines" ADD CONSTRAINT "order_lines_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "order_events" ADD CONSTRAINT "order_events_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "orders"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- From here on by hand: what a Prisma schema cannot say.

-- The saga's steps go together in these ways only. Before the total is known there is no payment; after the pivot (the money is
-- held, so it is being captured) nothing but a cancellation turns an order back, and not before both answers are there.
ALTER TABLE orders ADD CONSTRAINT orders_steps_go_together CHECK (
  CASE
    WHEN stock = 'REQUESTED' THEN payment = 'NONE' AND failure_code IS NULL
    WHEN stock = 'REJECTED' THEN payment = 'NONE'
      AND coalesce(failure_code IN ('OUT_OF_STOCK', 'PRODUCT_NOT_FOUND', 'PRICE_CHANGED', 'CURRENCY_MISMATCH', 'LIMIT_EXCEEDED'), false)
    WHEN stock = 'RESERVED' THEN payment = 'REQUESTED' AND failure_code IS NULL
    WHEN stock IN ('COMMITTING', 'COMMITTED') THEN payment IN ('CAPTURING', 'CAPTURED')
      AND (failure_code IS NULL OR failure_code = 'CANCELLED' AND NOT (stock = 'COMMITTED' AND payment = 'CAPTURED'))
    WHEN stock IN ('SHIPPED', 'DELIVERED') THEN payment = 'CAPTURED' AND failure_code IS NULL
    WHEN stock IN ('RELEASING', 'RELEASED') AND payment = 'DECLINED' THEN
      coalesce(failure_code IN ('ACCOUNT_NOT_FOUND', 'ACCOUNT_FROZEN', 'LIMIT_EXCEEDED', 'INSUFFICIENT_FUNDS', 'CANCELLED'), false)
    WHEN stock IN ('RELEASING', 'RELEASED') THEN payment IN ('NONE', 'VOIDING', 'VOIDED')
      AND coalesce(failure_code IN ('CANCELLED', 'EXPIRED'), false)
    WHEN stock IN ('RETURNING', 'RETURNED') THEN payment IN ('REFUNDING', 'REFUNDED') AND coalesce(failure_code = 'CANCELLED', false)
    ELSE false
  END
);

-- A status is what the steps make it: statusOf in subgraphs/orders/domain/saga.ts, said again where nothing gets past it.
ALTER TABLE orders ADD CONSTRAINT orders_status_follows CHECK (
  status = CASE
    WHEN failure_code IS NULL AND stock = 'SHIPPED' THEN 'SHIPPED'::order_status
    WHEN failure_code IS NULL AND stock = 'DELIVERED' THEN 'DELIVERED'
    WHEN failure_code IS NULL AND stock = 'COMMITTED' AND payment = 'CAPTURED' THEN 'CONFIRMED'
    WHEN failure_code IS NOT NULL AND stock IN ('REJECTED', 'RELEASED', 'RETURNED') AND payment NOT IN ('VOIDING', 'REFUNDING') THEN
      CASE failure_code WHEN 'CANCELLED' THEN 'CANCELLED'::order_status WHEN 'EXPIRED' THEN 'EXPIRED' ELSE 'REJECTED' END
    WHEN failure_code = 'CANCELLED' THEN 'CANCELLING'
    WHEN total_minor IS NULL THEN 'PENDING'
    ELSE 'AWAITING_PAYMENT'
  END
);

ALTER TABLE orders
  ADD CONSTRAINT orders_total_once_priced CHECK ((total_minor IS NULL) = (payment = 'NONE') AND (total_minor IS NULL) = (currency IS NULL)),
  ADD CONSTRAINT orders_total_above_zero CHECK (total_minor > 0 AND expected_total_minor > 0),
  ADD CONSTRAINT orders_expected_total_whole CHECK ((expected_total_minor IS NULL) = (expected_currency IS NULL)),
  ADD CONSTRAINT orders_failure_whole CHECK ((failure_code IS NULL) = (failure_message IS NULL)),
  ADD CONSTRAINT orders_number_form CHECK (number ~ '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$'),
  ADD CONSTRAINT orders_counts CHECK (version >= 1 AND asks_repeated >= 0);

-- A line names its product in at least one way from the start, and in both once it is priced.
ALTER TABLE order_lines
  ADD CONSTRAINT order_lines_known CHECK (product_id IS NOT NULL OR sku IS NOT NULL),
  ADD CONSTRAINT order_lines_priced_whole CHECK (unit_price_minor IS NULL OR (product_id IS NOT NULL AND sku IS NOT NULL)),
  ADD CONSTRAINT order_lines_range CHECK (index BETWEEN 0 AND 99 AND quantity BETWEEN 1 AND 1000000 AND unit_price_minor > 0);

-- What the sweeper looks through: the few orders that wait for an answer.
CREATE INDEX orders_under_way ON orders (asked_at) WHERE status IN ('PENDING', 'AWAITING_PAYMENT', 'CANCELLING');

-- Those that may still expire: nothing is held yet, and nothing undoes them.
CREATE INDEX orders_expiring ON orders (deadline_at) WHERE stock IN ('REQUESTED', 'RESERVED');

-- What a customer who is shut out may still have under way, and who is shut out.
CREATE INDEX orders_under_way_of_customer ON orders (customer_id, id) WHERE status IN ('PENDING', 'AWAITING_PAYMENT');
CREATE INDEX customer_standings_shut_out ON customer_standings (user_id) WHERE NOT active;
