import { readFileSync } from 'node:fs';

/** The kinds of caller, as the columns of docs/access.md. */
export const CALLERS = ['anonymous', 'owner', 'other customer', 'admin'] as const;
export type CallerKind = (typeof CALLERS)[number];

/** The words that a cell may hold. */
export const OUTCOMES = ['yes', 'own', 'null', 'NOT_FOUND', 'UNAUTHENTICATED', 'FORBIDDEN'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What each caller gets of one field. */
export type Row = Readonly<Record<CallerKind, Outcome>>;

/** docs/access.md, as far as it is for machines. */
export interface AccessTable {
  /** By `Type.field`. */
  readonly rows: ReadonlyMap<string, Row>;
  /** Patterns of the types that are as open as the field which leads to them. */
  readonly withoutRows: readonly string[];
}

/** The text of docs/access.md. */
export const accessDocument = (): string => readFileSync(new URL('../../../docs/access.md', import.meta.url), 'utf8');

/** Reads the tables. Throws for a row that has other columns, another word or a twin: it would not be held against anything. */
export function parseAccess(markdown: string): AccessTable {
  const rows = new Map<string, Row>();
  const withoutRows: string[] = [];
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    if (!line.startsWith('|')) continue;
    const [first = '', ...cells] = line
      .replace(/^\||\|\s*$/g, '')
      .split('|')
      .map((cell) => cell.trim());
    if (heading === 'Types without rows')
      withoutRows.push(...[...first.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));
    // `Type`: `field` `field` …
    const [, type = '', fields = ''] = /^`(\w+)`: (.+)$/.exec(first) ?? [];
    for (const [, name = ''] of fields.matchAll(/`(\w+)`/g)) {
      const field = `${type}.${name}`;
      if (rows.has(field)) throw new Error(`docs/access.md has two rows for ${field}`);
      rows.set(field, readRow(cells, line));
    }
  }
  return { rows, withoutRows };
}

function readRow(cells: readonly string[], line: string): Row {
  if (cells.length !== CALLERS.length)
    throw new Error(`This row of docs/access.md has another number of cells: ${line}`);
  const [anonymous, owner, other, admin] = cells.map((cell) => {
    const outcome = OUTCOMES.find((known) => cell === known || cell === `\`${known}\``);
    if (outcome === undefined) throw new Error(`"${cell}" is no outcome that docs/access.md explains: ${line}`);
    return outcome;
  });
  if (anonymous === undefined || owner === undefined || other === undefined || admin === undefined)
    throw new Error(line);
  return { anonymous, owner, 'other customer': other, admin };
}

/** Whether a type is one of those that the document gives no rows. */
export const hasNoRows = ({ withoutRows }: AccessTable, type: string): boolean =>
  withoutRows.some((pattern) => new RegExp(`^${pattern.replace('*', '.+')}$`).test(type));
