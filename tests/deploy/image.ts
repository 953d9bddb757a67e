import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { environment } from '#platform/config.ts';
import { PROJECT, filesOfCopy } from './build-context.ts';
import { readStages } from './dockerfile.ts';
import type { Stage, Step } from './dockerfile.ts';

/** What an image would hold in its working folder, as a folder of this machine. */
export interface ImageFolder {
  readonly path: string;
  /** Removes it and what was needed to make it. */
  remove(): Promise<void>;
}

const WORKING_FOLDER = '/app/';

async function copyFromStage(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await cp(source, target, { recursive: true, verbatimSymlinks: true });
}

async function copyFromContext(sources: readonly string[], target: string, folder: string): Promise<void> {
  for (const source of sources) {
    for (const file of filesOfCopy(source)) {
      const place = target.endsWith('/') ? join(target, basename(file)) : file.replace(source, target);
      await copyFromStage(join(PROJECT, file), join(folder, place));
    }
  }
}

async function carryOut({ keyword, content, from }: Step, folder: string, root: string): Promise<void> {
  const words = content.split(/\s+/);
  const [target = '', ...sources] = words.toReversed();
  if (keyword === 'COPY' && from !== undefined) {
    const source = sources.join('').replace(WORKING_FOLDER, '');
    await copyFromStage(join(root, from, source), join(folder, target));
  } else if (keyword === 'COPY') {
    await copyFromContext(sources.toReversed(), target, folder);
  } else if (keyword === 'RUN' && words[0] === 'npm' && words[1] === 'ci') {
    // What npm would install is here already.
    await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
  } else if (keyword === 'RUN' && words[0] === 'node') {
    const env = { PATH: environment()['PATH'] };
    await promisify(execFile)(process.execPath, words.slice(1), { cwd: folder, env });
  }
}

async function build(stage: Stage, root: string): Promise<string> {
  const folder = join(root, stage.name === '' ? 'image' : stage.name);
  const base = join(root, stage.base);
  await (stage.base.includes(':')
    ? mkdir(folder, { recursive: true })
    : cp(base, folder, { recursive: true, verbatimSymlinks: true }));
  for (const step of stage.steps) await carryOut(step, folder, root);
  return folder;
}

/**
 * Carries out the steps of the Dockerfile, stage by stage, in folders of their own: its COPYs with what .dockerignore leaves, and
 * what it runs by Node. Only the packages are linked instead of being installed.
 */
export async function buildImageFolder(): Promise<ImageFolder> {
  const root = await mkdtemp(join(tmpdir(), 'ordergraph-image-'));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    let path = '';
    for (const stage of readStages()) path = await build(stage, root);
    return { path, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}
