import { raw, shape } from '#platform/database.ts';
import { STOCK_FAULTS } from '../../launcher/book-faults.ts';
import { ledgerFaults } from '../accounts/ledger.ts';
import type { Run } from './run.ts';

const FAULT = shape<{ fault: string }>({ fault: 'fault' });

/** Violations of the invariants of money and stock that must hold at every moment. */
export async function bookFaults({ world }: Run): Promise<string[]> {
  const ofStock = await world.products.database.rows(FAULT)`${raw(STOCK_FAULTS)}`;
  return [...(await ledgerFaults(world.accounts.database)), ...ofStock.map(({ fault }) => fault)];
}
