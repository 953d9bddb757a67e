import type { Account } from './account.ts';

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
