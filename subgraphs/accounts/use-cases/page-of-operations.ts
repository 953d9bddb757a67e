import { connectionOf, pageOf } from '#platform/paging.ts';
import type { Connection } from '#platform/paging.ts';
import type { TransferType } from '../domain/transfer.ts';
import type { Operation } from '../ledger/operation.ts';
import type { OperationsQuery } from './list-operations.ts';

/** The arguments of an account's list of operations, as the graph has them. */
export interface OperationsArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly type?: readonly TransferType[] | null | undefined;
}

/** A page of an account's operations. Cursors are good for the account that gave them. */
export async function pageOfOperations(
  loader: { load(query: OperationsQuery): Promise<readonly Operation[]> },
  accountId: string,
  args: OperationsArguments,
): Promise<Connection<Operation>> {
  const page = pageOf(`operations-of-${accountId}`, args);
  const types = [...new Set(args.type)].toSorted();
  return connectionOf(page, await loader.load({ accountId, take: page.take, before: page.before, types }));
}
