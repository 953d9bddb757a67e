import { globSync, readFileSync } from 'node:fs';
import { dirname, matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that the image is built from. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A line of a .dockerignore. */
interface Rule {
  readonly pattern: string;
  readonly isException: boolean;
}

/** The rules of a .dockerignore, in their order. */
export const readRules = (source: string): Rule[] =>
  source
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ pattern: line.replace(/^!/, '').replace(/\/$/, ''), isException: line.startsWith('!') }));

/** A path and every folder above it, the path first. */
function* upwards(path: string): Generator<string> {
  for (let current = path; current !== '.'; current = dirname(current)) yield current;
}

/** An engine's `*` takes names that begin with a dot like any others. */
const withoutDots = (text: string): string => text.replaceAll(/(^|\/)\./g, '$1dot-');

/** Whether the engine is sent this file: the last rule that fits the file, or a folder that it is in, decides. */
export function isInContext(path: string, rules: readonly Rule[]): boolean {
  const decisive = rules.findLast(({ pattern }) =>
    upwards(path).some((part) => matchesGlob(withoutDots(part), withoutDots(pattern))),
  );
  return decisive === undefined || decisive.isException;
}

/** Every file of the repository, as the path from its root, that a COPY of `source` would copy. Throws where there is none. */
export function filesOfCopy(source: string): string[] {
  const rules = readRules(readFileSync(`${PROJECT}/.dockerignore`, 'utf8'));
  const found = globSync([source, `${source}/**/*`], { cwd: PROJECT, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath}/${entry.name}`.slice(PROJECT.length).replace(/^\//, ''))
    .filter((path) => isInContext(path, rules));
  if (found.length === 0) throw new Error(`COPY ${source}: .dockerignore leaves nothing of it`);
  return found;
}
