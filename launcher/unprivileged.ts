import { execFile } from 'node:child_process';
import { chown, readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Obstacle } from './obstacle.ts';

const run = promisify(execFile);

// The user "nobody" of most systems, if /etc/passwd has none.
const NOBODY = { uid: 65_534, gid: 65_534 };

// Keeps only the capability to pass folders closed to others, such as a clone below /root.
const REACH_THROUGH_FOLDERS = [
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
  '--securebits=+no_setuid_fixup',
];

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

/** The user that a program runs as. */
export interface Identity {
  /** Command prefix. */
  readonly prefix: readonly string[];
  /** Ids to start the command with; undefined for the current user's. */
  readonly ids: Ids | undefined;
  /** Owner of the files that the program reads; undefined for the current user. */
  readonly owner: Ids | undefined;
}

const PRESENT_USER: Identity = { prefix: [], ids: undefined, owner: undefined };

async function nobody(): Promise<Ids> {
  const users = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const [, , uid, gid] =
    users
      .split('\n')
      .find((line) => line.startsWith('nobody:'))
      ?.split(':') ?? [];
  return uid === undefined || gid === undefined ? NOBODY : { uid: Number(uid), gid: Number(gid) };
}

/** The owner of existing data, so that a user's data remains theirs after a start as root. */
async function ownerOf(folder: string): Promise<Ids> {
  const { uid, gid } = await stat(folder);
  if (uid !== 0) return { uid, gid };
  const ids = await nobody();
  await chown(folder, ids.uid, ids.gid);
  return ids;
}

/**
 * Returns a user that may run `program` and enter `folder`, and makes it the owner of `folder`, which must exist. For an ordinary user that user;
 * for root, as which PostgreSQL refuses to run, the user nobody (or the folder's owner), with the capability to pass closed folders only
 * if needed. No user is created. Throws an Obstacle if that fails.
 */
export async function unprivileged(program: string, folder: string): Promise<Identity> {
  if (process.getuid?.() !== 0) return PRESENT_USER;
  const owner = await ownerOf(folder);
  const probe = ['/bin/sh', '-c', '"$1" --version && cd "$2"', 'sh', program, folder] as const;
  const plain = await run(probe[0], probe.slice(1), { ...owner, cwd: '/' }).then(
    () => true,
    () => false,
  );
  if (plain) return { prefix: [], ids: owner, owner };
  const prefix = [
    'setpriv',
    `--reuid=${owner.uid}`,
    `--regid=${owner.gid}`,
    '--clear-groups',
    ...REACH_THROUGH_FOLDERS,
  ];
  try {
    await run(prefix[0] ?? '', [...prefix.slice(1), ...probe], { cwd: '/' });
    return { prefix, ids: undefined, owner };
  } catch (error) {
    throw new Obstacle(
      `PostgreSQL must not run as root, and user ${owner.uid} cannot reach ${program} or ${folder}: start as an ordinary user, or put both where others may enter, or install setpriv (util-linux).`,
      { cause: error },
    );
  }
}
