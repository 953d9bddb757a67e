import { relative } from 'node:path';
import { loadEnvironmentFile } from '#platform/config.ts';
import { buildConsole, findDueConsole, isConsoleBuilt } from './console-pages.ts';
import { openDataFolder } from './data-folder.ts';
import { openOutput } from './output.ts';
import { reasonOf } from './obstacle.ts';
import { showPanel } from './panel.ts';
import { findDueClients, generateClients } from './prisma-clients.ts';
import { planProcesses } from './processes.ts';
import { describeFailure } from './run-command.ts';
import { readSecrets } from './secrets.ts';
import { seedCatalogue } from './seed.ts';
import { announce } from './running-system.ts';
import { readSettings } from './settings.ts';
import { createShutdown, runUntilSignal } from './shutdown.ts';
import { checkPreconditions, migrateStores, startProcesses, startStores, type Context } from './system.ts';
import { openTerminal } from './terminal.ts';

const ENVIRONMENT_FILE = '.env';

const terminal = openTerminal();
const shutdown = createShutdown({
  onWaiting: (names) => terminal.print(`  waiting for ${names.join(', ')} …`),
});

async function prepare(): Promise<Context> {
  loadEnvironmentFile(ENVIRONMENT_FILE);
  const settings = readSettings();
  const folder = await openDataFolder(settings.DATA_DIR);
  shutdown.add({ stop: folder.release });
  const output = openOutput({ settings, terminal, folder: folder.logs });
  shutdown.add({ stop: () => Promise.resolve(output.close()) });
  return { settings, folder, terminal, output, shutdown };
}

/** `npm start`: starts the whole system and resolves when it is ready. */
async function start(): Promise<void> {
  const startedAt = performance.now();
  terminal.print(`${terminal.style('bold', 'Ordergraph')} is starting on Node ${process.versions.node}.`);
  const context = await prepare();
  const { settings, folder, output } = context;
  const { secrets, madeAdminPassword } = await readSecrets(folder.path, {
    needsAdminPassword: settings.ADMIN_PASSWORD === undefined,
  });
  await checkPreconditions(context);
  const due = await findDueClients();
  if (due.length > 0) await terminal.step('clients', () => generateClients(due));
  const pages = await findDueConsole();
  if (pages !== undefined) await terminal.step('console', () => buildConsole(pages));
  shutdown.signal.throwIfAborted();
  const stores = await startStores(context, secrets.POSTGRES_PASSWORD);
  shutdown.signal.throwIfAborted();
  await migrateStores(context, stores);
  shutdown.signal.throwIfAborted();
  const plan = planProcesses(settings, secrets, stores);
  const graphqlUrl = `${plan.routerUrl}/graphql`;
  shutdown.add({
    stop: await announce(folder.path, {
      graphqlUrl,
      postgresPort: settings.ports.POSTGRES_PORT,
      hasOwnQueue: settings.QUEUE_URL === undefined,
    }),
  });
  await startProcesses(context, plan);
  const seed = {
    graphqlUrl,
    dataFolder: folder.path,
    adminEmail: settings.ADMIN_EMAIL,
    adminPassword: settings.ADMIN_PASSWORD ?? secrets.ADMIN_PASSWORD ?? '',
    currency: settings.DEFAULT_CURRENCY,
  };
  try {
    const made = await terminal.step(
      'catalogue',
      () => seedCatalogue(seed),
      (count) => (count === 0 ? 'unchanged' : `${count} products`),
    );
    if (made > 0) output.note('info', `created a demo catalogue of ${made} products`);
  } catch (error) {
    output.note('warn', `there is no demo catalogue: ${reasonOf(error)}`);
  }
  shutdown.signal.throwIfAborted();
  showPanel(terminal, {
    seconds: (performance.now() - startedAt) / 1000,
    consoleUrl: isConsoleBuilt() ? `${plan.routerUrl}/` : undefined,
    graphqlUrl,
    mailboxUrl: plan.mailboxUrl,
    dataFolder: relative(process.cwd(), folder.path) || '.',
    adminEmail: settings.ADMIN_EMAIL,
    newAdminPassword: madeAdminPassword ? secrets.ADMIN_PASSWORD : undefined,
    isAdminPasswordSet: settings.ADMIN_PASSWORD !== undefined,
    queue: stores.queueUrl.startsWith('redis') ? 'Redis' : 'PostgreSQL',
  });
  terminal.print(`Ordergraph is ready: ${graphqlUrl}`);
}

await runUntilSignal(shutdown, start, {
  onStopping: () => terminal.print('\nStopping …'),
  onFailure: (error) => process.stderr.write(`${describeFailure(error)}\n`),
});
