import { fail } from '#platform/errors.ts';
import { formatAmount, type Money } from '#platform/money.ts';

/** A customer's money in one currency, in minor units. */
export interface Account {
  readonly id: string;
  readonly ownerId: string;
  readonly currency: string;
  /** The balance, including holds. */
  readonly balanceMinor: bigint;
  /** Holds of open orders. */
  readonly heldMinor: bigint;
  /** What orders have paid and may still be refunded. */
  readonly refundableMinor: bigint;
  /** How many postings it has: the number of the newest. */
  readonly postingsCount: number;
}

/** An account without a history. */
export const newAccount = (id: string, ownerId: string, currency: string): Account => ({
  id,
  ownerId,
  currency,
  balanceMinor: 0n,
  heldMinor: 0n,
  refundableMinor: 0n,
  postingsCount: 0,
});

/** The state of the customer. A frozen one can neither deposit, withdraw nor begin a payment. */
export type Owner = Readonly<{ frozen: boolean }>;

/** Deposits stop short of this, counting what may be refunded, so that a refund always has room. A ninetieth of what bigint holds. */
export const BALANCE_MINOR_LIMIT = 10n ** 17n;

/** What can be spent, in minor units. Never negative. */
export const availableMinor = ({ balanceMinor, heldMinor }: Account): bigint => balanceMinor - heldMinor;

const frozen = () => fail('ACCOUNT_FROZEN', 'Your account is frozen.');

/** Why a deposit is refused; null if it is accepted. `account` is null if this deposit opens it. */
export function refuseDeposit(owner: Owner, account: Account | null, { amountMinor, currency }: Money) {
  if (owner.frozen) return frozen();
  const { balanceMinor, refundableMinor } = account ?? { balanceMinor: 0n, refundableMinor: 0n };
  if (balanceMinor + refundableMinor + amountMinor < BALANCE_MINOR_LIMIT) return null;
  const most = formatAmount(BALANCE_MINOR_LIMIT - 1n, currency);
  return fail('INVALID_INPUT', `An account can hold at most ${most} ${currency}.`, 'input.amount');
}

/** Why a withdrawal cannot be made; null when it can. */
export function refuseWithdrawal(owner: Owner, account: Account, { amountMinor, currency }: Money) {
  if (owner.frozen) return frozen();
  const available = availableMinor(account);
  if (available >= amountMinor) return null;
  const most = formatAmount(available, currency);
  return fail('INSUFFICIENT_FUNDS', `Only ${most} ${currency} is available.`, 'input.amount');
}

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
  /** Above zero in either direction. */
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
