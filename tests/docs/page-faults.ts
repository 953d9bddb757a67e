import { existsSync, globSync, statSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { faultsOf } from '../../tools/migration-faults.ts';
import { PROJECT, readPage } from './page.ts';
import type { Block, Page } from './page.ts';

/** Languages of blocks that are not checked. */
const SHOWN_ONLY = new Set(['', 'text', 'mermaid']);

/** Files and folders of the repository, without what is installed. */
export const pathsLike = (...patterns: readonly string[]): string[] =>
  globSync(patterns, { cwd: PROJECT, exclude: ['node_modules/**'] })
    .map((path) => path.replaceAll('\\', '/'))
    .toSorted();

const TOP_FOLDERS = new Set(pathsLike('*', '.ci').filter((path) => statSync(join(PROJECT, path)).isDirectory()));
/** Not in the repository: generated or written by runs. */
const NOT_KEPT = /^(prisma\/[^/]+\/client|bench\/results|node_modules)/;

/** Returns the links of a page whose target does not exist. */
export const brokenLinks = ({ path, links, anchors }: Page): string[] =>
  links.flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return [];
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file)).replace(/\/$/, '');
    if (file !== '' && !existsSync(join(PROJECT, target))) return [`${path}: ${link}: there is no ${target}`];
    if (anchor === undefined || !target.endsWith('.md')) return [];
    const there = file === '' ? anchors : readPage(target).anchors;
    return there.has(anchor) ? [] : [`${path}: ${link}: ${target} has no heading for it`];
  });

/** Returns the files and folders that a page names and that neither exist nor are `made` by a guide. `<service>`, `*` and `…` match any name. */
export function missingPaths({ path, codes }: Page, made: ReadonlySet<string> = new Set()): string[] {
  const named = codes.filter((code) => /^[\w.-]+(\/[\w.<>*{},…-]*)+$/.test(code) && !code.includes('//'));
  return named
    .filter((code) => TOP_FOLDERS.has(code.split('/')[0] ?? '') && !made.has(code) && !NOT_KEPT.test(code))
    .filter((code) => pathsLike(code.replaceAll(/<[\w-]+>|…/g, '*').replace(/\/$/, '')).length === 0)
    .map((code) => `${path}: there is no ${code}`);
}

/** Returns the fault of a block that is neither commands nor operations. */
export function faultOfExample({ language, text, place }: Block): string | undefined {
  if (SHOWN_ONLY.has(language)) return undefined;
  if (language === 'ts') {
    const asFile = parseSync('example.ts', text);
    const asPart = parseSync('example.ts', `async () => {${text}\n};`);
    const [fault] = asPart.errors.length === 0 ? [] : asFile.errors;
    return fault && `${place}: ${fault.message}`;
  }
  if (language === 'sql') {
    const [fault] = faultsOf(text);
    return fault && `${place}: ${fault}`;
  }
  if (language !== 'json') return `${place}: nothing checks a block of "${language}"`;
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `${place}: ${String(error)}`;
  }
}
