import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { environment } from '#platform/config.ts';

const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));

/** Starts a script of a service as the launcher does, with these settings alone. */
export const startProcess = (script: string, settings: Readonly<Record<string, string>>): ChildProcess =>
  spawn(process.execPath, [fileURLToPath(new URL(`../../${script}`, import.meta.url))], {
    env: { PATH: environment()['PATH'], LOG_FORMAT: 'json', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** Runs a script to its end. Returns its exit code and what it wrote. */
export async function runProcess(
  script: string,
  settings: Readonly<Record<string, string>>,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = startProcess(script, settings);
  if (child.stdout === null || child.stderr === null) throw new Error('The process has no output');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
