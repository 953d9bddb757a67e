import { buildConsole, findDueConsole } from './console-pages.ts';
import { findDueClients, generateClients } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';

/** `npm run generate:prisma`, and what `npm ci` ends with: writes the Prisma clients, and the pages of the console. */
await runCommand(async () => {
  const [due, pages] = await Promise.all([findDueClients(), findDueConsole()]);
  await Promise.all([generateClients(due), pages === undefined ? undefined : buildConsole(pages)]);
  const services = due.map(({ service }) => service).join(', ');
  console.log(due.length === 0 ? 'Prisma clients are up to date.' : `Prisma clients: ${services}.`);
  console.log(pages === undefined ? 'The console is up to date.' : 'The console: built.');
});
