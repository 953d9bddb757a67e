import { SERVICES, type Service } from '#platform/config.ts';
import type { DataFolder } from './data-folder.ts';
import type { Stores } from './databases.ts';
import { prepareStoresApart } from './prepare-stores.ts';
import { Obstacle } from './obstacle.ts';
import type { Output } from './output.ts';
import { checkPorts, type Endpoint } from './ports.ts';
import { startPostgres, stopOrphanedPostgres } from './postgres.ts';
import type { Plan, ProcessPlan } from './processes.ts';
import { untilReady } from './readiness.ts';
import { checkRedis } from './redis.ts';
import { LISTENERS, ownersAddress, type Settings } from './settings.ts';
import type { Shutdown } from './shutdown.ts';
import { checkSpace } from './space.ts';
import { supervise } from './supervise.ts';
import type { Terminal } from './terminal.ts';

// After five failed starts in a row no further one is tried.
const FAILED_STARTS_MAX = 5;

/** Shared by the steps of the start. */
export interface Context {
  readonly settings: Settings;
  readonly folder: DataFolder;
  readonly terminal: Terminal;
  readonly output: Output;
  readonly shutdown: Shutdown;
}

function endpointsOf({ ports, HOST, MAILBOX_HOST, innerHost, needsMailbox, needsPostgres }: Settings): Endpoint[] {
  const hosts: Partial<Record<string, string>> = {
    PORT: HOST,
    MAILBOX_PORT: needsMailbox ? (MAILBOX_HOST ?? innerHost) : undefined,
    MAILBOX_SMTP_PORT: needsMailbox ? '127.0.0.1' : undefined,
    POSTGRES_PORT: needsPostgres ? '127.0.0.1' : undefined,
    ...Object.fromEntries(SERVICES.map((service) => [`${service.toUpperCase()}_PORT`, innerHost])),
  };
  return LISTENERS.flatMap((setting) => {
    const host = hosts[setting];
    return host === undefined ? [] : [{ setting, host, port: ports[setting] }];
  });
}

/** Checks disk space, ports and Redis before anything is started. */
export async function checkPreconditions({ settings, folder }: Context): Promise<void> {
  if (settings.needsPostgres) {
    await checkSpace(folder);
    await stopOrphanedPostgres(folder.postgres);
  }
  await checkPorts(endpointsOf(settings), { mayStillEnd: folder.wasLeftInDisorder });
  if (settings.QUEUE_URL?.startsWith('redis')) await checkRedis(settings.QUEUE_URL);
}

const mapServices = (addressOf: (service: Service) => string): Stores['databases'] => ({
  users: addressOf('users'),
  accounts: addressOf('accounts'),
  products: addressOf('products'),
  orders: addressOf('orders'),
  notifications: addressOf('notifications'),
});

/** Starts PostgreSQL if it is needed and returns the addresses of all databases and the queue. */
export async function startStores(context: Context, password: string): Promise<Stores> {
  const { settings, folder, terminal, output, shutdown } = context;
  const { databaseUrls, QUEUE_URL } = settings;
  const urlOf = settings.needsPostgres
    ? await terminal.step('PostgreSQL', async () => {
        const postgres = await startPostgres({
          folder: folder.postgres,
          port: settings.ports.POSTGRES_PORT,
          password,
          onLog: (line) => output.fileOnly('postgres', line),
          onRestart: (reason) => output.note('warn', `PostgreSQL ended (${reason}) and is restarted`),
        });
        shutdown.add(postgres);
        return postgres.url;
      })
    : undefined;
  const named = (service: Service): string => databaseUrls[service] ?? urlOf?.(service) ?? '';
  return { databases: mapServices(named), queueUrl: QUEUE_URL ?? urlOf?.('queue') ?? '' };
}

/** Migrates all databases. */
export async function migrateStores({ settings, terminal }: Context, stores: Stores): Promise<void> {
  const databases = mapServices((service) =>
    settings.databaseUrls[service] === undefined
      ? stores.databases[service]
      : ownersAddress(stores.databases[service], settings),
  );
  await terminal.step(
    'databases',
    () => prepareStoresApart({ ...stores, databases }),
    (count) => (count === 0 ? 'up to date' : `${count} migrations`),
  );
}

/** Starts all processes and resolves when the router, and so every service, is ready. */
export async function startProcesses(context: Context, plan: Plan): Promise<void> {
  const { terminal, output, shutdown } = context;
  const givenUp = new AbortController();
  let isUp = false;
  const start = ({ name, script, environment, nodeOptions, healthUrl }: ProcessPlan): ReturnType<typeof supervise> => {
    let lastLine = '';
    return supervise({
      name,
      script,
      environment,
      ...(nodeOptions && { nodeOptions }),
      healthUrl,
      onLine: (line, stream) => {
        if (stream === 'stderr' && line.trim() !== '') lastLine = line;
        output.line(name, line, stream);
      },
      onDeath: ({ reason, deaths, restartsInMs }) => {
        output.note('warn', `${name} ended (${reason}) and is restarted in ${restartsInMs / 1000} s`);
        if (isUp || deaths < FAILED_STARTS_MAX) return;
        givenUp.abort(
          new Obstacle(
            `The ${name} process does not start (${reason}: ${lastLine}); see ${name}.log in ${context.folder.logs}.`,
          ),
        );
      },
    });
  };
  if (plan.mailbox) shutdown.add(start(plan.mailbox));
  shutdown.add(...plan.services.map(start));
  shutdown.add(start(plan.router));
  const givenUpOrEnding = AbortSignal.any([givenUp.signal, shutdown.signal]);
  await terminal.step('services', async (show) => {
    const wait = (name: string, address: string): Promise<void> =>
      untilReady({
        name,
        address,
        givenUp: givenUpOrEnding,
        onWaiting: show,
      });
    if (plan.mailboxUrl !== undefined) await wait('mailbox', plan.mailboxUrl);
    await wait('router', plan.routerUrl);
  });
  isUp = true;
}
