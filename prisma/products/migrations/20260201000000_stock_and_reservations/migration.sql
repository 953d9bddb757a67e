-- CreateEnum
CREATE TYPE "product_status" AS ENUM ('ACTIVE', 'ARCHIVED');

-- CreateEnum
CREATE TYPE "stock_movement_kind" AS ENUM ('SET', 'ADJUST', 'RESERVE', 'RELEASE', 'EXPIRE', 'COMMIT', 'RETURN');

-- CreateEnum
CREATE TYPE "reservation_status" AS ENUM ('ACTIVE', 'COMMITTED', 'RELEASED', 'EXPIRED');

-- CreateEnum
CREATE TYPE "order_stock_status" AS ENUM ('RESERVED', 'REJECTED', 'COMMITTED', 'RELEASED', 'RETURNED');

-- CreateTable
CREATE TABLE "products" (
    "id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "status" "product_status" NOT NULL DEFAULT 'ACTIVE',
    "on_hand" INTEGER NOT NULL DEFAULT 0,
    "reserved" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "products_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "stock_movements" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "kind" "stock_movement_kind" NOT NULL,
    "on_hand_delta" INTEGER NOT NULL,
    "reserved_delta" INTEGER NOT NULL,
    "reservation_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "stock_movements_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "reservations" (
    "id" UUID NOT NULL,
    "product_id" UUID NOT NULL,
    "order_id" UUID,
    "customer_id" UUID,
    "line_index" INTEGER,
    "quantity" INTEGER NOT NULL,
    "unit_price_minor" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "status" "reservation_status" NOT NULL DEFAULT 'ACTIVE',
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reservations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "order_stock" (
    "order_id" UUID NOT NULL,
    "customer_id" UUID NOT NULL,
    "status" "order_stock_status" NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "order_stock_pkey" PRIMARY KEY ("order_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "products_sku_key" ON "products"("sku");

-- CreateIndex
CREATE INDEX "stock_movements_product_id_id_idx" ON "stock_movements"("product_id", "id");

-- CreateIndex
CREATE UNIQUE INDEX "stock_movements_reservation_id_kind_key" ON "stock_movements"("reservation_id", "kind");

-- CreateIndex
CREATE UNIQUE INDEX "reservations_order_id_line_index_key" ON "reservations"("order_id", "line_index");

-- AddForeignKey
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "stock_movements" ADD CONSTRAINT "stock_movements_reservation_id_fkey" FOREIGN KEY ("reservation_id") REFERENCES "reservations"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_product_id_fkey" FOREIGN KEY ("product_id") REFERENCES "products"("id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- AddForeignKey
ALTER TABLE "reservations" ADD CONSTRAINT "reservations_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "order_stock"("order_id") ON DELETE RESTRICT ON UPDATE RESTRICT;

-- What follows is what Prisma's schema language has no words for.

-- Nobody oversells and nothing is negative, whatever the code does.
ALTER TABLE products
  ADD CONSTRAINT products_stock CHECK (0 <= reserved AND reserved <= on_hand),
  ADD CONSTRAINT products_price CHECK (0 < price_minor AND price_minor < 1000000000000000),
  ADD CONSTRAINT products_currency CHECK (currency ~ '^[A-Z]{3}$'),
  ADD CONSTRAINT products_sku CHECK (sku ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$'),
  ADD CONSTRAINT products_name CHECK (name <> '');

-- Stock changes far more often than anything else of a product. No index holds it, and with room left in the page a change
-- stays in the page and touches no index (heap-only tuples).
ALTER TABLE products SET (fillfactor = 70);

CREATE FUNCTION touch_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  NEW.updated_at := greatest(OLD.updated_at, statement_timestamp());
  RETURN NEW;
END $$;
CREATE TRIGGER products_touch BEFORE UPDATE ON products
  FOR EACH ROW WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch_product();

-- A page of the catalogue is a range of this index.
CREATE INDEX products_active ON products (id) WHERE status = 'ACTIVE';

-- Every three characters in a row. What holds a text holds all of the text's.
CREATE FUNCTION trigrams_of(value text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(SELECT DISTINCT substr(value, position, 3) FROM generate_series(1, char_length(value) - 2) AS position);

-- Finds any part of a name or SKU in whatever case and script, from three characters on. (pg_trgm knows letters by the server's
-- LC_CTYPE, and where that is C, none but the Latin ones.) The separator is a control character, which neither may hold, so that
-- nothing is found across the two. The queries must use the very same expression. Products are added seldom: each goes into the
-- index at once, instead of onto a list that every search would have to read (fastupdate).
CREATE INDEX products_search ON products USING gin (trigrams_of(lower(name || E'\x1f' || sku)))
  WITH (fastupdate = off) WHERE status = 'ACTIVE';

ALTER TABLE reservations
  ADD CONSTRAINT reservations_quantity CHECK (quantity > 0),
  ADD CONSTRAINT reservations_price CHECK (0 < unit_price_minor AND unit_price_minor < 1000000000000000),
  -- Either all of an order or none of it.
  ADD CONSTRAINT reservations_order CHECK (
    (order_id IS NULL) = (customer_id IS NULL) AND (order_id IS NULL) = (line_index IS NULL)),
  -- Those of an order are closed by its saga alone.
  ADD CONSTRAINT reservations_expiry CHECK (order_id IS NULL OR expires_at IS NULL),
  ADD CONSTRAINT reservations_committed CHECK (status <> 'COMMITTED' OR order_id IS NOT NULL),
  ADD CONSTRAINT reservations_expired CHECK (status <> 'EXPIRED' OR expires_at IS NOT NULL);

-- The few that wait for their time to run out.
CREATE INDEX reservations_expiring ON reservations (expires_at, product_id) WHERE status = 'ACTIVE' AND expires_at IS NOT NULL;

-- A reservation is resolved once; what was committed may still be returned.
CREATE FUNCTION guard_reservation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status = 'ACTIVE' OR (OLD.status = 'COMMITTED' AND NEW.status = 'RELEASED') THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'reservation % is closed: %', OLD.id, OLD.status;
END $$;
CREATE TRIGGER reservations_close_once BEFORE UPDATE ON reservations
  FOR EACH ROW EXECUTE FUNCTION guard_reservation();

-- Which deltas a kind can have, so that sums of movements mean something.
ALTER TABLE stock_movements
  ADD CONSTRAINT stock_movements_reservation CHECK ((kind IN ('SET', 'ADJUST')) = (reservation_id IS NULL)),
  ADD CONSTRAINT stock_movements_deltas CHECK (
    CASE kind
      WHEN 'SET' THEN on_hand_delta <> 0 AND reserved_delta = 0
      WHEN 'ADJUST' THEN on_hand_delta <> 0 AND reserved_delta = 0
      WHEN 'RESERVE' THEN on_hand_delta = 0 AND reserved_delta > 0
      WHEN 'RELEASE' THEN on_hand_delta = 0 AND reserved_delta < 0
      WHEN 'EXPIRE' THEN on_hand_delta = 0 AND reserved_delta < 0
      WHEN 'COMMIT' THEN on_hand_delta < 0 AND reserved_delta = on_hand_delta
      WHEN 'RETURN' THEN on_hand_delta > 0 AND reserved_delta = 0
    END);

-- One way out of the shelf's reserve for each reservation; that there is one of each kind is the unique index above.
CREATE UNIQUE INDEX stock_movements_one_resolution ON stock_movements (reservation_id)
  WHERE kind IN ('RELEASE', 'EXPIRE', 'COMMIT');

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is written once and never changed', TG_TABLE_NAME;
END $$;
CREATE TRIGGER stock_movements_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON stock_movements
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Only what was released before it was reserved has nothing to answer.
ALTER TABLE order_stock ADD CONSTRAINT order_stock_answer CHECK (status = 'RELEASED' OR answer IS NOT NULL);
