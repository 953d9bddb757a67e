import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import type { Service } from '#platform/config.ts';
import { RegisterDocument } from '../../../client/generated/graphql.ts';
import type { RegisterInput } from '../../../client/generated/graphql.ts';
import { startSystem } from '../../kit/system.ts';
import type { TestSystem } from '../../kit/system.ts';
import { createVisitor } from '../../kit/visitor.ts';
import type { Visitor } from '../../kit/visitor.ts';
import { openMailbox } from './mailbox.ts';
import type { Mailbox } from './mailbox.ts';
import { createWitness } from './witness.ts';
import type { Witness } from './witness.ts';

/** Failed logins that are borne here: few, so that a test can be one too many. */
export const LOGIN_ATTEMPTS = 5;
/** Long enough for an order on a busy machine, short enough to wait for. */
export const DEADLINE_SECONDS = 12;

const SETTINGS = {
  LOGIN_ATTEMPTS_PER_LOGIN: String(LOGIN_ATTEMPTS),
  ORDER_DEADLINE_SECONDS: String(DEADLINE_SECONDS),
  SWEEP_INTERVAL_MS: '300',
  RESERVATION_SWEEP_INTERVAL_MS: '300',
  PAYMENT_LIMIT: '10000,JPY=1000000',
};

/** Somebody with everything that they could prove themselves with. */
export interface Person extends Visitor {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly accessToken: string;
  readonly refreshToken: string;
}

type Stoppable = Service | 'mailbox';

/** One running system for all suites; each makes its own people and products in it. */
export interface World {
  readonly system: TestSystem;
  readonly admin: Visitor;
  readonly witness: Witness;
  readonly mailbox: Mailbox;
  /** Somebody with a token, or without one. */
  visitor(token?: string, userId?: string): Visitor;
  /** Registers somebody new. */
  newcomer(input?: Partial<RegisterInput>): Promise<Person>;
  /** A customer with so much money. */
  customerWith(amount: string, currency?: string): Promise<Person>;
  /** Lets services stand still, as on a machine that is stuck, until the function that it gives is called. */
  stop(...services: Stoppable[]): () => void;
  /** Lets services stand still while something happens. */
  whileStopped<Result>(services: readonly Stoppable[], work: () => Promise<Result>): Promise<Result>;
  /** Whether a service has handed its message about an order to the queue. */
  hasSent(service: Service, message: string, orderId: string): Promise<boolean>;
  /** Opens a connection to a service's database for as long as `work` needs it. */
  withDatabase<Result>(service: Service, work: (client: pg.Client) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}

/** How a suite gets at the world, which is only there once its tests run. */
export type Within = () => World;

/** Names that nobody else has. */
export function introduction(input: Partial<RegisterInput> = {}): RegisterInput {
  const username = `u${randomUUID().replaceAll('-', '').slice(0, 20)}`;
  return { email: `${username}@example.com`, username, password: `${username}-passphrase`, ...input };
}

/** Starts a system and signs its administrator in. Whatever is answered is witnessed. */
export async function openWorld(settings: Record<string, string> = {}, witness = createWitness()): Promise<World> {
  const system = await startSystem({ ...SETTINGS, ...settings });
  const visitor: World['visitor'] = (token, userId) => createVisitor(system.url, token, userId, witness.note);
  const newcomer: World['newcomer'] = async (given) => {
    const input = introduction(given);
    const { register } = await visitor().ask(RegisterDocument, { input });
    if (!register?.user || !register.tokens) throw new Error(`Could not register: ${JSON.stringify(register)}`);
    const { user, tokens } = register;
    const { username, email, password } = input;
    return { ...visitor(tokens.accessToken, user.id), id: user.id, username, email, password, ...tokens };
  };
  return {
    system,
    witness,
    visitor,
    newcomer,
    admin: await visitor().login(system.admin),
    mailbox: openMailbox(system.mailboxUrl),
    customerWith: async (amount, currency) => {
      const customer = await newcomer();
      await customer.deposit(amount, currency);
      return customer;
    },
    stop: (...services) => stop(system, services),
    whileStopped: async (services, work) => {
      const resume = stop(system, services);
      try {
        return await work();
      } finally {
        resume();
      }
    },
    hasSent: (service, message, orderId) =>
      withDatabase(system, service, async (client) => {
        const { rowCount } = await client.query(
          `SELECT FROM messaging.outbox JOIN messaging.published USING (destination)
           WHERE envelope->>'name' = $1 AND envelope->'payload'->>'orderId' = $2 AND sent_seq <= seq`,
          [message, orderId],
        );
        return rowCount !== 0;
      }),
    withDatabase: (service, work) => withDatabase(system, service, work),
    close: () => system.remove(),
  };
}

function stop(system: TestSystem, services: readonly Stoppable[]): () => void {
  const running = system.processes();
  const pids = services.map((service) => {
    const found = running.find(({ command }) => command.includes(`/${service}/main.ts`));
    if (found === undefined) throw new Error(`There is no process of ${service}`);
    return found.pid;
  });
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  return () => {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  };
}

const secretsSchema = z.object({ POSTGRES_PASSWORD: z.string() });

async function withDatabase<Result>(
  { dataFolder, port }: TestSystem,
  service: Service,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const file: unknown = JSON.parse(await readFile(join(dataFolder, 'secrets.json'), 'utf8'));
  const { POSTGRES_PASSWORD: password } = secretsSchema.parse(file);
  const client = new pg.Client({ host: '127.0.0.1', port: port + 8, user: 'ordergraph', password, database: service });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
