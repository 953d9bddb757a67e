import type { Account } from './account.ts';

/** Why money moves. */
export type TransferType = 'DEPOSIT' | 'WITHDRAWAL' | 'PAYMENT' | 'REFUND';

// The sign is the customer's. Of the system's accounts, CASH is where money comes from and goes to, SALES is what orders have paid.
const RULES = {
  DEPOSIT: { counterpart: 'CASH', sign: 1n },
  WITHDRAWAL: { counterpart: 'CASH', sign: -1n },
  PAYMENT: { counterpart: 'SALES', sign: -1n },
  REFUND: { counterpart: 'SALES', sign: 1n },
} as const satisfies Record<TransferType, { counterpart: 'CASH' | 'SALES'; sign: 1n | -1n }>;

/** Returns the two sides of a transfer of `amountMinor` (above zero), signed. They sum to zero. */
export function sidesOf(type: TransferType, amountMinor: bigint) {
  const { counterpart, sign } = RULES[type];
  const customerMinor = sign * amountMinor;
  return { customerMinor, counterpart, counterpartMinor: -customerMinor };
}

/** A transfer as its customer sees it. */
export interface Operation {
  readonly id: string;
  readonly accountId: string;
  /** Its number in the account, from 1 without a gap. */
  readonly seq: number;
  readonly type: TransferType;
  /** Above zero, whichever way it went. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The account's balance right after it. */
  readonly balanceAfterMinor: bigint;
  readonly orderId: string | null;
  readonly createdAt: Date;
}

/** A customer's account after a transfer. A PAYMENT uses up its hold and may be refunded from then on. */
export function afterTransfer(account: Account, type: TransferType, amountMinor: bigint): Account {
  const paidMinor = type === 'PAYMENT' ? amountMinor : 0n;
  return {
    ...account,
    balanceMinor: account.balanceMinor + sidesOf(type, amountMinor).customerMinor,
    heldMinor: account.heldMinor - paidMinor,
    refundableMinor: account.refundableMinor + paidMinor - (type === 'REFUND' ? amountMinor : 0n),
    postingsCount: account.postingsCount + 1,
  };
}
