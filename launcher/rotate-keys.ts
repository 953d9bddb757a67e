import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { z } from 'zod';
import { runCommand } from './run-command.ts';
import { environmentOfRunningSystem } from './running-system.ts';

const SCRIPT = join(import.meta.dirname, '..', 'subgraphs', 'users', 'rotate-keys.ts');

/** `npm run rotate-keys [-- --at-once]`: the users service's own command, on the system that is configured or runs here. */
await runCommand(async () => {
  const child = spawn(process.execPath, [SCRIPT, ...process.argv.slice(2)], {
    env: await environmentOfRunningSystem(),
    stdio: 'inherit',
  });
  const [code] = z
    .tuple([z.number().nullable()])
    .rest(z.unknown())
    .parse(await once(child, 'exit'));
  process.exitCode = code ?? 1;
});
