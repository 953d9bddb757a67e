/** A line of a hunk: to keep, to remove or to add. */
interface HunkLine {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** A change of one file. */
export interface FilePatch {
  readonly file: string;
  readonly hunks: readonly (readonly HunkLine[])[];
}

/** Parses a `diff` block: `+++ path` begins a file, `@@` separates its hunks. There are no line numbers, which every edit would break. */
export function parsePatch(text: string): FilePatch[] {
  const files: { file: string; hunks: HunkLine[][] }[] = [];
  for (const line of text.split('\n')) {
    const name = /^\+\+\+ (.+)$/.exec(line)?.[1];
    const current = files.at(-1);
    const sign = line[0] === '+' || line[0] === '-' ? line[0] : ' ';
    if (name !== undefined) files.push({ file: name, hunks: [[]] });
    else if (current === undefined) throw new Error(`A block of changes begins with "+++ <file>", not with "${line}"`);
    else if (line.startsWith('@@')) current.hunks.push([]);
    else current.hunks.at(-1)?.push({ sign, text: line.slice(1) });
  }
  return files.map(({ file, hunks }) => ({ file, hunks: hunks.filter(({ length }) => length > 0) }));
}

/** Lines are compared without their indentation and the padding of tables, which a change elsewhere in the file may alter. */
const unpadded = (line: string | undefined): string | undefined => line?.trim().replaceAll(/\s+/g, ' ');

/** Returns a file's text after its changes; `source` is undefined for a new file. Throws unless the old lines of each hunk occur exactly once. */
export function applyHunks({ file, hunks }: FilePatch, source: string | undefined): string {
  const lines = source === undefined ? [''] : source.split('\n');
  for (const hunk of hunks) {
    const old = hunk.filter(({ sign }) => sign !== '+');
    if (old.length === 0 && source) throw new Error(`${file} exists already`);
    const places = lines
      .keys()
      .filter((start) => old.every(({ text }, index) => unpadded(lines[start + index]) === unpadded(text)));
    const [start, ...others] = places;
    if (start === undefined || others.length > 0) {
      const times = start === undefined ? 0 : others.length + 1;
      throw new Error(`${file} has ${times} times the lines of a hunk:\n${old.map(({ text }) => text).join('\n')}`);
    }
    let next = start;
    const changed = hunk.flatMap(({ sign, text }) => {
      if (sign === '+') return [text];
      next += 1;
      return sign === '-' ? [] : (lines[next - 1] ?? []);
    });
    lines.splice(start, old.length, ...changed);
  }
  return lines.join('\n');
}
