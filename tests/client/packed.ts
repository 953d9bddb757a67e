import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const CLIENT = fileURLToPath(new URL('../../client', import.meta.url));

const packSchema = z.array(z.object({ files: z.array(z.object({ path: z.string() })) }));

function run(command: string, args: readonly string[], cwd: string): string {
  const isNpmOnWindows = process.platform === 'win32' && command === 'npm';
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: isNpmOnWindows });
  if (status !== 0)
    throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}\n${stderr}`);
  return stdout;
}

/** The client as it is after `npm install`. */
export interface PackedClient {
  /** Where its package.json is. */
  readonly folder: string;
  /** What npm would publish, sorted. */
  readonly files: readonly string[];
}

/**
 * Builds the client as it is published, and puts exactly what npm would publish into the `node_modules` of a folder. What is in
 * `client/dist` stays as it is.
 */
export function installClient(project: string): PackedClient {
  const source = join(project, 'client-to-be-packed');
  mkdirSync(source);
  run(process.execPath, [join(CLIENT, 'build.ts'), join(source, 'dist')], CLIENT);
  for (const name of ['package.json', 'README.md', 'LICENSE']) cpSync(join(CLIENT, name), join(source, name));
  const packed = packSchema.parse(JSON.parse(run('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], source)));
  const files = packed.flatMap((each) => each.files.map(({ path }) => path)).toSorted();
  const folder = join(project, 'node_modules/@ordergraph/client');
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(source, file), join(folder, file));
  }
  return { folder, files };
}

/** The compiler of this repository. */
export const COMPILER = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));
