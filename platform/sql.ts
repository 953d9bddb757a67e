import { createHash } from 'node:crypto';

/** SQL text that is part of the program, never data. */
export class Raw {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Trusted constant SQL for a template. */
export const raw = (text: string): Raw => new Raw(text);

/** The column of a field: Prisma names both alike, in snake case in the database. */
const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const quoted = (name: string): string => `"${name}"`;

/** The properties of a row and the columns that they are read from. In a template it becomes its column list. */
export class Shape<Row> extends Raw {
  readonly columns: ReadonlyMap<string, string>;
  /** Statements whose result has been checked for every property. */
  readonly checked = new Set<string>();
  declare readonly row: Row;
  constructor(fields: Readonly<Record<string, string>>) {
    const columns = Object.entries(fields).map(([property, field]): [string, string] => [property, columnOf(field)]);
    super(listOf(columns, ''));
    this.columns = new Map(columns);
  }
  /** The column list of a table that is named `alias` in the statement. */
  of(alias: string): Raw {
    return raw(listOf([...this.columns], `${alias}.`));
  }
}

const listOf = (columns: readonly (readonly [string, string])[], prefix: string): string =>
  columns.map(([property, column]) => `${prefix}${quoted(column)} AS ${quoted(property)}`).join(', ');

/** A shape with the name of its table. */
export class Table<Row> extends Shape<Row> {
  readonly name: string;
  constructor(name: string, fields: Readonly<Record<string, string>>) {
    super(fields);
    this.name = name;
  }
}

/** Describes a row of a result. A statement that forgets a column throws at its first run. `fields` names the column of each property. */
export const shape = <Row>(fields: Readonly<Record<keyof Row & string, string>>): Shape<Row> => new Shape<Row>(fields);

/** Rows of which the id alone is returned. */
export const IDS = shape<{ id: string }>({ id: 'id' });

/** Describes a table; `fields` comes from the Prisma model (`Prisma.OrderScalarFieldEnum`), so that a new column cannot be forgotten. */
export const table = <Row>(name: string, fields: Readonly<Record<keyof Row & string, string>>): Table<Row> =>
  new Table<Row>(name, fields);

/** Returns the LIKE pattern of texts that contain this one; `%` and `_` are letters here. */
export const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;

/** SQL with `$1` … and their values. A statement without a name is not prepared. */
export type Statement = Readonly<{ name: string; text: string; values: unknown[] }>;

/** Statements that are kept prepared. A service has some fifty; statements beyond this number are planned at each run. */
const PREPARED_MAX = 500;
const names = new Map<string, string>();

/** Begins a statement that is planned at each run, for its values: for one that needs another index for common texts than for rare ones. */
export const PLANNED_ANEW = raw('/* planned anew */');

/** The name of a prepared statement is a hash of its text: behind a pooler, processes share connections and so must agree on the names. */
function statementName(text: string): string {
  if (text.includes(PLANNED_ANEW.text)) return '';
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= PREPARED_MAX) return '';
  const name = createHash('sha256').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

/** Makes a statement of a template: shapes and raw text are inserted, everything else is a parameter. */
export function statementOf(strings: TemplateStringsArray, parts: readonly unknown[]): Statement {
  let text = strings[0] ?? '';
  const values: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    if (part instanceof Raw) text += part.text;
    else text += `$${values.push(part)}`;
    text += strings[index + 1] ?? '';
  }
  return { name: statementName(text), text, values };
}

/** Inserts rows that come as one JSON parameter. */
export function insertStatement(into: Table<unknown>, rows: readonly object[]): Statement {
  const columns = [...into.columns.values()].map(quoted).join(', ');
  const text = `INSERT INTO ${into.name} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${into.name}, $1::json)`;
  return { name: statementName(text), text, values: [jsonRows(into, rows, [...into.columns.keys()])] };
}

/** Updates rows that come as one JSON parameter and are matched by the columns `by`. */
export function updateStatement(
  target: Table<unknown>,
  rows: readonly object[],
  by: readonly string[],
  set: readonly string[],
): Statement {
  const column = (property: string): string => quoted(target.columns.get(property) ?? property);
  const assigned = set.map((property) => `${column(property)} = next.${column(property)}`).join(', ');
  const matched = by.map((property) => `target.${column(property)} = next.${column(property)}`).join(' AND ');
  const text = `UPDATE ${target.name} AS target SET ${assigned} FROM json_populate_recordset(NULL::${target.name}, $1::json) AS next WHERE ${matched}`;
  return { name: statementName(text), text, values: [jsonRows(target, rows, [...by, ...set])] };
}

/** Rows as a JSON array of objects with column names. PostgreSQL reads bigint, timestamps and bytes from text. */
function jsonRows({ columns }: Table<unknown>, rows: readonly object[], properties: readonly string[]): string {
  return JSON.stringify(
    rows.map((row) => {
      const values: Readonly<Record<string, unknown>> = { ...row };
      return Object.fromEntries(
        properties.map((property) => [columns.get(property) ?? property, jsonValue(values[property])]),
      );
    }),
  );
}

function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return `\\x${Buffer.from(value).toString('hex')}`;
  return value;
}
