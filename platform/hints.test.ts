import { expect, test } from 'vitest';
import { transaction } from './database.ts';
import type { Transactions } from './database.ts';
import { hintAt, onHint } from './hints.ts';

/** A database whose transactions have nothing in them; `log` has what happened, in order. */
function databaseWith(log: string[]): Transactions<object> {
  return {
    $transaction: async (work) => {
      const result = await work({});
      log.push('committed');
      return result;
    },
  };
}

test('who looks for work is told once for a transaction, after its commit', async () => {
  const log: string[] = [];
  const database = databaseWith(log);
  const forget = onHint('letters', database, () => log.push('told of letters'));
  onHint('parcels', database, () => log.push('told of parcels'));
  onHint('letters', databaseWith([]), () => log.push('told of another database'));
  await transaction(database, (tx) => {
    hintAt('letters', tx);
    hintAt('letters', tx);
    return Promise.resolve();
  });
  await transaction(database, () => Promise.resolve());
  expect(log).toEqual(['committed', 'told of letters', 'committed']);
  forget();
  await transaction(database, (tx) => Promise.resolve(hintAt('letters', tx)));
  expect(log).toEqual(['committed', 'told of letters', 'committed', 'committed']);
});

test('of what was undone nobody is told', async () => {
  const log: string[] = [];
  const database = databaseWith(log);
  onHint('letters', database, () => log.push('told'));
  const undone = transaction(database, (tx) => {
    hintAt('letters', tx);
    return Promise.reject(new Error('undone'));
  });
  await expect(undone).rejects.toThrow('undone');
  expect(log).toEqual([]);
});
