import { expect, test } from 'vitest';
import {
  DeactivateUserDocument,
  DepositDocument,
  LogoutDocument,
  MeDocument,
} from '../../../client/generated/graphql.ts';
import type { Stage } from '../operations.ts';
import { connectTo } from './stored.ts';

const WAIT = { timeout: 10_000, interval: 50 };

/** Runs `work` while accounts hears of nothing: no row can be written into the table that takes its messages. */
async function whileDeaf({ system }: Stage, work: () => Promise<void>): Promise<void> {
  const client = await connectTo(system, 'accounts');
  try {
    await client.query('BEGIN');
    await client.query('LOCK TABLE messaging.inbox IN SHARE MODE');
    await work();
    await client.query('COMMIT');
  } finally {
    await client.end();
  }
}

/** How soon a token that is no longer good is refused. */
export function revocationTests(get: () => Stage): void {
  test('an access token is refused with HTTP 401 seconds after its session has ended', async () => {
    const { system } = get();
    const member = await system.visitor().register();
    await system.visitor().ask(LogoutDocument, { refreshToken: member.refreshToken });
    await expect
      .poll(async () => (await member.send(MeDocument, {})).status, { timeout: 15_000, interval: 200 })
      .toBe(401);
  });

  test('deactivateUser answers when no token of before does anything any more, also where accounts has not heard of it', async () => {
    const { system, admin, runSql } = get();
    const member = await system.visitor().register();
    await member.deposit('100.00');
    const input = { amount: { amount: '1.00', currency: 'USD' } };
    const flooding = new AbortController();
    let answers = 0;
    const flood = async (): Promise<void> => {
      for (; !flooding.signal.aborted; answers += 1) await member.send(DepositDocument, { input });
    };
    const floods = [flood(), flood(), flood()];
    const countNow = async (): Promise<number> => {
      const sql = 'SELECT postings_count FROM accounts WHERE owner_id = $1';
      return (await runSql<{ postings_count: number }>('accounts', sql, member.id)).rows[0]?.postings_count ?? 0;
    };
    await whileDeaf(get(), async () => {
      await expect.poll(countNow, WAIT).toBeGreaterThan(10);
      const { deactivateUser } = await admin.ask(DeactivateUserDocument, { userId: member.id });
      expect(deactivateUser?.userErrors).toEqual([]);
      const [count, answered] = [await countNow(), answers];
      await expect.poll(() => answers, WAIT).toBeGreaterThan(answered + 50);
      expect(await countNow()).toBe(count);
      flooding.abort();
      await Promise.all(floods);
    });
  });
}
