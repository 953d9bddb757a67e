import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import { freePort } from '../../launcher/free-ports.ts';
import { ownersAddress } from '../../launcher/settings.ts';
import { hasRedis, startRedis } from '../kit/redis.ts';
import { customersWith, stockArticle } from '../kit/shop.ts';
import { startSystem } from '../kit/system.ts';
import { PROJECT } from './build-context.ts';
import { programsFolder, startDumpServer } from './dump-server.ts';
import type { DumpServer } from './dump-server.ts';

/** Who receives comes before who sends: what a sender has sent since is sent again. */
const DUMP_ORDER = ['notifications', 'products', 'accounts', 'orders', 'users'] as const;
const OWNER = { MIGRATE_USER: 'ordergraph_owner', MIGRATE_PASSWORD: 'an owner' };
/** Between two dumps so many orders are placed. */
const STAGGER_ORDERS = 5;
const STAGGER_LIMIT_MS = 30_000;
const MEND_LIMIT_MS = 30_000;

const ends: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

/** The roles are the server's, and are there before a database that names them. */
async function createRoles(server: DumpServer): Promise<void> {
  const roles = [
    [OWNER.MIGRATE_USER, OWNER.MIGRATE_PASSWORD],
    ...SERVICES.map((service) => [`${service}_app`, `of ${service}`]),
  ].map(([name, password]) => `CREATE ROLE ${name} LOGIN PASSWORD '${password}'`);
  await server.run('psql', '--set=ON_ERROR_STOP=1', `--command=${roles.join(';')}`, server.url('postgres'));
}

const programs = programsFolder();

describe.runIf(programs !== undefined && hasRedis())(
  'five dumps that were made one after the other while orders were placed',
  () => {
    test('are restored, and agree once the services have sent again what is missing', async () => {
      const port = await freePort();
      const folder = await mkdtemp(join(tmpdir(), 'ordergraph-dumps-'));
      ends.push(() => rm(folder, { recursive: true }));
      const old = await startDumpServer(programs ?? '', port);
      let isOldUp = true;
      const stopOld = async (): Promise<void> => {
        if (isOldUp) await old.stop();
        isOldUp = false;
      };
      ends.push(stopOld);
      await createRoles(old);
      for (const service of SERVICES) {
        await old.run('psql', `--command=CREATE DATABASE ${service}`, old.url('postgres'));
        await old.run('psql', '--set=ON_ERROR_STOP=1', '--file=deploy/roles.sql', old.url(service));
      }
      const redis = await startRedis();
      ends.push(redis.kill);
      const addresses = Object.fromEntries(
        SERVICES.map((service) => [
          `${service.toUpperCase()}_DATABASE_URL`,
          ownersAddress(old.url(service), { MIGRATE_USER: `${service}_app`, MIGRATE_PASSWORD: `of ${service}` }),
        ]),
      );
      const system = await startSystem({
        ...addresses,
        ...OWNER,
        QUEUE_URL: redis.url,
        SWEEP_INTERVAL_MS: '500',
        SWEEP_AFTER_MS: '2000',
      });
      ends.push(system.remove);
      /** What `npm run reconcile` says. */
      const reconcile = async (): Promise<string> => {
        const env = { ...addresses, DATA_DIR: folder };
        const ran = promisify(execFile)(process.execPath, ['launcher/run.js', 'reconcile'], { cwd: PROJECT, env });
        return ran.then(
          ({ stdout }) => stdout,
          ({ stdout, stderr }: { stdout: string; stderr: string }) => stdout + stderr,
        );
      };

      const admin = await system.visitor().login(system.admin);
      const article = await stockArticle(admin, '1.00', 100_000);
      const order = [{ sku: article.sku, quantity: 1 }];
      const [watcher, ...customers] = await customersWith(system, 4, '100000.00');
      const dumping = new AbortController();
      let placed = 0;
      const load = customers.map(async (customer) => {
        while (!dumping.signal.aborted) {
          await customer.placeOrder(order);
          placed += 1;
          await delay(250);
        }
      });
      let status: string | undefined;
      for (const service of DUMP_ORDER) {
        // Confirmed for orders, and unknown to those that were dumped before.
        if (service === 'orders') status = (await watcher?.settled(await watcher.placeOrder(order)))?.status;
        await old.run('pg_dump', '--create', `--file=${join(folder, service)}`, old.url(service));
        const enough = placed + STAGGER_ORDERS;
        await vi.waitUntil(() => placed >= enough, { timeout: STAGGER_LIMIT_MS });
      }
      dumping.abort();
      await Promise.all(load);
      expect(status).toBe('CONFIRMED');
      expect(placed).toBeGreaterThan(20);
      await system.interrupt();
      await stopOld();
      await redis.kill();

      const fresh = await startDumpServer(programs ?? '', port);
      ends.push(fresh.stop);
      await createRoles(fresh);
      for (const service of SERVICES)
        await fresh.run(
          'psql',
          '--set=ON_ERROR_STOP=1',
          '--quiet',
          `--file=${join(folder, service)}`,
          fresh.url('postgres'),
        );
      const before = await reconcile();
      expect(before).toMatch(/^Under way, and mended without a person:$/m);
      expect(before).toMatch(/^Does not agree:$/m);

      await redis.start();
      await system.start();
      let after = before;
      for (const until = Date.now() + MEND_LIMIT_MS; Date.now() < until; await delay(1_000)) {
        after = await reconcile();
        if (/: 0 disagreements, 0 under way/.test(after)) break;
      }
      expect(after).toMatch(/^\d+ orders compared: 0 disagreements, 0 under way\.$/m);
    });
  },
);
