import pg from 'pg';
import type { Engine } from './engine.ts';

const MESSAGING = `
  CREATE TABLE outbox (seq bigserial PRIMARY KEY, destination text, message jsonb, sent_at timestamptz);
  CREATE INDEX ON outbox (seq) WHERE sent_at IS NULL;
  CREATE TABLE inbox (id uuid PRIMARY KEY, at timestamptz DEFAULT now());`;

/** The tables that an order writes or reads, with the same keys, checks and indexes. */
const TABLES = {
  accounts: `
    CREATE TABLE accounts (id uuid PRIMARY KEY, balance bigint, held bigint, operations bigint, CHECK (balance - held >= 0));
    CREATE TABLE payments (order_id uuid PRIMARY KEY, account_id uuid, amount bigint, status text);
    CREATE TABLE postings (id uuid PRIMARY KEY, order_id uuid, account_id uuid, amount bigint);`,
  products: `
    CREATE TABLE products (
      id uuid PRIMARY KEY, on_hand int, reserved int, price bigint, CHECK (reserved >= 0 AND reserved <= on_hand));
    CREATE TABLE order_stock (order_id uuid PRIMARY KEY, status text);
    CREATE TABLE reservations (id uuid PRIMARY KEY, order_id uuid, product_id uuid, quantity int, status text);
    CREATE INDEX ON reservations (order_id);
    CREATE TABLE movements (id uuid PRIMARY KEY, product_id uuid, on_hand int, reserved int);`,
  orders: `
    CREATE TABLE orders (
      id uuid PRIMARY KEY, number text UNIQUE, customer_id uuid, status text, stock text, payment text, version int, total bigint,
      created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now());
    CREATE INDEX ON orders (customer_id, id);
    CREATE INDEX ON orders (status, id);
    CREATE TABLE lines (order_id uuid, index int, product_id uuid, quantity int, price bigint, PRIMARY KEY (order_id, index));
    CREATE TABLE events (
      order_id uuid, version int, status text, at timestamptz DEFAULT now(), PRIMARY KEY (order_id, version));
    CREATE TABLE keys (caller_id uuid, key uuid, outcome uuid, PRIMARY KEY (caller_id, key));`,
  notifications: `
    CREATE TABLE notifications (
      id uuid PRIMARY KEY, user_id uuid, order_id uuid, type text, subject text, body text, at timestamptz DEFAULT now());
    CREATE INDEX ON notifications (order_id);
    CREATE INDEX ON notifications (user_id, id);`,
};

/** A service of the floor; an order needs nothing of users. */
export type FloorService = keyof typeof TABLES;

/** The name of a database of the floor: the system's on the same server are named after the service alone. */
export const floorDatabase = (name: string): string => `floor_${name}`;

/** Runs one statement on a connection of its own. */
async function execute(url: string, text: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text, values);
  } finally {
    await client.end();
  }
}

/** Makes the databases of the floor, with products that do not run out and customers with money that does not. */
export async function makeFloorDatabases(engine: Engine, productIds: string[], customerIds: string[]): Promise<void> {
  const urlOf = (name: string): string => engine.databaseUrl(floorDatabase(name));
  for (const name of [...Object.keys(TABLES), 'queue'])
    await execute(engine.databaseUrl('postgres'), `CREATE DATABASE ${floorDatabase(name)}`);
  for (const [name, tables] of Object.entries(TABLES)) await execute(urlOf(name), MESSAGING + tables);
  const insertProducts = 'INSERT INTO products SELECT unnest($1::uuid[]), 100000000, 0, 100';
  await execute(urlOf('products'), insertProducts, [productIds]);
  const insertAccounts = 'INSERT INTO accounts SELECT unnest($1::uuid[]), 100000000000, 0, 0';
  await execute(urlOf('accounts'), insertAccounts, [customerIds]);
}
