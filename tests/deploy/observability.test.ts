import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { environment } from '#platform/config.ts';

const FOLDER = fileURLToPath(new URL('../../deploy/observability', import.meta.url));
const run = promisify(execFile);

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

// In continuous integration it must be there.
test.runIf(hasPromtool || environment()['CI'] === 'true')(
  'each alert fires when it should, and not before',
  async () => {
    await run('promtool', ['check', 'config', '--syntax-only', join(FOLDER, 'prometheus.yaml')]);
    await run('promtool', ['test', 'rules', join(FOLDER, 'alerts.test.yaml')]);

    // With other thresholds the test fails.
    const copy = await mkdtemp(join(tmpdir(), 'ordergraph-test-'));
    await cp(FOLDER, copy, { recursive: true });
    const rules = await readFile(join(copy, 'alerts.yaml'), 'utf8');
    await writeFile(
      join(copy, 'alerts.yaml'),
      rules.replace('ordergraph_orders_unmoved_seconds) > 180', 'ordergraph_orders_unmoved_seconds) > 600'),
    );
    await expect(run('promtool', ['test', 'rules', join(copy, 'alerts.test.yaml')])).rejects.toThrow('OrderStuck');
    await rm(copy, { recursive: true });
  },
);
