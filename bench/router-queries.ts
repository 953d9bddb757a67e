/** A query for every measured router. */
export interface BenchQuery {
  readonly name: string;
  readonly query: string;
  /** The subgraph that can answer it alone; undefined if it needs several. */
  readonly subgraph: string | undefined;
}

const id = (kind: string, number: number): string =>
  `01900000-0000-7000-8000-${kind}${String(number).padStart(11, '0')}`;

/** Ids of the canned data: customers `c`, products `b`, orders `a`. */
export const customerId = (number: number): string => id('c', number);
export const productId = (number: number): string => id('b', number);
export const orderId = (number: number): string => id('a', number);

const MONEY = '{ amount currency }';
const PRODUCT = `{ id sku name description price ${MONEY} status stock { onHand reserved available } createdAt updatedAt }`;
const ACCOUNT = `{ id currency balance ${MONEY} held ${MONEY} available ${MONEY} }`;

/** One field of one subgraph; one order with data of all five subgraphs; a hundred orders of three lines each. */
export const QUERIES: readonly BenchQuery[] = [
  { name: 'small', query: `{ product(id: "${productId(1)}") { id name } }`, subgraph: 'products' },
  {
    name: 'order',
    query: `query OrderPage { order(id: "${orderId(1)}") {
      id number status total ${MONEY} failure { code message } pollAfterMs createdAt updatedAt
      customer { id username email firstName lastName role locale active createdAt account ${ACCOUNT} }
      lines { productId sku product ${PRODUCT} quantity unitPrice ${MONEY} lineTotal ${MONEY} }
      timeline { status at detail }
      payment { id status amount ${MONEY} declineCode createdAt updatedAt }
      reservations { id product { id sku } quantity status expiresAt createdAt }
      notifications { id type status subject message createdAt sentAt readAt }
    } }`,
    subgraph: undefined,
  },
  {
    name: 'heavy',
    query: `query HeavyPage { orders(first: 100) { nodes {
      id number status total ${MONEY} createdAt
      customer { id username email }
      lines { quantity unitPrice ${MONEY} lineTotal ${MONEY} product { id sku name price ${MONEY} stock { available } } }
      payment { id status amount ${MONEY} }
    } pageInfo { hasNextPage endCursor } } }`,
    subgraph: undefined,
  },
];
