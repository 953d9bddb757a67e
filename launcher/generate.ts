import { generateClients } from './prisma-clients.ts';
import { runCommand } from './run-command.ts';

/** `npm run generate`, and what `npm ci` ends with: writes the Prisma clients. */
await runCommand(async () => {
  const services = await generateClients();
  console.log(services.length === 0 ? 'Prisma clients are up to date.' : `Prisma clients: ${services.join(', ')}.`);
});
