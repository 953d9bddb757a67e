import { CALLERS, hasNoRows } from './access-table.ts';
import type { AccessTable, CallerKind } from './access-table.ts';
import { objectTypes } from './graph.ts';
import type { GraphQLSchema } from 'graphql';

/** What one caller got of one field in one place. */
export interface Observation {
  readonly place: string;
  /** The rows of the fields on the way there. */
  readonly way: readonly string[];
  /** `Type.field`. */
  readonly field: string;
  readonly caller: CallerKind;
  /** A word of the document, `empty` for a field that is null on an object that is there, or what no row could allow. */
  readonly outcome: string;
  /** Whether the object was asked for by what names it, so that the row of the field itself has to hold. */
  readonly isNamed: boolean;
  /** What was there, as JSON. */
  readonly value?: string;
}

const fits = (outcome: string, expected: string): boolean =>
  outcome === expected || (outcome === 'empty' && expected === 'yes');

/** Where answers are not as the table says. */
export function differences({ rows }: AccessTable, observations: readonly Observation[]): string[] {
  return observations.flatMap(({ place, way, field, caller, outcome, isNamed }) => {
    const cell = rows.get(field)?.[caller];
    const cells = way.map((row) => rows.get(row)?.[caller]);
    if (cell === undefined || cells.includes(undefined)) return [`${[...way, field].join(', ')}: not all have a row`];
    const closed = cells.find((each) => each !== 'yes');
    const expected = closed === undefined ? cell : closed === 'own' ? 'null' : closed;
    const wrong = [expected, ...(isNamed ? [cell] : [])].find((each) => !fits(outcome, each ?? ''));
    return wrong === undefined ? [] : [`${place}: ${field} for ${caller} is ${outcome}, not ${wrong}`];
  });
}

/** Values that differ between callers who may both see them. */
export function disagreements(observations: readonly Observation[]): string[] {
  const seen = observations.filter(
    ({ outcome, value }) => value !== undefined && (outcome === 'yes' || outcome === 'empty'),
  );
  return [...Map.groupBy(seen, ({ place, field }) => `${place}: ${field}`)].flatMap(([what, same]) =>
    new Set(same.map(({ value }) => value)).size === 1
      ? []
      : [`${what} is not the same for ${same.map(({ caller }) => caller).join(' and ')}`],
  );
}

/** Fields that were never requested, or never seen with a value: the table is not verified there. */
export function gaps({ rows }: AccessTable, observations: readonly Observation[]): string[] {
  const asked = new Set(
    observations.filter(({ isNamed }) => isNamed).map(({ field, caller }) => `${field} for ${caller}`),
  );
  const seen = new Set(observations.filter(({ outcome }) => outcome === 'yes').map(({ field }) => field));
  return [...rows.keys()].flatMap((field) => [
    ...CALLERS.map((caller) => `${field} for ${caller}`)
      .filter((cell) => !asked.has(cell))
      .map((cell) => `${cell} was not asked`),
    ...(seen.has(field) ? [] : [`${field} was never seen with a value`]),
  ]);
}

/** Fields without a row, rows without a field, and patterns that mean no type. */
export function mismatches(table: AccessTable, graph: GraphQLSchema): string[] {
  const types = objectTypes(graph);
  const fields = types
    .filter(({ name }) => !hasNoRows(table, name))
    .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
  const idle = table.withoutRows.filter(
    (pattern) => !types.some(({ name }) => hasNoRows({ ...table, withoutRows: [pattern] }, name)),
  );
  return [
    ...fields.filter((field) => !table.rows.has(field)).map((field) => `${field} has no row`),
    ...[...table.rows.keys()]
      .filter((field) => !fields.includes(field))
      .map((field) => `${field} has a row and is no field of the graph`),
    ...idle.map((pattern) => `${pattern} is no type of the graph`),
  ];
}
