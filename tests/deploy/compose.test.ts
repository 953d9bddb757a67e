import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { SERVICES } from '#platform/config.ts';
import { COMPOSE_FILE, readCompose } from './compose-file.ts';
import type { ComposeService } from './compose-file.ts';

const SECRETS = {
  ROUTER_SECRET: 'a secret of at least thirty-two characters',
  KEY_ENCRYPTION_KEY: 'key',
  POSTGRES_PASSWORD: 'password',
};

/** What the linter would have in alphabetical order is here in the order of the start. */
const OWN_ORDER = [
  'services-alphabetical-order',
  'service-keys-order',
  'top-level-properties-order',
  'service-dependencies-alphabetical-order',
];

const resultsSchema = z.array(
  z.object({ filePath: z.string(), messages: z.array(z.object({ rule: z.string(), message: z.string() })) }),
);

/** The linter's class; its own types name files without their extension, which Node's rules do not find. */
type LinterClass = new (config: {
  readonly rules: Readonly<Record<string, number>>;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly exclude: readonly string[];
}) => { lintFiles(paths: readonly string[], isRecursive: boolean): unknown };
const { DCLinter } = z.object({ DCLinter: z.custom<LinterClass>() }).parse(await import('dclint'));

/** What the compose specification's own schema, and the linter's rules, say against a compose file. */
function faultsOf(file: string): string[] {
  const rules = Object.fromEntries(OWN_ORDER.map((rule) => [rule, 0]));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  const results = resultsSchema.parse(linter.lintFiles([file], false));
  expect(results.map(({ filePath }) => filePath)).toEqual([file]);
  return results.flatMap(({ messages }) => messages.map(({ rule, message }) => `${rule}: ${message}`));
}

const services = readCompose(SECRETS);
const ours = Object.entries(services).filter(([, { image }]) => image === 'ordergraph');
const named = (name: string): ComposeService => {
  const service = services[name];
  if (service === undefined) throw new Error(`There is no ${name}`);
  return service;
};

describe('docker-compose.yml', () => {
  test('is what the compose specification allows, and has nothing that a linter holds against it', () => {
    expect(faultsOf(COMPOSE_FILE)).toEqual([]);
  });

  test.for([
    ['schema', 'restart: unless-stopped', 'restrat: unless-stopped'],
    ['no-unbound-port-interfaces', "'127.0.0.1:${PORT:-4000}:4000'", "'4000:4000'"],
  ] as const)('would be found at fault where it were: %s', async ([rule, right, wrong]) => {
    const folder = await mkdtemp(join(tmpdir(), 'ordergraph-test-'));
    const file = join(folder, 'docker-compose.yml');
    const source = await readFile(COMPOSE_FILE, 'utf8');
    expect(source).toContain(right);
    await writeFile(file, source.replace(right, wrong));
    expect(faultsOf(file)).toEqual([expect.stringContaining(rule)]);
    await rm(folder, { recursive: true });
  });

  test('asks for its secrets, and says how each is made', () => {
    for (const name of Object.keys(SECRETS)) {
      expect(() => readCompose({ ...SECRETS, [name]: '' })).toThrow(
        new RegExp(`set ${name} in .env to .*for example .*"openssl`),
      );
    }
  });

  test('can be reached from this machine alone', () => {
    const ports = Object.values(services).flatMap((service) => service.ports);
    expect(ports).toHaveLength(5);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  test('keeps every process of ours from whatever it does not need', () => {
    expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining([...SERVICES, 'router', 'migrate']));
    for (const [name, service] of ours) {
      const { init, read_only: isReadOnly, cap_drop: dropped, security_opt: options, privileged } = service;
      expect({ init, isReadOnly, dropped, options, privileged }, name).toEqual({
        init: true,
        isReadOnly: true,
        dropped: ['ALL'],
        options: ['no-new-privileges:true'],
        privileged: false,
      });
    }
  });

  test('starts each when what it needs is healthy, migrated databases included', () => {
    const unwatched = Object.entries(services).filter(([, { healthcheck }]) => healthcheck.disable);
    expect(unwatched.map(([name]) => name)).toEqual(['migrate', 'jaeger']);
    for (const [name, { depends_on: needs }] of Object.entries(services)) {
      for (const [other, { condition }] of Object.entries(needs)) {
        const expected = other === 'migrate' ? 'service_completed_successfully' : 'service_healthy';
        expect(condition, `${name} needs ${other}`).toBe(expected);
      }
    }
    for (const service of SERVICES) expect(Object.keys(named(service).depends_on)).toContain('migrate');
    expect(Object.keys(named('router').depends_on).toSorted()).toEqual([...SERVICES].toSorted());
    expect(Object.keys(named('migrate').depends_on)).toContain('postgres');
  });

  test('has a Redis that forgets nothing it was given', () => {
    expect(named('redis').command.join(' ')).toBe(
      'redis-server --appendonly yes --appendfsync everysec --maxmemory-policy noeviction',
    );
  });

  test('has, on request, a second replica of every process, which is the first one but for its place', () => {
    const seconds = Object.keys(services).filter((name) => name.endsWith('-2'));
    expect(seconds.toSorted()).toEqual([...SERVICES, 'router'].map((name) => `${name}-2`).toSorted());
    for (const name of seconds) {
      const first = name.replace('-2', '');
      const { profiles, networks, ports, ...rest } = named(name);
      const { profiles: none, networks: _, ports: firstPorts, ...same } = named(first);
      expect([profiles, none], name).toEqual([['replicas'], []]);
      expect(rest, name).toEqual(same);
      // A router is found by its port, a service by its name.
      expect(ports.length === 0 || ports.join() !== firstPorts.join(), name).toBe(true);
      expect(networks?.['default']?.aliases ?? [], name).toEqual(first === 'router' ? [] : [first]);
    }
  });
});
