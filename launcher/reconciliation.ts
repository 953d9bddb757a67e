import pg from 'pg';
import { SERVICES, type Service } from '#platform/config.ts';
import { LEDGER_FAULTS, MESSAGE_FAULTS, STOCK_FAULTS } from './book-faults.ts';
import { NOTICES, ORDERS, PAYMENTS, RESERVED, SETTLED, noticeFault, orderFaults } from './order-faults.ts';
import type { OrderRow, Part } from './order-faults.ts';

/** What a comparison of the five databases found, in sentences. */
export interface Reconciliation {
  /** How many orders were compared. */
  readonly orders: number;
  /** Permanent faults. */
  readonly disagreements: readonly string[];
  /** Not settled yet: the sweeper repeats the request, or the message is on its way. */
  readonly underWay: readonly string[];
}

type Read = <Row extends object>(text: string, values?: readonly unknown[]) => Promise<Row[]>;
type Reads = Readonly<Record<Service, Read>>;

/** How many orders, payments or messages are read at once. */
const PAGE = 2_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/**
 * Compares orders, payments, reservations, stock, ledger, standings and messages across the databases at these addresses, at rest or while the
 * system works. Orders are read before what belongs to them, and orders that have moved meanwhile are left to the next comparison: what a settled
 * status says was committed before it. `patienceMs` is how long a message, and what follows from it, may be on its way.
 */
export async function reconcile(
  addresses: Readonly<Record<Service, string>>,
  { patienceMs }: { readonly patienceMs: number },
): Promise<Reconciliation> {
  const clients = SERVICES.map((service) => new pg.Client({ connectionString: addresses[service] }));
  for (const client of clients) client.on('error', () => undefined); // The current statement rejects as well.
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const readOf = (service: Service): Read => {
      const client = clients[SERVICES.indexOf(service)];
      return async <Row extends object>(text: string, values: readonly unknown[] = []) =>
        (await client?.query<Row>(text, [...values]))?.rows ?? [];
    };
    const [users, accounts, products, orders, notifications] = SERVICES.map(readOf);
    if (!users || !accounts || !products || !orders || !notifications) throw new Error('A service has no database');
    return await compare({ users, accounts, products, orders, notifications }, patienceMs / 1000);
  } finally {
    await Promise.all(clients.map((client) => client.end().catch(() => undefined)));
  }
}

/** Collects faults; recent ones may be messages on their way. */
interface Findings {
  readonly disagreements: string[];
  readonly underWay: string[];
  readonly note: (text: string, isYoung?: boolean) => void;
}

async function compare(reads: Reads, patienceSeconds: number): Promise<Reconciliation> {
  const disagreements: string[] = [];
  const underWay: string[] = [];
  const note: Findings['note'] = (text, isYoung = false) => void (isYoung ? underWay : disagreements).push(text);
  const findings = { disagreements, underWay, note };
  const books = [
    ['accounts', LEDGER_FAULTS] as const,
    ['products', STOCK_FAULTS] as const,
    ...SERVICES.map((service) => [service, MESSAGE_FAULTS] as const),
  ];
  for (const [service, text] of books)
    for (const { fault } of await reads[service]<{ fault: string }>(text)) note(`${service}: ${fault}`);
  const { count, open } = await compareOrders(reads, findings, patienceSeconds);
  await findStrays(reads, findings);
  await compareStandings(reads, findings, patienceSeconds);
  for (const source of SERVICES) await findUntaken(reads, findings, { source, open, patienceSeconds });
  return { orders: count, disagreements, underWay };
}

async function compareOrders({ orders, accounts, products, notifications }: Reads, { note }: Findings, limit: number) {
  const open = new Set<string>();
  let count = 0;
  for (let page = await orders<OrderRow>(ORDERS, [FIRST_ID, PAGE]); page.length > 0;) {
    count += page.length;
    const ids = page.map(({ id }) => id);
    const payments = new Map((await accounts<Part>(PAYMENTS, [ids])).map((part) => [part.id, part]));
    const stocks = new Map((await products<Part>(RESERVED, [ids])).map((part) => [part.id, part]));
    const notices = Map.groupBy(await notifications<Part>(NOTICES, [ids]), ({ id }) => id);
    const found = page.map((order) => ({
      order,
      faults: [...orderFaults(order, payments.get(order.id), stocks.get(order.id))],
      late: noticeFault(order, notices.get(order.id) ?? []),
    }));
    const doubtful = found.filter(({ faults, late }) => faults.length > 0 || late !== undefined);
    const versions = await orders<{ id: string; version: number }>(
      'SELECT id, version FROM orders WHERE id = ANY($1)',
      [doubtful.map(({ order }) => order.id)],
    );
    const versionOf = new Map(versions.map(({ id, version }) => [id, version]));
    for (const { order, faults, late } of doubtful) {
      if (versionOf.get(order.id) !== order.version) continue;
      for (const fault of faults) note(`order ${order.id} ${fault}`);
      if (late !== undefined) note(`order ${order.id} ${late}`, order.age < limit);
    }
    for (const { id, status, stock, payment, age } of page) {
      if (SETTLED.has(status)) continue;
      open.add(id);
      note(`order ${id} is ${status} (stock ${stock}, payment ${payment}) for ${Math.round(age)} s`, true);
    }
    page = await orders<OrderRow>(ORDERS, [ids.at(-1), PAGE]);
  }
  return { count, open };
}

/** Payments and reservations of orders that do not exist. */
async function findStrays({ orders, accounts, products }: Reads, { note }: Findings): Promise<void> {
  for (const [read, table] of [[accounts, 'payments'] as const, [products, 'order_stock'] as const]) {
    const text = `SELECT order_id AS id FROM ${table} WHERE order_id > $1 ORDER BY order_id LIMIT ${PAGE}`;
    for (let page = await read<{ id: string }>(text, [FIRST_ID]); page.length > 0;) {
      const ids = page.map(({ id }) => id);
      const known = await orders<{ id: string }>('SELECT id FROM orders WHERE id = ANY($1)', [ids]);
      const there = new Set(known.map(({ id }) => id));
      for (const id of ids) if (!there.has(id)) note(`order ${id} is in ${table}, but there is no such order`);
      page = await read<{ id: string }>(text, [ids.at(-1)]);
    }
  }
}

/** Exactly the deactivated users are frozen in accounts and blocked in orders. */
async function compareStandings({ users, accounts, orders }: Reads, { note }: Findings, limit: number) {
  const frozen = await accounts<{ id: string }>('SELECT user_id AS id FROM owners WHERE frozen');
  const shutOut = await orders<{ id: string }>('SELECT user_id AS id FROM customer_standings WHERE NOT active');
  const concerned = [...frozen, ...shutOut].map(({ id }) => id);
  const known = await users<{ id: string; active: boolean; age: number }>(
    'SELECT id, active, extract(epoch FROM clock_timestamp() - updated_at)::float8 AS age FROM users WHERE NOT active OR id = ANY($1)',
    [concerned],
  );
  for (const { id, active, age } of known) {
    const word = active ? 'active' : 'deactivated';
    if (active === frozen.some((each) => each.id === id))
      note(`user ${id} is ${word}, but ${active ? '' : 'not '}frozen in accounts`, age < limit);
    if (active === shutOut.some((each) => each.id === id))
      note(`user ${id} is ${word}, but ${active ? '' : 'not '}shut out in orders`, age < limit);
  }
}

interface SentMessage {
  readonly id: string;
  readonly destination: Service;
  readonly name: string;
  readonly order: string | null;
  readonly age: number;
}

/** Messages that their destination has not taken. Those of the saga matter only for orders that are not settled, and are repeated. */
async function findUntaken(
  reads: Reads,
  { note }: Findings,
  { source, open, patienceSeconds }: { source: Service; open: ReadonlySet<string>; patienceSeconds: number },
): Promise<void> {
  const text = `
    SELECT id, destination, envelope->>'name' AS name, envelope->'payload'->>'orderId' AS order,
      extract(epoch FROM clock_timestamp() - created_at)::float8 AS age
    FROM messaging.outbox WHERE id > $1 ORDER BY id LIMIT ${PAGE}`;
  for (let page = await reads[source]<SentMessage>(text, [FIRST_ID]); page.length > 0;) {
    for (const [destination, sent] of Map.groupBy(page, (message) => message.destination)) {
      const taken = await reads[destination]<{ id: string }>(
        'SELECT message_id AS id FROM messaging.inbox WHERE message_id = ANY($1)',
        [sent.map(({ id }) => id)],
      );
      const there = new Set(taken.map(({ id }) => id));
      for (const { id, name, order, age } of sent) {
        const isOfSaga = order !== null && destination !== 'notifications';
        if (there.has(id) || (isOfSaga && !open.has(order))) continue;
        const fault = `${name} ${id} of ${source} was not taken by ${destination} for ${Math.round(age)} s`;
        note(isOfSaga ? `${fault}; the sweeper asks again` : fault, isOfSaga || age < patienceSeconds);
      }
    }
    page = await reads[source]<SentMessage>(text, [page.at(-1)?.id]);
  }
}
