import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, freePortRange } from '../../launcher/free-ports.ts';
import { runProcess } from '../kit/service-process.ts';

let folder: string;
let busy: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordergraph-refusals-'));
});
afterEach(async () => {
  busy?.close();
  await rm(folder, { recursive: true });
});

/**
 * Starts the launcher as a user does, with nothing of this process's own settings, and waits for its end. `before` is JavaScript that makes
 * the machine look otherwise than it is.
 */
async function start(settings: Record<string, string>, before = ''): Promise<{ code: number | null; said: string }> {
  const nodeArgs = ['--import', `data:text/javascript,${before}`];
  const given = { DATA_DIR: join(folder, 'data'), ...settings };
  const { code, stderr } = await runProcess('launcher/run.js', given, { args: ['main'], nodeArgs, cwd: folder });
  return { code, said: stderr.trim() };
}

describe('npm start', () => {
  it('names every setting that is wrong, and no stack', async () => {
    const { code, said } = await start({ PORT: 'web', QUEUE_URL: 'amqp://queue' });
    expect(code).toBe(1);
    expect(said.split('\n').map((line) => line.trim().split(':')[0])).toEqual([
      'The settings are not right',
      'PORT',
      'QUEUE_URL',
    ]);
    expect(said).toContain('PORT: must be a whole number up to 65535, such as 4000');
  });

  it('reads the file .env, and lets the environment win', async () => {
    await writeFile(join(folder, '.env'), 'PORT=web\nQUEUE_URL=amqp://queue\n');
    const { said } = await start({ PORT: String(await freePort()) });
    expect(said).toContain('QUEUE_URL');
    expect(said).not.toContain('PORT');
  });

  it('names the setting and the port that is in use', async () => {
    const port = await freePortRange(10);
    busy = createServer().listen(port + 3, '127.0.0.1');
    await once(busy, 'listening');
    const { code, said } = await start({ PORT: String(port) });
    expect(code).toBe(1);
    expect(said).toBe(
      `PRODUCTS_PORT: port ${port + 3} on 127.0.0.1 is in use by another program; stop it, or set PRODUCTS_PORT to a free one.`,
    );
  });

  it('says once what to do when many ports are in use', async () => {
    const port = await freePortRange(10);
    const others = [0, 1, 4].map((offset) => createServer().listen(port + offset, '127.0.0.1'));
    await Promise.all(others.map((other) => once(other, 'listening')));
    const { code, said } = await start({ PORT: String(port) });
    for (const other of others) other.close();
    expect(code).toBe(1);
    expect(said).toBe(
      `PORT: the ports ${port}, ${port + 1}, ${port + 4} are in use by other programs; stop them, or set PORT to another number, which the other ports follow.`,
    );
  });

  it('says when HOST is no address of the machine', async () => {
    const { code, said } = await start({ HOST: '192.0.2.1', PORT: String(await freePortRange(10)) });
    expect(code).toBe(1);
    expect(said.split('\n')[0]).toContain('HOST: 192.0.2.1 is no address of this machine');
  });

  it('says which Redis does not answer, without its password', async () => {
    const redisPort = await freePort();
    const port = await freePortRange(10);
    const queueUrl = `redis://:hunter2@127.0.0.1:${redisPort}`;
    const { code, said } = await start({ PORT: String(port), QUEUE_URL: queueUrl });
    expect(code).toBe(1);
    expect(said).toContain(`QUEUE_URL: Redis at 127.0.0.1:${redisPort} does not answer (ECONNREFUSED)`);
    expect(said).not.toContain('hunter2');
    expect(said.split('\n')).toHaveLength(1);
  });

  it('says when the data folder is a file', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const place of [file, join(file, 'below')]) {
      const { code, said } = await start({ DATA_DIR: place });
      expect(code).toBe(1);
      expect(said).toBe(`DATA_DIR: ${file} is no folder; name another one.`);
    }
  });

  it.runIf(process.platform === 'linux')('says which data folder cannot be made', async () => {
    const { code, said } = await start({ DATA_DIR: '/proc/data' });
    expect(code).toBe(1);
    expect(said).toMatch(
      /^DATA_DIR: \/proc\/data cannot be written \(E[A-Z]+\): start as its owner, or name another folder\.$/,
    );
  });

  it('says how much space there is, and how much it needs', async () => {
    const { code, said } = await start(
      { PORT: String(await freePortRange(10)) },
      `import fs from 'node:fs'; import { syncBuiltinESMExports } from 'node:module';
      fs.promises.statfs = async () => ({ bavail: 30, bsize: 1e6 }); syncBuiltinESMExports();`,
    );
    expect(code).toBe(1);
    expect(said).toBe(
      `DATA_DIR: there is too little space for ${join(folder, 'data')}: 30 MB are free, and a first start needs 300 MB; make room, or name another folder.`,
    );
  });

  it('says which Node it is when that is too old, and how to come by another', async () => {
    const { code, said } = await start(
      {},
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });`,
    );
    expect(code).toBe(1);
    expect(said).toBe(
      `This is Node 20.19.0 (${process.execPath}) and Ordergraph needs 24 or newer: run it through npm after \`npm ci\`, which brings one along, or install Node 24.`,
    );
  });
});
