import { readOperations, readPairs, type Operation, type Tokens } from './operation.ts';

/** The inputs that take an idempotency key. A test holds them against the graph. */
export const KEYED_INPUTS: ReadonlySet<string> = new Set([
  'AdjustStockInput',
  'MoveMoneyInput',
  'PlaceOrderInput',
  'ReserveStockInput',
  'SendNotificationInput',
]);

type Variables = Readonly<Record<string, unknown>>;

/** What is sent, and whether it may be sent again when no answer came: it then does nothing twice. */
export interface Prepared {
  readonly variables: Variables;
  readonly isRepeatable: boolean;
}

/** Whether a value is an object with names, and no list. */
export const isRecord = (value: unknown): value is Variables =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const KEY_BYTES = 16;

/** A new key: 128 random bits. `crypto.randomUUID` is not there on pages without TLS, `getRandomValues` is. */
export const newIdempotencyKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(KEY_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * Makes sure that a root field has an idempotency key: one in the document, one of the caller, or a new one, which
 * is written into `variables`. False where it takes none, or where there is no place to put it.
 */
function hasKey(input: Tokens | undefined, { variableTypes }: Operation, variables: Record<string, unknown>): boolean {
  const [sign, name = ''] = input ?? [];
  if (sign === '$') {
    const value = variables[name];
    if (!KEYED_INPUTS.has(variableTypes.get(name) ?? '') || !isRecord(value)) return false;
    variables[name] = { ...value, idempotencyKey: value['idempotencyKey'] ?? newIdempotencyKey() };
    return true;
  }
  const [first = 'null', variable = ''] =
    (sign === '{' && readPairs(input?.slice(1, -1) ?? []).get('idempotencyKey')) || [];
  if (first !== '$') return first !== 'null';
  variables[variable] ??= newIdempotencyKey();
  return true;
}

/** Two root fields that share a variable are two intentions with one key: the second would only repeat the first's outcome. */
const sharesVariables = ({ rootFields }: Operation): boolean => {
  const names = rootFields.flatMap((field) => [...(field?.values() ?? [])].flatMap(variablesIn));
  return new Set(names).size < names.length;
};

const variablesIn = (tokens: Tokens): string[] =>
  tokens.flatMap((token, at) => (token === '$' ? [tokens[at + 1] ?? ''] : []));

/**
 * Finds out whether a call may be repeated: a query, or a mutation whose every root field has an idempotency key. Where a mutation
 * takes one and the caller gave none, a new one is made.
 */
export function prepare(text: string, variables: Variables, operationName: string | undefined): Prepared {
  const operations = readOperations(text);
  const operation =
    operations.length === 1
      ? operations[0]
      : operations.find(({ name }) => name !== undefined && name === operationName);
  if (operation?.kind === 'query') return { variables, isRepeatable: true };
  if (operation?.kind !== 'mutation' || sharesVariables(operation)) return { variables, isRepeatable: false };
  const filled = { ...variables };
  const keyed = operation.rootFields.map((field) => hasKey(field?.get('input'), operation, filled));
  return { variables: filled, isRepeatable: keyed.every(Boolean) };
}
