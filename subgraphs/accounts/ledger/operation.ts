import type { TransferType } from '../domain/transfer.ts';

/** A transfer as its customer sees it. */
export interface Operation {
  readonly id: string;
  readonly type: TransferType;
  /** Above zero, whichever way it went. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The account's balance right after it. */
  readonly balanceAfterMinor: bigint;
  readonly orderId: string | null;
  readonly createdAt: Date;
}
