// Fills a system's five databases by SQL, as its services and their housekeeping would have left them after many orders.
import pg from 'pg';
import { SERVICES } from '#platform/config.ts';
import type { Service } from '#platform/config.ts';
import { TABLES, customersOf, productsOf } from './scale-tables.ts';
import type { Filling } from './scale-tables.ts';

const DAYS = 100;

/** What all databases know, said the same way in each: ids are UUIDv7 made of a time and a name; an outcome is what became of an order. */
const shared = ({ orders, tag }: Filling, since: string): string => `
  SET session_replication_role = replica; SET synchronous_commit = off; SET work_mem = '256MB'; SET client_min_messages = warning;
  CREATE FUNCTION pg_temp.id_at(at timestamptz, name text) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN (
    lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || substr(md5(name), 1, 3) || 'a' || substr(md5(name), 4, 15))::uuid;
  CREATE FUNCTION pg_temp.user_at(customer int) RETURNS timestamptz LANGUAGE sql IMMUTABLE RETURN
    timestamptz '${since}' - interval '1 day' + customer * interval '1 millisecond';
  CREATE FUNCTION pg_temp.user_id(customer int) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
    pg_temp.id_at(pg_temp.user_at(customer), 'user ${tag} ' || customer);
  CREATE FUNCTION pg_temp.product_id(product int) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN
    pg_temp.id_at(timestamptz '${since}' - interval '2 days' + product * interval '1 millisecond', 'product ${tag} ' || product);
  CREATE FUNCTION pg_temp.price_of(product int) RETURNS bigint LANGUAGE sql IMMUTABLE RETURN 100 + product % 900;
  CREATE TEMP TABLE filled AS
  SELECT i, at, pg_temp.id_at(at, 'order ${tag} ' || i) AS order_id, customer, pg_temp.user_id(customer) AS customer_id,
         first, second, pg_temp.price_of(first) + 2 * pg_temp.price_of(second) AS total,
         CASE WHEN i % 100 IN (11, 12, 13) THEN 'REJECTED' WHEN i % 100 IN (21, 22) THEN 'CANCELLED' WHEN i % 100 = 31 THEN 'EXPIRED'
              WHEN i > ${orders} * 0.99 THEN 'CONFIRMED' WHEN i > ${orders} * 0.97 THEN 'SHIPPED' ELSE 'DELIVERED' END AS outcome,
         '${tag}' || i AS name
  FROM generate_series(1, ${orders}) AS i, LATERAL (
    SELECT timestamptz '${since}' + i * (interval '${DAYS} days' / ${orders}) AS at,
           CASE WHEN i % 100 = 50 THEN 1 ELSE 1 + i % ${customersOf(orders)} END AS customer,
           1 + i * 7 % ${productsOf(orders)} AS first, 1 + (i * 7 + 3) % ${productsOf(orders)} AS second) AS made;
  CREATE TEMP TABLE statuses AS SELECT * FROM (VALUES
    ('DELIVERED', 1, 'PENDING'), ('DELIVERED', 2, 'AWAITING_PAYMENT'), ('DELIVERED', 5, 'CONFIRMED'), ('DELIVERED', 6, 'SHIPPED'), ('DELIVERED', 7, 'DELIVERED'),
    ('SHIPPED', 1, 'PENDING'), ('SHIPPED', 2, 'AWAITING_PAYMENT'), ('SHIPPED', 5, 'CONFIRMED'), ('SHIPPED', 6, 'SHIPPED'),
    ('CONFIRMED', 1, 'PENDING'), ('CONFIRMED', 2, 'AWAITING_PAYMENT'), ('CONFIRMED', 5, 'CONFIRMED'),
    ('REJECTED', 1, 'PENDING'), ('REJECTED', 2, 'REJECTED'),
    ('CANCELLED', 1, 'PENDING'), ('CANCELLED', 2, 'AWAITING_PAYMENT'), ('CANCELLED', 5, 'CONFIRMED'), ('CANCELLED', 6, 'CANCELLING'), ('CANCELLED', 8, 'CANCELLED'),
    ('EXPIRED', 1, 'PENDING'), ('EXPIRED', 2, 'AWAITING_PAYMENT'), ('EXPIRED', 5, 'EXPIRED')) AS had (outcome, version, status);
  CREATE TEMP TABLE reserved AS
  SELECT i, at, order_id, customer_id, outcome, index, product, quantity, pg_temp.product_id(product) AS product_id, pg_temp.price_of(product) AS price,
         pg_temp.id_at(at, 'reservation ' || name || ' ' || index) AS reservation_id
  FROM filled, LATERAL (VALUES (0, first, 1), (1, second, 2)) AS line (index, product, quantity);
  ANALYZE filled; ANALYZE reserved;`;

async function fillOne(service: Service, url: string, filling: Filling, since: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(shared(filling, since));
    for (const [table, statement] of Object.entries(TABLES[service](filling))) {
      const begun = performance.now();
      const { rowCount } = await client.query(statement);
      const seconds = ((performance.now() - begun) / 1_000).toFixed(1);
      filling.onProgress(`  ${service}: ${table}, ${(rowCount ?? 0).toLocaleString('en')} rows, ${seconds} s`);
    }
    // What autovacuum would have done: statistics, and pages that index-only scans need not look into.
    await client.query('VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

/** Fills the databases, two at a time. The system may run meanwhile; its accounts must know the currency USD. */
export async function fillDatabases(urlOf: (service: Service) => string, filling: Filling): Promise<void> {
  const since = new Date(Date.now() - DAYS * 86_400_000 - 60_000).toISOString();
  const left = [...SERVICES];
  const work = async (): Promise<void> => {
    for (let service = left.shift(); service !== undefined; service = left.shift())
      await fillOne(service, urlOf(service), filling, since);
  };
  await Promise.all([work(), work()]);
}
