-- One and two letters are found by the index as well, and letters of all scripts whatever the server's LC_CTYPE, which pg_trgm goes by: such
-- searches read all users. Every piece of a text from `shortest` to three letters; what holds a text holds all of the text's. The extension stays
-- for processes of the version before.
CREATE FUNCTION grams_of(value text, shortest int) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN ARRAY(
    SELECT DISTINCT substr(value, position, size)
    FROM generate_series(shortest, 3) AS size, generate_series(1, char_length(value) - size + 1) AS position);
DROP INDEX users_search;
CREATE INDEX users_search ON users USING gin (grams_of(search_text, 1)) WITH (fastupdate = off);
