import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBoundedLog } from '../../launcher/bounded-log.ts';
import { openDataFolder } from '../../launcher/data-folder.ts';
import { readSecrets } from '../../launcher/secrets.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ordergraph-data-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('openDataFolder', () => {
  it('makes the folder and gives it to one process at a time', async () => {
    const path = join(folder, 'data');
    const held = await openDataFolder(path);
    await expect(openDataFolder(path)).rejects.toThrow(
      `Another Ordergraph (process ${process.pid}) runs on ${path}: stop it, or set DATA_DIR`,
    );
    await held.release();
    const again = await openDataFolder(path);
    expect(again.wasLeftInDisorder).toBe(false);
    await again.release();
  });

  it('takes the folder over from a process that was killed', async () => {
    const script = `
      import { openDataFolder } from ${JSON.stringify(join(import.meta.dirname, '../../launcher/data-folder.ts'))};
      await openDataFolder(process.argv[1]);
      console.log('held');
      setInterval(() => undefined, 1000);`;
    const words = ['--input-type=module', '--eval', script, folder];
    const holder = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    await expect(openDataFolder(folder)).rejects.toThrow(`process ${holder.pid}`);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const held = await openDataFolder(folder);
    expect(held.wasLeftInDisorder).toBe(true);
    await held.release();
  });

  it('says in one line what is no folder', async () => {
    await writeFile(join(folder, 'file'), '');
    await expect(openDataFolder(join(folder, 'file', 'data'))).rejects.toThrow(
      `DATA_DIR: ${join(folder, 'file')} is no folder; name another one.`,
    );
  });
});

describe('readSecrets', () => {
  it('makes what is missing once and keeps it where only its owner can read it', async () => {
    const first = await readSecrets(folder, { needsAdminPassword: true });
    expect(first.madeAdminPassword).toBe(true);
    expect(Buffer.from(first.secrets.KEY_ENCRYPTION_KEY, 'base64url')).toHaveLength(32);
    const second = await readSecrets(folder, { needsAdminPassword: true });
    expect(second).toEqual({ secrets: first.secrets, madeAdminPassword: false });
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o777).toBe(0o600);
  });

  it('makes no password for an admin who has one', async () => {
    const { secrets } = await readSecrets(folder, { needsAdminPassword: false });
    expect(secrets.ADMIN_PASSWORD).toBeUndefined();
  });

  it.each(['{', '{"ROUTER_SECRET":7}'])('says so when the file is damaged: %s', async (text) => {
    await writeFile(join(folder, 'secrets.json'), text);
    await expect(readSecrets(folder, { needsAdminPassword: false })).rejects.toThrow('secrets.json is damaged');
    expect(await readFile(join(folder, 'secrets.json'), 'utf8')).toBe(text);
  });
});

describe('openBoundedLog', () => {
  it('keeps the newest lines in two files of the size that was given', async () => {
    const path = join(folder, 'orders.log');
    const log = openBoundedLog(path, 100);
    for (let line = 0; line < 100; line += 1) log.write(`line ${line}`);
    log.close();
    expect((await readdir(folder)).toSorted()).toEqual(['orders.log', 'orders.log.1']);
    const kept = (await readFile(`${path}.1`, 'utf8')) + (await readFile(path, 'utf8'));
    expect(kept.length).toBeLessThan(220);
    expect(kept.trimEnd().split('\n').at(-1)).toBe('line 99');
  });

  it('goes on where an earlier process stopped', async () => {
    const path = join(folder, 'orders.log');
    for (const line of ['first', 'second']) {
      const log = openBoundedLog(path);
      log.write(line);
      log.close();
    }
    expect(await readFile(path, 'utf8')).toBe('first\nsecond\n');
  });
});
