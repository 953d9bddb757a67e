-- A posting repeats the type of its transfer, so that an account's operations of one type are a range of an index, however rare the type.
ALTER TABLE "postings" ADD COLUMN "type" "transfer_type";
ALTER TABLE postings DISABLE TRIGGER postings_stand;
UPDATE postings SET type = transfers.type FROM transfers WHERE transfers.id = transfer_id;
ALTER TABLE postings ENABLE TRIGGER postings_stand;
ALTER TABLE "postings" ALTER COLUMN "type" SET NOT NULL;

CREATE UNIQUE INDEX postings_account_id_type_seq_key ON postings (account_id, type, seq) WHERE seq IS NOT NULL;

CREATE OR REPLACE FUNCTION check_transfer_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  postings_count int;
  strange_count int;
BEGIN
  SELECT count(*), count(*) FILTER (WHERE type <> NEW.type) INTO postings_count, strange_count FROM postings WHERE transfer_id = NEW.id;
  IF postings_count = 0 THEN
    RAISE EXCEPTION 'transfer % has no postings', NEW.id USING ERRCODE = 'check_violation';
  ELSIF strange_count > 0 THEN
    RAISE EXCEPTION 'transfer % has postings of another type', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
