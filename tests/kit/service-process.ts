import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { environment } from '#platform/config.ts';

const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));

type Settings = Readonly<Record<string, string>>;
interface Start {
  readonly args?: readonly string[];
  /** Arguments of Node itself. */
  readonly nodeArgs?: readonly string[];
  readonly cwd?: string;
}

/** Starts a script as the launcher does, with these settings alone. */
export const startProcess = (
  script: string,
  settings: Settings,
  { args = [], nodeArgs = [], cwd }: Start = {},
): ChildProcess =>
  spawn(process.execPath, [...nodeArgs, fileURLToPath(new URL(`../../${script}`, import.meta.url)), ...args], {
    env: { PATH: environment()['PATH'], LOG_FORMAT: 'json', NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
  });

/** Runs a script to its end. Returns its exit code and what it wrote. */
export async function runProcess(
  script: string,
  settings: Settings,
  start?: Start,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = startProcess(script, settings, start);
  if (child.stdout === null || child.stderr === null) throw new Error('The process has no output');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}
