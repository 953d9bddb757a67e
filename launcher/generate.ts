import { findDueClients, generateClients } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';

/** `npm run generate:prisma`, and what `npm ci` ends with: writes the Prisma clients. */
await runCommand(async () => {
  const due = await findDueClients();
  await generateClients(due);
  const services = due.map(({ service }) => service).join(', ');
  console.log(due.length === 0 ? 'Prisma clients are up to date.' : `Prisma clients: ${services}.`);
});
