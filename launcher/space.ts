import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { Obstacle } from './obstacle.ts';

const MEGABYTE = 1_000_000;
/** What PostgreSQL makes at its first start, with its first two segments of write-ahead log, and something to begin with. */
const FIRST_START_MB = 300;
/** Below this, PostgreSQL may not even be able to recover. */
const LATER_START_MB = 50;

/** Throws an Obstacle when the disk is too full for the embedded PostgreSQL, which would only say so in the words of its own tools. */
export async function checkSpace({ path, postgres }: { path: string; postgres: string }): Promise<void> {
  const { bavail, bsize } = await statfs(path);
  const freeMb = Math.floor((bavail * bsize) / MEGABYTE);
  const isFirst = !existsSync(postgres);
  const neededMb = isFirst ? FIRST_START_MB : LATER_START_MB;
  if (freeMb >= neededMb) return;
  throw new Obstacle(
    `DATA_DIR: there is too little space for ${path}: ${freeMb} MB are free, and a ${isFirst ? 'first ' : ''}start needs ${neededMb} MB; make room, or name another folder.`,
  );
}
