/** Why money moves. */
export type TransferType = 'DEPOSIT' | 'WITHDRAWAL' | 'PAYMENT' | 'REFUND';

/** The system's accounts: CASH is where money comes from and goes to, SALES is what orders have paid. */
export type SystemAccountKind = 'CASH' | 'SALES';

const RULES = {
  DEPOSIT: { counterpart: 'CASH', raisesBalance: true },
  WITHDRAWAL: { counterpart: 'CASH', raisesBalance: false },
  PAYMENT: { counterpart: 'SALES', raisesBalance: false },
  REFUND: { counterpart: 'SALES', raisesBalance: true },
} as const satisfies Record<TransferType, { counterpart: SystemAccountKind; raisesBalance: boolean }>;

/** The two sides of a transfer, signed, in minor units. They sum to zero. */
export interface Sides {
  readonly customerMinor: bigint;
  readonly counterpart: SystemAccountKind;
  readonly counterpartMinor: bigint;
}

/** How a transfer of `amountMinor` (above zero) is posted. */
export function sidesOf(type: TransferType, amountMinor: bigint): Sides {
  const { counterpart, raisesBalance } = RULES[type];
  const customerMinor = raisesBalance ? amountMinor : -amountMinor;
  return { customerMinor, counterpart, counterpartMinor: -customerMinor };
}
