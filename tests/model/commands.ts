import fc from 'fast-check';

/** Numbers of customers, currencies, products, and keys per customer. */
export const CUSTOMERS = 3;
/** The products of a run: their first prices and stock. */
export const CATALOGUE = [
  { currency: 'USD', priceMinor: 20, onHand: 8 },
  { currency: 'USD', priceMinor: 35, onHand: 12 },
  { currency: 'JPY', priceMinor: 30, onHand: 9 },
] as const;
const PRODUCTS = CATALOGUE.length;
/** Numbers of orders, reservations and messages are taken modulo how many there are. */
const ANY = 997;

const who = fc.nat(CUSTOMERS - 1);
const product = fc.nat(PRODUCTS - 1);
const which = fc.nat(ANY);
// Few keys for many commands, so that they repeat, with the same input and with another.
const key = fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 1 });
const crash = fc.option(fc.constantFrom('before commit' as const, 'after commit' as const), {
  nil: undefined,
  freq: 4,
});

/** Lines of orders over some of the products; two lines may name the same product, by its id and by its SKU. */
const linesOf = (...products: readonly number[]) =>
  fc.uniqueArray(
    fc.record({ product: fc.constantFrom(...products), byId: fc.boolean(), quantity: fc.integer({ min: 1, max: 3 }) }),
    { minLength: 1, maxLength: 3, selector: (each) => `${each.product} ${each.byId}` },
  );
const place = fc.record({
  do: fc.constant('place'),
  who,
  lines: fc.oneof(
    { weight: 6, arbitrary: linesOf(0, 1) },
    { weight: 3, arbitrary: linesOf(2) },
    { weight: 1, arbitrary: linesOf(0, 1, 2) },
  ),
  expectedTotal: fc.constantFrom('none', 'none', 'none', 'right', 'right', 'right', 'wrong'),
  key,
  crash,
});
const move = fc.record({
  do: fc.constantFrom('deposit', 'deposit', 'withdraw'),
  who,
  currency: fc.constantFrom('USD', 'USD', 'JPY'),
  units: fc.integer({ min: 1, max: 90 }),
  key,
  crash,
});
// Mostly an order with a matching status; sometimes any.
const isApt = fc.constantFrom(true, true, true, false);
const demand = fc.oneof(
  fc.record({
    do: fc.constant('cancel'),
    order: which,
    isApt,
    by: fc.constantFrom('owner', 'owner', 'admin', 'stranger'),
  }),
  fc.record({ do: fc.constantFrom('ship', 'deliver'), order: which, isApt }),
);
const activation = fc.record({ do: fc.constant('setActive'), who, active: fc.boolean() });
const shelf = fc.oneof(
  fc.record({ do: fc.constant('setStock'), product, onHand: fc.nat(15) }),
  fc.record({ do: fc.constant('adjustStock'), product, delta: fc.constantFrom(-5, -2, 2, 5), key, crash }),
  fc.record({ do: fc.constant('price'), product, priceMinor: fc.integer({ min: 10, max: 60 }) }),
  fc.record({ do: fc.constantFrom('archive', 'restore', 'restore'), product }),
  fc.record({
    do: fc.constant('reserve'),
    product,
    quantity: fc.integer({ min: 1, max: 4 }),
    expires: fc.boolean(),
    key,
    crash,
  }),
  fc.record({ do: fc.constantFrom('release', 'runOut'), reservation: which }),
);
const post = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('carry'), message: which, crash }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('carryAll'), order: fc.nat(), upTo: fc.integer({ min: 4, max: 60 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat'), message: which, isUnderFreshId: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('lose'), message: which }) },
);
const time = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait'), seconds: fc.constantFrom(6, 40) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('missDeadline'), order: which, isApt }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('sweepOrders', 'sweepReservations') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rest'), seed: fc.nat() }) },
);

/** A client repeats a command with a key literally. */
const again = fc.record({ do: fc.constant('again'), asked: which });

const command = fc.oneof(
  { weight: 8, arbitrary: place },
  { weight: 3, arbitrary: move },
  { weight: 4, arbitrary: again },
  { weight: 6, arbitrary: demand },
  { weight: 1, arbitrary: activation },
  { weight: 4, arbitrary: shelf },
  { weight: 11, arbitrary: post },
  { weight: 4, arbitrary: time },
);

/** A command in numbers, so that it is valid in every run. */
export type Command = typeof command extends fc.Arbitrary<infer Value> ? Value : never;
export type Place = typeof place extends fc.Arbitrary<infer Value> ? Value : never;
export type Move = typeof move extends fc.Arbitrary<infer Value> ? Value : never;
export type Demand = typeof demand extends fc.Arbitrary<infer Value> ? Value : never;
export type Activation = typeof activation extends fc.Arbitrary<infer Value> ? Value : never;
export type Shelf = typeof shelf extends fc.Arbitrary<infer Value> ? Value : never;
export type Post = typeof post extends fc.Arbitrary<infer Value> ? Value : never;
export type Time = typeof time extends fc.Arbitrary<infer Value> ? Value : never;

/** The length of a run. */
const COMMANDS_MAX = 60;
const AT_ONCE_MAX = 5;

/** Commands one after another: the same seed is the same run. */
export const anyCommands = fc.array(command, { minLength: 10, maxLength: COMMANDS_MAX, size: 'max' });

/** Concurrent commands, burst after burst. The databases decide races, so a seed repeats the commands, not their results. */
export const anyBursts = fc.array(fc.array(command, { minLength: 1, maxLength: AT_ONCE_MAX }), {
  minLength: 5,
  maxLength: COMMANDS_MAX / 2,
  size: 'max',
});
