import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { Obstacle } from './obstacle.ts';

const MEGABYTE = 1_000_000;
/** Disk space of a first start: PostgreSQL's files, two segments of write-ahead log, and some data. */
const FIRST_START_MB = 300;
/** With less, PostgreSQL may be unable to recover. */
const LATER_START_MB = 50;

/** Throws an Obstacle if the disk is too full for the embedded PostgreSQL, whose own messages would be less clear. */
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
