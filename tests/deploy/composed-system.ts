import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';
import { ADMIN } from '../kit/system.ts';
import { readCompose } from './compose-file.ts';
import type { ComposeService } from './compose-file.ts';

/** Below Docker's limit in the compose file, above a process's own ten seconds. */
const STOP_LIMIT_MS = 15_000;
const READY_LIMIT_MS = 90_000;

/** Patterns of addresses in a container network, and the addresses on this machine that replace them. */
export type Places = Readonly<Record<string, string>>;

/** Our services of the compose file as processes on this machine, in a folder instead of containers. */
export interface ComposedSystem {
  /** Runs a command with a service's settings, by default the service's own. Returns its output; throws if it fails. */
  run(name: string, ...command: readonly string[]): Promise<string>;
  /** Starts a service and waits until its health check succeeds. */
  start(name: string): Promise<void>;
  kill(name: string): Promise<void>;
  /** Sends SIGTERM and returns the exit code; null after a kill. */
  stop(name: string): Promise<number | null>;
  killAll(): void;
}

const placed = (text: string, places: Places): string =>
  Object.entries(places).reduce(
    // Whole words only.
    (result, [name, place]) => result.replaceAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'), place),
    text,
  );

/** Runs Node with what the image has: returns the program and its arguments, and the folder that it is started in. */
export type NodeOfImage = (
  args: readonly string[],
  env: Readonly<Record<string, string>>,
) => { readonly program: string; readonly args: readonly string[]; readonly cwd?: string };

/** This machine's Node, in a folder that has the image's files. */
export const nodeIn =
  (cwd: string): NodeOfImage =>
  (args) => ({ program: process.execPath, args, cwd });

/** The variables of .env for a PostgreSQL. */
export const variablesFor = (postgresUrl: string): Readonly<Record<string, string>> => ({
  ROUTER_SECRET: randomBytes(32).toString('hex'),
  KEY_ENCRYPTION_KEY: randomBytes(32).toString('base64url'),
  POSTGRES_PASSWORD: decodeURIComponent(new URL(postgresUrl).password),
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
});

/** `variables` are those of .env, and `placesOf` returns the replacements for a service. */
export function composedSystem(options: {
  node: NodeOfImage;
  variables: Readonly<Record<string, string>>;
  placesOf: (name: string) => Places;
}): ComposedSystem {
  const { node, variables, placesOf } = options;
  const services = readCompose(variables);
  const children = new Map<string, ChildProcess>();
  const find = (name: string): ComposeService => {
    const service = services[name];
    if (service === undefined) throw new Error(`The compose file has no ${name}`);
    return service;
  };
  const environmentOf = (name: string): Record<string, string> => ({
    PATH: environment()['PATH'] ?? '',
    ...Object.fromEntries(
      Object.entries(find(name).environment).map(([key, value]) => [key, placed(value, placesOf(name))]),
    ),
    LOG_LEVEL: 'fatal',
  });
  /** The arguments of a command in exec form; its Node is replaced. */
  const argsOf = (name: string, [program = '', ...args]: readonly string[]): string[] => {
    if (program !== 'node') throw new Error(`Expected node, found ${program}`);
    return args.map((arg) => placed(arg, placesOf(name)));
  };
  const run: ComposedSystem['run'] = async (name, ...command) => {
    const env = environmentOf(name);
    const { program, args, cwd } = node(argsOf(name, command.length === 0 ? find(name).command : command), env);
    return (await promisify(execFile)(program, args, { cwd, env })).stdout;
  };
  const isHealthy = async (name: string): Promise<boolean> => {
    const [kind, ...command] = find(name).healthcheck.test;
    if (kind !== 'CMD') throw new Error('A health check must be in exec form');
    return run(name, ...command).then(
      () => true,
      () => false,
    );
  };
  const end = async (name: string, signal: NodeJS.Signals): Promise<number | null> => {
    const child = children.get(name);
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const gone = once(child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
    child.kill(signal);
    await gone;
    return child.exitCode;
  };
  return {
    run,
    start: async (name) => {
      const env = environmentOf(name);
      const { program, args, cwd } = node(argsOf(name, find(name).command), env);
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'ignore', 'inherit'] });
      children.set(name, child);
      for (const until = Date.now() + READY_LIMIT_MS; !(await isHealthy(name)); await delay(200)) {
        if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
        if (Date.now() > until) throw new Error(`${name} did not become healthy`);
      }
    },
    kill: async (name) => void (await end(name, 'SIGKILL')),
    stop: (name) => end(name, 'SIGTERM'),
    killAll: () => {
      for (const child of children.values()) child.kill('SIGKILL');
    },
  };
}
