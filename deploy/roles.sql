-- The roles of one service's database: ordergraph_owner owns what is in it and migrates, <database>_app reads and writes rows, and neither creates
-- nor changes a table. Run it as a superuser in each of the five databases, before or after their first migration; it may be repeated:
--   psql --set=ON_ERROR_STOP=1 --file=deploy/roles.sql postgres://…/orders
-- Then give each role a password: ALTER ROLE orders_app PASSWORD '…'. ORDERS_DATABASE_URL names orders_app, MIGRATE_USER ordergraph_owner.
DO $$
DECLARE
  app text := current_database() || '_app';
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['ordergraph_owner', app] LOOP
    BEGIN
      EXECUTE format('CREATE ROLE %I LOGIN', name);
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
  -- The owner sees which of the service's transactions keeps a migration waiting, and may end it.
  EXECUTE format('GRANT %I TO ordergraph_owner', app);

  EXECUTE format('ALTER DATABASE %I OWNER TO ordergraph_owner', current_database());
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), app);

  -- What was made by another role; what belongs to an extension stays.
  FOR name IN
    SELECT format('SCHEMA %I', nspname) FROM pg_namespace WHERE nspname IN ('public', 'messaging')
    UNION ALL
    SELECT format(CASE WHEN relkind = 'S' THEN 'SEQUENCE %s' ELSE 'TABLE %s' END, pg_class.oid::regclass)
    FROM pg_class WHERE relkind IN ('r', 'p', 'S') AND relnamespace::regnamespace::text IN ('public', 'messaging')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype IN ('a', 'e'))
    UNION ALL
    SELECT format('FUNCTION %s', oid::regprocedure) FROM pg_proc
    WHERE pronamespace::regnamespace::text IN ('public', 'messaging')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
    UNION ALL
    SELECT format('TYPE %s', oid::regtype) FROM pg_type
    WHERE typtype IN ('e', 'd') AND typnamespace::regnamespace::text IN ('public', 'messaging')
      AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = pg_type.oid AND deptype = 'e')
  LOOP
    EXECUTE format('ALTER %s OWNER TO ordergraph_owner', name);
  END LOOP;

  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  FOR name IN SELECT nspname FROM pg_namespace WHERE nspname IN ('public', 'messaging') LOOP
    EXECUTE format('GRANT USAGE ON SCHEMA %I TO %I', name, app);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO %I', name, app);
    EXECUTE format('GRANT USAGE ON ALL SEQUENCES IN SCHEMA %I TO %I', name, app);
  END LOOP;
  -- What migrations will make.
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE ordergraph_owner GRANT USAGE ON SCHEMAS TO %I', app);
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE ordergraph_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', app);
  EXECUTE format('ALTER DEFAULT PRIVILEGES FOR ROLE ordergraph_owner GRANT USAGE ON SEQUENCES TO %I', app);
END $$;
