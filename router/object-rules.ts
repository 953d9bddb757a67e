import { isCurrency, parseAmount } from '#platform/money.ts';
import type { OnFault } from './input-rules.ts';

/** Rules about what an input object holds, beyond those of each field by itself. `path` is where the object stands. */
export type ObjectRule = (fields: ReadonlyMap<string, unknown>, path: string, onFault: OnFault) => void;

/** An order of more lines is split. */
const LINES_MAX = 100;

/** Places and digits that the currency allows, and above zero. Whether it is too much is for the service to say. */
const checkMoney: ObjectRule = (fields, path, onFault) => {
  const amount = fields.get('amount');
  const currency = fields.get('currency');
  if (typeof amount !== 'string' || typeof currency !== 'string' || !isCurrency(currency)) return;
  const parsed = parseAmount(amount, currency);
  if (typeof parsed === 'object') onFault(`${path}.amount`, parsed.error);
  else if (parsed <= 0n) onFault(`${path}.amount`, 'must be above zero');
};

const checkLine: ObjectRule = (fields, path, onFault) => {
  if ((fields.get('productId') == null) === (fields.get('sku') == null))
    onFault(path, 'must have exactly one of productId and sku');
};

const checkOrder: ObjectRule = (fields, path, onFault) => {
  const lines = fields.get('lines');
  if (!Array.isArray(lines)) return;
  if (lines.length === 0) onFault(`${path}.lines`, 'must hold at least one line');
  if (lines.length > LINES_MAX) return onFault(`${path}.lines`, `must hold at most ${LINES_MAX} lines`);
  const seen = new Set<string>();
  for (const [index, { field, reference }] of lines.map(referenceOf).entries()) {
    if (reference === undefined) continue;
    const key = `${field} ${reference}`;
    if (seen.has(key)) onFault(`${path}.lines.${index}.${field}`, 'stands in an earlier line already');
    seen.add(key);
  }
};

/** What a line names its product by; ids are the same in whatever case. */
function referenceOf(line: unknown): { readonly field: string; readonly reference: string | undefined } {
  const fields = new Map<string, unknown>(typeof line === 'object' && line !== null ? Object.entries(line) : []);
  const [id, sku] = [fields.get('productId'), fields.get('sku')];
  if (typeof id === 'string') return { field: 'productId', reference: id.toLowerCase() };
  return { field: 'sku', reference: typeof sku === 'string' ? sku.trim() : undefined };
}

/** The rules of input types, by their names. */
export const OBJECT_RULES: ReadonlyMap<string, ObjectRule> = new Map([
  ['MoneyInput', checkMoney],
  ['OrderLineInput', checkLine],
  ['PlaceOrderInput', checkOrder],
]);
