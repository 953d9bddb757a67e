import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { PROJECT } from './page.ts';
import { applyHunks, parsePatch } from './patch.ts';

/** Not sources: installed packages, git's folder, and what runs write. */
const LEFT_OUT = /^(node_modules|\.git|\.data.*|coverage|bench\/results|\.env)$/;

/** Returns the path of the file that matches a name in which `…` stands for any text, such as the time in a migration's name. */
function findFile(folder: string, name: string): string {
  if (!name.includes('…')) return name;
  const found = globSync(name.replaceAll('…', '*'), { cwd: folder });
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} files match ${name}`);
  return found[0];
}

/** A copy of the repository to try things in. */
export interface Scratch {
  readonly path: string;
  /** Makes the changes that a block shows. */
  patch(text: string): void;
  remove(): void;
}

/** Copies the sources and links the installed packages. */
export function makeScratch(): Scratch {
  const path = mkdtempSync(join(tmpdir(), 'ordergraph-scratch-'));
  cpSync(PROJECT, path, {
    recursive: true,
    filter: (source) => !LEFT_OUT.test(relative(PROJECT, source).replaceAll('\\', '/')),
  });
  symlinkSync(join(PROJECT, 'node_modules'), join(path, 'node_modules'), 'junction');
  return {
    path,
    patch: (text) => {
      for (const change of parsePatch(text)) {
        const file = join(path, findFile(path, change.file));
        const after = applyHunks(change, existsSync(file) ? readFileSync(file, 'utf8') : undefined);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, after);
      }
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
