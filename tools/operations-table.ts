import { readFileSync } from 'node:fs';

/** A row of docs/operations.md. */
export interface OperationRow {
  /** Who may call it, in words. */
  readonly needs: string;
  /** Whether it is marked as taking an idempotency key. */
  readonly hasKey: boolean;
  readonly userErrors: readonly string[];
  readonly requestErrors: readonly string[];
}

/** The tables of docs/operations.md. */
export interface OperationsTable {
  /** By operation. */
  readonly rows: ReadonlyMap<string, OperationRow>;
  /** Why an order can fail, and a payment be declined. */
  readonly failures: readonly string[];
  readonly declines: readonly string[];
}

/** The text of docs/operations.md. */
export const operationsDocument = (): string => readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');

const codesIn = (cell = ''): string[] => Array.from(cell.matchAll(/`([A-Z_]+)`/g), ([, code = '']) => code).toSorted();

/** Reads the tables. Throws for an operation with two rows, of which one would not be checked. */
export function parseOperations(markdown: string): OperationsTable {
  const rows = new Map<string, OperationRow>();
  const failures: string[] = [];
  const declines: string[] = [];
  let heading = '';
  for (const line of markdown.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    if (!line.startsWith('|')) continue;
    const [first = '', needs = '', userErrors, requestErrors] = line.replace(/^\|\s*/, '').split(/\s*\|\s*/);
    if (heading === 'Why an order fails') failures.push(...codesIn(first));
    if (heading === 'Why a payment is declined') declines.push(...codesIn(first));
    const operation = /^\[`([a-z]\w+)`\]/.exec(first)?.[1];
    if (operation === undefined) continue;
    if (rows.has(operation)) throw new Error(`docs/operations.md has two rows for ${operation}`);
    rows.set(operation, {
      needs,
      hasKey: first.endsWith('⚿'),
      userErrors: codesIn(userErrors),
      requestErrors: codesIn(requestErrors),
    });
  }
  return { rows, failures: failures.toSorted(), declines: declines.toSorted() };
}
