import { readFileSync } from 'node:fs';

/** A piece of code in a page of documentation. */
export interface Piece {
  readonly language: string;
  /** The file that the line before it names, if it does. */
  readonly file: string | undefined;
  readonly text: string;
}

const FENCED = /(?:^`([\w./-]+)`:\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm;

/** The pieces of code in a page, in their order. */
export const piecesOf = (page: URL): Piece[] =>
  [...readFileSync(page, 'utf8').matchAll(FENCED)].map(([, file, language = '', text = '']) => ({
    language,
    file,
    text,
  }));
