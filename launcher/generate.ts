import { environment } from '#platform/config.ts';
import { buildConsole, findDueConsole } from './console-pages.ts';
import { findDueClients, generateClients } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';

/** `npm run generate:prisma`, and the last step of `npm ci`: generates the Prisma clients and builds the console. */
await runCommand(async () => {
  const [due, pages] = await Promise.all([findDueClients(), findDueConsole()]);
  await Promise.all([generateClients(due), pages === undefined ? undefined : buildConsole(pages)]);
  const services = due.map(({ service }) => service).join(', ');
  console.log(due.length === 0 ? 'Prisma clients are up to date.' : `Prisma clients: ${services}.`);
  console.log(pages === undefined ? 'The console is up to date.' : 'The console: built.');
  const npmRunsOn = /\bnode\/v([\d.]+)/.exec(environment()['npm_config_user_agent'] ?? '')?.[1];
  if (npmRunsOn !== undefined && npmRunsOn !== process.versions.node)
    console.log(
      `npm runs on Node ${npmRunsOn}; its scripts run on Node ${process.versions.node}, installed with the packages.`,
    );
});
