-- SKUs are one and names are found whatever their case, by Unicode case folding.

-- AlterTable
ALTER TABLE "products" ADD COLUMN     "search_text" TEXT,
ADD COLUMN     "sku_folded" TEXT;

-- What Prisma's schema cannot say.

-- What is folded is not shown: a product is no newer by it. What a process of the version before renames is folded anew by the service.
CREATE OR REPLACE FUNCTION touch_product() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.name <> OLD.name AND NEW.search_text IS NOT DISTINCT FROM OLD.search_text THEN
    NEW.search_text := NULL;
  END IF;
  IF (NEW.search_text, NEW.sku_folded) IS DISTINCT FROM (OLD.search_text, OLD.sku_folded) AND NEW.name = OLD.name THEN
    RETURN NEW;
  END IF;
  NEW.version := OLD.version + 1;
  NEW.updated_at := greatest(OLD.updated_at, statement_timestamp());
  RETURN NEW;
END $$;

-- A SKU is ASCII, of which lower case is the folding; no server's locale may say otherwise. Where SKUs differ by case alone the oldest
-- product keeps the folded one, and the service reports the others when it starts.
UPDATE products SET sku_folded = lower(sku COLLATE "C")
WHERE id IN (SELECT DISTINCT ON (lower(sku COLLATE "C")) id FROM products ORDER BY lower(sku COLLATE "C"), id);
CREATE UNIQUE INDEX products_sku_folded_key ON products (sku_folded);
CREATE FUNCTION fold_sku() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.sku_folded := lower(NEW.sku COLLATE "C");
  RETURN NEW;
END $$;
CREATE TRIGGER products_fold_sku BEFORE INSERT ON products FOR EACH ROW EXECUTE FUNCTION fold_sku();

-- SQL cannot fold the letters of all scripts: the service does so when it starts. Until then products are found as they were before.
UPDATE products SET search_text = lower((name || E'\x1f' || sku) COLLATE "C") WHERE octet_length(name) = char_length(name);
CREATE INDEX products_unfolded ON products (id) WHERE search_text IS NULL OR sku_folded IS NULL;
DROP INDEX products_search;
CREATE INDEX products_search ON products USING gin (trigrams_of(coalesce(search_text, lower(name || E'\x1f' || sku))))
  WITH (fastupdate = off) WHERE status = 'ACTIVE';
