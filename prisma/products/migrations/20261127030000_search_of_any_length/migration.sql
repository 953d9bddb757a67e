-- One and two letters are found by the index as well, where each such search read the whole catalogue. Every piece of a text from `shortest` to
-- three letters; what holds a text holds all of the text's.
CREATE FUNCTION grams_of(value text, shortest int) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(
    SELECT DISTINCT substr(value, position, size)
    FROM generate_series(shortest, 3) AS size, generate_series(1, char_length(value) - size + 1) AS position);
CREATE INDEX products_search_of_any_length ON products USING gin (grams_of(coalesce(search_text, lower(name || E'\x1f' || sku)), 1))
  WITH (fastupdate = off) WHERE status = 'ACTIVE';
DROP INDEX products_search;
ALTER INDEX products_search_of_any_length RENAME TO products_search;
