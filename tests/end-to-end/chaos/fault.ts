import { setTimeout as delay } from 'node:timers/promises';
import type { Load } from './load.ts';
import type { Caller } from './people.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** What a fault happens to, and what it draws. */
export interface Scene {
  readonly world: World;
  readonly random: Random;
  readonly load: Load;
  readonly caller: Caller;
}

/** Something that goes wrong and heals again; resolves when it has healed. */
export interface Fault {
  readonly name: string;
  /** Nothing else happens meanwhile. */
  readonly isAlone?: boolean;
  readonly isPossible?: (world: World) => boolean;
  readonly strike: (scene: Scene) => Promise<unknown>;
}

/** The processes of a system besides its launcher. */
export const PROCESSES = ['router', 'users', 'accounts', 'products', 'orders', 'notifications'] as const;

/** Sends a signal; a process may have ended meanwhile. */
export function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, name);
    } catch {
      continue;
    }
}

/** Stops processes where they are, and lets them go on later. */
export async function freeze(pids: readonly number[], ms: number): Promise<void> {
  signal(pids, 'SIGSTOP');
  await delay(ms);
  signal(pids, 'SIGCONT');
}

/** One of the processes with a name; none where it is being started again. */
export const oneOf = (world: World, random: Random, name: string): number[] =>
  random.shuffled(world.pidsOf(name)).slice(0, 1);
