import { loadModule, parseSync } from 'libpg-query';
import type { AlterTableCmd, ColumnDef, Constraint, Node, RangeVar } from 'libpg-query';

await loadModule();

/** The first line of one that launcher/run-migration.ts runs outside a transaction. */
const OUTSIDE_TRANSACTION = '-- outside a transaction';
/** The reason why a migration may break a rule: `-- allows <rule>: <reason>`. */
const ALLOWED = /^-- allows ([a-z-]+): \S.*$/gm;
/** The same for all rows, so that ADD COLUMN stores them once. */
const STABLE: ReadonlySet<string> = new Set(['now', 'transaction_timestamp', 'statement_timestamp']);
const NOT_VALID = 'checks all rows under its lock: add it NOT VALID, and VALIDATE CONSTRAINT in the next migration';
const ALONE =
  'is the only statement of its migration, whose first line is "-- outside a transaction", and has IF [NOT] EXISTS';

type Report = (rule: string, text: string) => void;

/** Constraints of earlier migrations, with which SET NOT NULL reads no rows. */
export interface Known {
  /** Columns that a constraint says are not null, by `table.constraint`. */
  readonly notNull: Map<string, string>;
  /** `table.column` for those whose constraint is validated. */
  readonly validated: Set<string>;
}
export const nothingKnown = (): Known => ({ notNull: new Map(), validated: new Set() });

const nameOf = (table: RangeVar | undefined): string => `${table?.schemaname ?? 'public'}.${table?.relname ?? ''}`;

/** Whether an expression may differ from row to row. */
const isVolatile = (expression: unknown): boolean =>
  JSON.stringify(expression ?? null)
    .matchAll(/"funcname":\[(?:\{"String":\{"sval":"pg_catalog"\}\},)?\{"String":\{"sval":"(\w+)"\}\}/g)
    .some(([, name = '']) => !STABLE.has(name));

function addedConstraint({ contype, skip_validation, indexname }: Constraint, report: Report): void {
  const isChecked = contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN' || contype === 'CONSTR_NOTNULL';
  const isIndex = contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY' || contype === 'CONSTR_EXCLUSION';
  if (isChecked && skip_validation !== true) report('validates', `A constraint ${NOT_VALID}.`);
  if (isIndex && indexname === undefined)
    report('index', 'A unique key makes an index under its lock: make it CONCURRENTLY before, and add it USING INDEX.');
}

function addedColumn({ colname, typeName, constraints = [] }: ColumnDef, report: Report): void {
  const all = constraints.flatMap((node) => ('Constraint' in node ? [node.Constraint] : []));
  const has = (type: Constraint['contype']): boolean => all.some(({ contype }) => contype === type);
  const isSerial = JSON.stringify(typeName ?? {}).includes('serial');
  if (isSerial || has('CONSTR_IDENTITY') || all.some(({ generated_kind: kind }) => kind === 's'))
    report('rewrites', `Column ${colname} is computed for each row: add it empty, and fill it by the service.`);
  if (all.some(({ contype, raw_expr }) => contype === 'CONSTR_DEFAULT' && isVolatile(raw_expr)))
    report('rewrites', `The default of ${colname} differs from row to row: set it after the column was added.`);
  if (has('CONSTR_NOTNULL') && !has('CONSTR_DEFAULT'))
    report('old-code', `Column ${colname} is required, and the version before does not write it: give it a default.`);
  for (const constraint of all) if (constraint.contype !== 'CONSTR_NOTNULL') addedConstraint(constraint, report);
}

/** Reports faults of an ALTER TABLE of an existing table, and records what later migrations may rely on. */
function altered(table: string, { subtype, name = '', def }: AlterTableCmd, known: Known, report: Report): void {
  if (subtype === 'AT_AddConstraint' && def !== undefined && 'Constraint' in def) {
    addedConstraint(def.Constraint, report);
    const test = def.Constraint.raw_expr;
    const column = /^\{"NullTest":\{"arg":\{"ColumnRef":\{"fields":\[\{"String":\{"sval":"(\w+)".*"IS_NOT_NULL"/.exec(
      JSON.stringify(test ?? null),
    )?.[1];
    if (column !== undefined) known.notNull.set(`${table}.${def.Constraint.conname ?? ''}`, column);
  }
  if (subtype === 'AT_AddColumn' && def !== undefined && 'ColumnDef' in def) addedColumn(def.ColumnDef, report);
  if (subtype === 'AT_ValidateConstraint')
    known.validated.add(`${table}.${known.notNull.get(`${table}.${name}`) ?? ''}`);
  if (subtype === 'AT_SetNotNull' && !known.validated.has(`${table}.${name}`))
    report('validates', `SET NOT NULL of ${name} reads all rows: validate CHECK (${name} IS NOT NULL) before.`);
  if (subtype === 'AT_AlterColumnType' || subtype === 'AT_SetLogged' || subtype === 'AT_SetUnLogged')
    report('rewrites', `The table is written anew under its lock: add a column, fill it, and drop the old one later.`);
  if (subtype === 'AT_DropColumn') report('old-code', `The version before may use column ${name}.`);
}

/** Statements that hold their locks for as long as they run. */
const HEAVY: Readonly<Record<string, string>> = {
  UpdateStmt: 'locks all rows that it changes until the migration is over: fill them in batches, by the service',
  DeleteStmt: 'locks all rows that it deletes until the migration is over: delete them in batches, by the service',
  TruncateStmt: 'deletes what the version before may read',
  LockStmt: 'blocks all others',
  ClusterStmt: 'writes the table anew under its lock',
  VacuumStmt: 'is for the operator',
  ReindexStmt: 'is for the operator',
  TransactionStmt: 'ends the transaction that makes a migration complete or undone',
  DoStmt: 'hides what it does: write the statements themselves',
};

interface Statement {
  readonly kind: string;
  readonly node: Node;
}

function lintStatement({ kind, node }: Statement, made: ReadonlySet<string>, known: Known, report: Report): void {
  if ('IndexStmt' in node && node.IndexStmt.concurrent !== true && !made.has(nameOf(node.IndexStmt.relation)))
    report('index', 'CREATE INDEX keeps writers waiting for as long as it takes: CREATE INDEX CONCURRENTLY.');
  if ('AlterTableStmt' in node && !made.has(nameOf(node.AlterTableStmt.relation)))
    for (const command of node.AlterTableStmt.cmds ?? [])
      if ('AlterTableCmd' in command)
        altered(nameOf(node.AlterTableStmt.relation), command.AlterTableCmd, known, report);
  if ('RenameStmt' in node && /TABLE|COLUMN|VIEW/.test(node.RenameStmt.renameType ?? ''))
    report('old-code', 'The version before knows the old name only.');
  if ('DropStmt' in node && /TABLE|VIEW|SCHEMA/.test(node.DropStmt.removeType ?? ''))
    report('old-code', 'The version before may use what is dropped.');
  const touched = 'UpdateStmt' in node ? node.UpdateStmt : 'DeleteStmt' in node ? node.DeleteStmt : undefined;
  const why = HEAVY[kind];
  if (why !== undefined && !made.has(nameOf(touched?.relation))) report('heavy', `${kind.slice(0, -4)} ${why}.`);
}

const isConcurrent = (node: Node): boolean =>
  ('IndexStmt' in node && node.IndexStmt.concurrent === true) ||
  ('DropStmt' in node && node.DropStmt.concurrent === true);
const mayExist = (node: Node): boolean =>
  ('IndexStmt' in node && node.IndexStmt.if_not_exists === true) ||
  ('DropStmt' in node && node.DropStmt.missing_ok === true);
const validates = (node: Node): boolean =>
  'AlterTableStmt' in node &&
  (node.AlterTableStmt.cmds ?? []).some(
    (command) => 'AlterTableCmd' in command && command.AlterTableCmd.subtype === 'AT_ValidateConstraint',
  );

/**
 * Returns why a migration would block a running service or break the version before, one line each as `rule: reason`. There is no fault
 * of tables that the migration makes itself.
 */
export function faultsOf(sql: string, known: Known = nothingKnown()): string[] {
  const allowed = new Set(Array.from(sql.matchAll(ALLOWED), ([, rule]) => rule));
  const faults: string[] = [];
  const report: Report = (rule, text) => void (allowed.has(rule) || faults.push(`${rule}: ${text}`));
  const nodes = (parseSync(sql).stmts ?? []).flatMap(({ stmt }) => (stmt === undefined ? [] : [stmt]));
  const made = new Set(
    nodes.flatMap((node) => {
      if ('CreateStmt' in node) return [nameOf(node.CreateStmt.relation)];
      return 'CreateTableAsStmt' in node ? [nameOf(node.CreateTableAsStmt.into?.rel)] : [];
    }),
  );
  for (const node of nodes) lintStatement({ kind: Object.keys(node)[0] ?? '', node }, made, known, report);
  const isOutside = sql.startsWith(`${OUTSIDE_TRANSACTION}\n`);
  if (nodes.some(isConcurrent) || isOutside)
    if (!isOutside || nodes.length !== 1 || !nodes.every((node) => isConcurrent(node) && mayExist(node)))
      report('alone', `What runs CONCURRENTLY ${ALONE}.`);
  if (nodes.some(validates) && !nodes.every(validates))
    report(
      'validates',
      'VALIDATE CONSTRAINT would read all rows under the lock of the other statements: a migration of its own.',
    );
  return faults;
}
