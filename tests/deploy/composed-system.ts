import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';
import { readCompose } from './compose-file.ts';
import type { ComposeService } from './compose-file.ts';

/** Docker's patience, as the compose file sets it, is longer; a process of ours promises ten seconds. */
const STOP_LIMIT_MS = 15_000;
const READY_LIMIT_MS = 90_000;

/** Where things are in this machine that have a name and a port of their own in a container network. */
export type Places = Readonly<Record<string, string>>;

/** What the compose file says of our own processes, done by this machine in a folder instead of by an engine in containers. */
export interface ComposedSystem {
  /** Runs a service that ends by itself. Answers what it said; throws where it fails. */
  run(name: string): Promise<string>;
  /** Runs a command beside a service, with its settings; answers what it said. */
  runBeside(name: string, ...words: readonly string[]): Promise<string>;
  /** Starts a service and waits until its health check succeeds. */
  start(name: string): Promise<void>;
  /** Ends a service as an engine does; answers its exit code. */
  stop(name: string): Promise<number | null>;
  killAll(): void;
}

const placed = (text: string, places: Places): string =>
  Object.entries(places).reduce(
    // A whole word: a place, or an own port by itself.
    (result, [name, place]) => result.replaceAll(new RegExp(`(?<![\\w.])${name}(?!\\w)`, 'g'), place),
    text,
  );

/** `folder` is what the image holds, `variables` what stands in .env, and `places` replaces names of the container network. */
export function composedSystem(options: {
  folder: string;
  variables: Readonly<Record<string, string>>;
  places: Places;
}): ComposedSystem {
  const { folder, variables, places } = options;
  const services = readCompose(variables);
  const children = new Map<string, ChildProcess>();
  const find = (name: string): ComposeService => {
    const service = services[name];
    if (service === undefined) throw new Error(`The compose file has no ${name}`);
    return service;
  };
  const environmentOf = (service: ComposeService): Record<string, string> => ({
    PATH: environment()['PATH'] ?? '',
    ...Object.fromEntries(Object.entries(service.environment).map(([key, value]) => [key, placed(value, places)])),
    LOG_LEVEL: 'fatal',
  });
  /** A command in exec form, without the `node` of the image: the one that runs the tests stands for it. */
  const wordsOf = ([program = '', ...words]: readonly string[]): string[] => {
    if (program !== 'node') throw new Error(`Expected node, found ${program}`);
    return words.map((word) => placed(word, places));
  };

  const runIn = async (service: ComposeService, words: readonly string[]): Promise<string> =>
    (await promisify(execFile)(process.execPath, wordsOf(words), { cwd: folder, env: environmentOf(service) })).stdout;
  const isHealthy = async (service: ComposeService): Promise<boolean> => {
    const [kind, ...command] = service.healthcheck.test;
    if (kind !== 'CMD') throw new Error('A health check is to be in exec form');
    return runIn(service, command).then(
      () => true,
      () => false,
    );
  };
  return {
    run: (name) => runIn(find(name), find(name).command),
    runBeside: (name, ...words) => runIn(find(name), words),
    start: async (name) => {
      const service = find(name);
      const child = spawn(process.execPath, wordsOf(service.command), {
        cwd: folder,
        env: environmentOf(service),
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      children.set(name, child);
      for (const until = Date.now() + READY_LIMIT_MS; !(await isHealthy(service)); await delay(200)) {
        if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
        if (Date.now() > until) throw new Error(`${name} did not become healthy`);
      }
    },
    stop: async (name) => {
      const child = children.get(name);
      if (child === undefined || child.exitCode !== null) return child?.exitCode ?? null;
      const gone = once(child, 'exit', { signal: AbortSignal.timeout(STOP_LIMIT_MS) });
      child.kill('SIGTERM');
      await gone;
      return child.exitCode;
    },
    killAll: () => {
      for (const child of children.values()) child.kill('SIGKILL');
    },
  };
}
