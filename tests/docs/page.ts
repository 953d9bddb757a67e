import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it begins, for a person to find: `README.md:42`. */
  readonly place: string;
  /** What HTML comments right before it say, such as `<!-- as: admin -->`. */
  readonly marks: ReadonlyMap<string, string>;
  /** The file that the line before it names, and that it is all of. */
  readonly file: string | undefined;
}

/** A page of documentation, as the tests see it. */
export interface Page {
  /** Its path from the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Texts between backticks, outside of blocks. */
  readonly codes: readonly string[];
  /** Where links lead, as they are written. */
  readonly links: readonly string[];
  /** What its headings can be linked to by. */
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^```(\w*)\s*$/;
const NAMED_FILE = /^`([\w./-]+)`:$/;
const MARK = /^<!-- (?<key>[a-z]+):(?<value>.*) -->$/;

/** What a heading is linked by: lower case, words joined by `-`, without what is no letter, digit, `-` or `_`. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

/** Takes a page of Markdown apart. Throws for a block that does not end. */
export function parsePage(path: string, source: string): Page {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let marks = new Map<string, string>();
  const lines = source.split('\n');
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const fence = FENCE.exec(line);
    const mark = MARK.exec(line)?.groups;
    if (fence) {
      const end = lines.indexOf('```', index + 1);
      if (end < 0) throw new Error(`${path}:${index + 1}: this block does not end`);
      const text = lines.slice(index + 1, end).join('\n');
      const file = NAMED_FILE.exec(lines.slice(0, index).findLast((before) => before.trim() !== '') ?? '')?.[1];
      blocks.push({ language: fence[1] ?? '', text, place: `${path}:${index + 1}`, marks, file });
      marks = new Map();
      index = end;
    } else if (mark) {
      marks.set(mark['key'] ?? '', (mark['value'] ?? '').trim());
    } else if (line.trim() !== '') {
      marks = new Map();
      prose.push(line);
    }
  }
  const text = prose.join('\n');
  const headings = prose.flatMap((line) => /^#{1,6} (.*)$/.exec(line)?.[1] ?? []);
  const named = Array.from(text.matchAll(/<a id="([^"]+)">/g), ([, id = '']) => id);
  return {
    path,
    blocks,
    codes: Array.from(text.matchAll(/(?<!`)`([^`\n]+)`(?!`)/g), ([, code = '']) => code),
    links: Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, link = '']) => link),
    anchors: new Set([...headings.map(anchorOf), ...named]),
  };
}

/** Reads a page of the repository. */
export const readPage = (path: string): Page => parsePage(path, readFileSync(join(PROJECT, path), 'utf8'));
