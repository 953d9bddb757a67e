import { randomUUID } from 'node:crypto';
import { CreateProductDocument, DepositDocument } from '../../../client/generated/graphql.ts';
import type { Caller, Person } from './people.ts';
import { ADMIN } from '../../kit/system.ts';

/** What is sold. */
export const SHELF = {
  plenty: 'CHAOS-PLENTY',
  second: 'CHAOS-SECOND',
  euro: 'CHAOS-EURO',
  scarce: 'CHAOS-SCARCE',
  /** Counted anew now and then (setStock), so that how many there are does not follow from the orders. */
  counted: 'CHAOS-COUNTED',
  /** Above the payment limit. */
  dear: 'CHAOS-DEAR',
  /** Its price changes. */
  moving: 'CHAOS-MOVING',
} as const;
export type Sku = (typeof SHELF)[keyof typeof SHELF];

export const AT_FIRST: Readonly<
  Record<Sku, { readonly amount: string; readonly currency: string; readonly onHand: number }>
> = {
  'CHAOS-PLENTY': { amount: '10.00', currency: 'USD', onHand: 100_000 },
  'CHAOS-SECOND': { amount: '3.50', currency: 'USD', onHand: 100_000 },
  'CHAOS-EURO': { amount: '4.00', currency: 'EUR', onHand: 100_000 },
  'CHAOS-SCARCE': { amount: '7.00', currency: 'USD', onHand: 5 },
  'CHAOS-COUNTED': { amount: '2.00', currency: 'USD', onHand: 300 },
  'CHAOS-DEAR': { amount: '20000.00', currency: 'USD', onHand: 1_000 },
  'CHAOS-MOVING': { amount: '5.00', currency: 'USD', onHand: 100_000 },
};

/** Who orders, and from whom. */
export interface Shop {
  readonly admin: Person;
  readonly rich: readonly Person[];
  readonly poor: readonly Person[];
  idOf(sku: Sku): string;
  /** A customer whose standing may be changed, for one at a time. */
  takeTurning(): Person | undefined;
  giveBack(person: Person): void;
}

const ENOUGH = [
  { minor: 5_000_000n, currency: 'USD' },
  { minor: 500_000n, currency: 'EUR' },
];
const LITTLE = [{ minor: 1_500n, currency: 'USD' }];

/** Makes the catalogue and its customers, before anything goes wrong. */
export async function openShop(caller: Caller) {
  const admin = await caller.signIn(ADMIN.email, ADMIN.password);
  const ids = new Map<Sku, string>();
  for (const sku of Object.values(SHELF)) {
    const { onHand, ...price } = AT_FIRST[sku];
    const { createProduct } = await admin.visitor.ask(CreateProductDocument, {
      input: { sku, name: sku, price, onHand },
    });
    ids.set(sku, createProduct?.product?.id ?? '');
  }
  const moved = new Map<string, { readonly customer: string; readonly currency: string; readonly minor: bigint }>();
  const register = async (money: typeof ENOUGH): Promise<Person> => {
    const person = await caller.register();
    for (const { minor, currency } of money) {
      const input = { amount: { amount: `${minor / 100n}.00`, currency }, idempotencyKey: randomUUID() };
      const { deposit } = await person.visitor.ask(DepositDocument, { input });
      moved.set(deposit?.operation?.id ?? '', { customer: person.id, currency, minor });
    }
    return person;
  };
  const several = async (count: number, money: typeof ENOUGH): Promise<Person[]> => {
    const people: Person[] = [];
    while (people.length < count) people.push(await register(money));
    return people;
  };
  const [rich, poor, turning] = [await several(4, ENOUGH), await several(2, LITTLE), await several(3, ENOUGH)];
  const shop: Shop = {
    admin,
    rich,
    poor,
    idOf: (sku) => ids.get(sku) ?? '',
    takeTurning: () => turning.pop(),
    giveBack: (person) => void turning.push(person),
  };
  return { shop, moved };
}
