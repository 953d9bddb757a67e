/** Old lines of a file and the new ones in their place. A new file has one hunk, without `before`. */
interface Hunk {
  readonly before: string;
  readonly after: string;
}

/** A change of one file. */
export interface FilePatch {
  readonly file: string;
  readonly hunks: readonly Hunk[];
}

/** Parses a `diff` block: `+++ path` begins a file, `@@` separates its hunks. There are no line numbers, which every edit would break. */
export function parsePatch(text: string): FilePatch[] {
  const files: { file: string; hunks: { before: string[]; after: string[] }[] }[] = [];
  for (const line of text.split('\n')) {
    const name = /^\+\+\+ (.+)$/.exec(line)?.[1];
    const current = files.at(-1);
    if (name !== undefined) files.push({ file: name, hunks: [{ before: [], after: [] }] });
    else if (current === undefined) throw new Error(`A block of changes begins with "+++ <file>", not with "${line}"`);
    else if (line.startsWith('@@')) current.hunks.push({ before: [], after: [] });
    else {
      const hunk = current.hunks.at(-1);
      if (!line.startsWith('+')) hunk?.before.push(line.slice(1));
      if (!line.startsWith('-')) hunk?.after.push(line.slice(1));
    }
  }
  return files.map(({ file, hunks }) => ({
    file,
    hunks: hunks
      .filter(({ before, after }) => before.length + after.length > 0)
      .map(({ before, after }) => ({ before: before.join('\n'), after: after.join('\n') })),
  }));
}

/** Returns a file's text after its changes; `source` is undefined for a new file. Throws unless the old lines of each hunk occur exactly once. */
export function applyHunks({ file, hunks }: FilePatch, source: string | undefined): string {
  let text = source;
  for (const { before, after } of hunks) {
    if (before === '') {
      if (text !== undefined) throw new Error(`${file} exists already`);
      text = `${after}\n`;
      continue;
    }
    const wholeLines = `\n${text ?? ''}`.split(`\n${before}\n`);
    if (wholeLines.length !== 2) {
      throw new Error(`${file} has ${wholeLines.length - 1} times the lines of a hunk:\n${before}`);
    }
    text = wholeLines.join(`\n${after}\n`).slice(1);
  }
  return text ?? '';
}
