import { listAt, textAt, withTexts } from './json.js';

/** @import { Answer, Question } from './post.js' */

const PLACEHOLDER = /\{\{\s*(\w+)\s*\}\}/g;

/** What a person can mend: shown in place of an answer. */
export class Hint extends Error {}

/** @typedef {(question: Question) => Promise<Answer>} AskOnce */

/** @type {(ask: AskOnce) => Promise<string>} */
async function newestOrder(ask) {
  const { body } = await ask({ query: 'query NewestOrder { orders(first: 1) { nodes { id } } }' });
  const id = textAt(listAt(body, 'data', 'orders', 'nodes')[0], 'id');
  if (id !== undefined) return id;
  throw new Hint('{{order}} is the newest order that you may see, and there is none: sign in and run PlaceOrder.');
}

/**
 * An administrator's newest order is any customer's, and may be a cancelled one.
 *
 * @type {(ask: AskOnce) => Promise<string>}
 */
async function newestOrderToShip(ask) {
  const { body } = await ask({
    query: 'query NewestOrderToShip { orders(first: 1, status: [CONFIRMED]) { nodes { id } } }',
  });
  const id = textAt(listAt(body, 'data', 'orders', 'nodes')[0], 'id');
  if (id !== undefined) return id;
  throw new Hint(
    '{{orderToShip}} is the newest CONFIRMED order that you may see, and there is none: run PlaceOrder as a customer, wait in ' +
      'FollowOrder until it is CONFIRMED, then sign in as the administrator.',
  );
}

/** @type {(ask: AskOnce) => Promise<string>} */
async function newestProduct(ask) {
  const { body } = await ask({ query: 'query NewestProduct { products(first: 1) { nodes { sku } } }' });
  const sku = textAt(listAt(body, 'data', 'products', 'nodes')[0], 'sku');
  if (sku !== undefined) return sku;
  throw new Hint('{{product}} is the SKU of the newest product, and there is none: run AddProduct.');
}

/**
 * What each placeholder stands for at this run.
 *
 * @type {ReadonlyMap<string, (ask: AskOnce) => Promise<string>>}
 */
const MEANINGS = new Map([
  ['unique', async () => crypto.randomUUID().replaceAll('-', '').slice(0, 8)],
  ['order', newestOrder],
  ['orderToShip', newestOrderToShip],
  ['product', newestProduct],
]);

/**
 * The variables with what their placeholders stand for: `{{unique}}` is eight new characters, the same wherever it stands in one run,
 * `{{order}}` the id of the newest order that the caller may see, `{{orderToShip}}` that of the newest that is CONFIRMED, `{{product}}`
 * the SKU of the newest product. Others stay as they are. Throws a Hint where there is nothing yet for one to stand for.
 *
 * @param {unknown} variables
 * @param {AskOnce} ask
 * @returns {Promise<unknown>}
 */
export async function fillIn(variables, ask) {
  /** @type {Set<string>} */
  const names = new Set();
  withTexts(variables, (text) => {
    for (const [, name = ''] of text.matchAll(PLACEHOLDER)) names.add(name);
    return text;
  });
  /** @type {Map<string, string>} */
  const values = new Map();
  for (const name of names) {
    const value = await MEANINGS.get(name)?.(ask);
    if (value !== undefined) values.set(name, value);
  }
  return withTexts(variables, (text) =>
    text.replaceAll(PLACEHOLDER, (whole, /** @type {string} */ name) => values.get(name) ?? whole),
  );
}
