import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Where it begins: `README.md:42`. */
  readonly place: string;
  /** Keys and values of the HTML comments before it, such as `<!-- as: admin -->`. */
  readonly marks: ReadonlyMap<string, string>;
  /** The file whose whole text it is: the line before the block names it. */
  readonly file: string | undefined;
}

/** A parsed page of documentation. */
export interface Page {
  /** Its path from the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  /** Texts between backticks, outside of blocks. */
  readonly codes: readonly string[];
  /** The targets of links, as written. */
  readonly links: readonly string[];
  /** The anchors of its headings. */
  readonly anchors: ReadonlySet<string>;
}

const FENCE = /^```(\w*)\s*$/;
const NAMED_FILE = /^`([\w./-]+)`:$/;
const MARK = /^<!-- (?<key>[a-z]+):(?<value>.*) -->$/;

/** Returns the anchor of a heading as GitHub makes it: lower case, `-` between words, no other punctuation. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

/** Parses a page of Markdown. Throws for a block without an end. */
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
    } else if (mark?.['key'] === 'apply') {
      const text = readFileSync(join(PROJECT, dirname(path), (mark['value'] ?? '').trim()), 'utf8').trimEnd();
      blocks.push({ language: 'diff', text, place: `${path}:${index + 1}`, marks: new Map(), file: undefined });
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
