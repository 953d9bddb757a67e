import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { readConfig } from '#platform/config.ts';
import { readRouterConfig } from '../../router/config.ts';
import { settings as accounts } from '../../subgraphs/accounts/main.ts';
import { settings as notifications } from '../../subgraphs/notifications/main.ts';
import { settings as orders } from '../../subgraphs/orders/main.ts';
import { settings as products } from '../../subgraphs/products/main.ts';
import { settings as users } from '../../subgraphs/users/main.ts';
import { PROJECT } from './build-context.ts';

const FOLDER = join(PROJECT, 'deploy/kubernetes');

const labels = z.record(z.string(), z.string());
const secretReference = z.object({
  name: z.string(),
  key: z.string(),
  optional: z.boolean().default(false),
});
const variable = z.object({
  name: z.string(),
  value: z.string().optional(),
  valueFrom: z.strictObject({ secretKeyRef: secretReference }).optional(),
});
const probe = z.object({ httpGet: z.object({ path: z.string(), port: z.literal('http') }) });
const container = z.object({
  name: z.string(),
  image: z.string(),
  command: z.array(z.string()),
  ports: z.array(z.object({ name: z.literal('http'), containerPort: z.number() })).default([]),
  env: z.array(variable),
  startupProbe: probe.optional(),
  livenessProbe: probe.optional(),
  readinessProbe: probe.optional(),
  resources: z.strictObject({
    requests: z.strictObject({ cpu: z.string(), memory: z.string() }),
    limits: z.strictObject({ memory: z.string() }),
  }),
  securityContext: z.strictObject({
    allowPrivilegeEscalation: z.literal(false),
    readOnlyRootFilesystem: z.literal(true),
    capabilities: z.strictObject({ drop: z.tuple([z.literal('ALL')]) }),
  }),
});
const pod = z.object({
  metadata: z.object({ labels }),
  spec: z.looseObject({
    automountServiceAccountToken: z.literal(false),
    enableServiceLinks: z.literal(false),
    terminationGracePeriodSeconds: z.number().optional(),
    securityContext: z.looseObject({ runAsNonRoot: z.literal(true), runAsUser: z.literal(1000) }),
    containers: z.tuple([container]),
  }),
});
const named = z.strictObject({ name: z.string(), labels: labels.optional() }); // No namespace: whoever applies it chooses.
const metric = z.strictObject({ name: z.string(), selector: z.strictObject({ matchLabels: labels }) });
const podsWith = z.strictObject({
  matchLabels: labels,
  matchExpressions: z
    .array(z.strictObject({ key: z.string(), operator: z.literal('In'), values: z.array(z.string()) }))
    .default([]),
});
const peer = z.strictObject({ podSelector: podsWith.optional(), namespaceSelector: podsWith.optional() });
const policyPort = z.strictObject({ protocol: z.enum(['TCP', 'UDP']), port: z.union([z.number(), z.literal('http')]) });
const object = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('Deployment'),
    apiVersion: z.literal('apps/v1'),
    metadata: named,
    spec: z.strictObject({ selector: z.object({ matchLabels: labels }), template: pod }), // The autoscaler says how many.
  }),
  z.object({
    kind: z.literal('Job'),
    apiVersion: z.literal('batch/v1'),
    metadata: named,
    spec: z.object({ template: pod }),
  }),
  z.object({
    kind: z.literal('Service'),
    apiVersion: z.literal('v1'),
    metadata: named,
    spec: z.object({ selector: labels, ports: z.tuple([z.object({ port: z.number(), targetPort: z.string() })]) }),
  }),
  z.object({
    kind: z.literal('PodDisruptionBudget'),
    apiVersion: z.literal('policy/v1'),
    metadata: named,
    spec: z.object({ minAvailable: z.number(), selector: z.object({ matchLabels: labels }) }),
  }),
  z.object({
    kind: z.literal('HorizontalPodAutoscaler'),
    apiVersion: z.literal('autoscaling/v2'),
    metadata: named,
    spec: z.object({
      scaleTargetRef: z.strictObject({
        apiVersion: z.literal('apps/v1'),
        kind: z.literal('Deployment'),
        name: z.string(),
      }),
      minReplicas: z.number(),
      maxReplicas: z.number(),
      metrics: z.array(z.looseObject({ type: z.string(), external: z.object({ metric }).optional() })),
    }),
  }),
  z.object({
    kind: z.literal('NetworkPolicy'),
    apiVersion: z.literal('networking.k8s.io/v1'),
    metadata: named,
    spec: z.strictObject({
      podSelector: podsWith,
      policyTypes: z.array(z.enum(['Ingress', 'Egress'])),
      ingress: z.array(z.strictObject({ from: z.array(peer).optional(), ports: z.array(policyPort) })).default([]),
      egress: z.array(z.strictObject({ to: z.array(peer).optional(), ports: z.array(policyPort) })).default([]),
    }),
  }),
  z.object({ kind: z.literal('ConfigMap'), apiVersion: z.literal('v1'), metadata: named, data: labels }),
]);
type Manifest = z.output<typeof object>;

const files = globSync('*.yaml', { cwd: FOLDER }).toSorted();
const manifests = files.flatMap((file) =>
  parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map((document): Manifest => {
    expect(document.errors, file).toEqual([]);
    return object.parse(document.toJS());
  }),
);

/** What each process reads its environment with, and throws at where it is not right. */
const PROCESSES: ReadonlyMap<string, (source: Record<string, string>) => unknown> = new Map([
  ['accounts', (source: Record<string, string>): unknown => readConfig(accounts, source)],
  ['notifications', (source: Record<string, string>): unknown => readConfig(notifications, source)],
  ['orders', (source: Record<string, string>): unknown => readConfig(orders, source)],
  ['products', (source: Record<string, string>): unknown => readConfig(products, source)],
  ['router', (source: Record<string, string>): unknown => readRouterConfig(source)],
  ['users', (source: Record<string, string>): unknown => readConfig(users, source)],
]);

const SECRETS: Readonly<Record<string, string>> = {
  ROUTER_SECRET: 'a secret of at least thirty-two characters',
  KEY_ENCRYPTION_KEY: Buffer.alloc(32).toString('base64url'),
  QUEUE_URL: 'rediss://redis:6379',
  SMTP_URL: 'smtps://mail:465',
  ADMIN_EMAIL: 'admin@example.com',
  ADMIN_PASSWORD: 'correct horse battery staple',
};
const secretNamed = (key: string): string => SECRETS[key] ?? `postgres://user:password@postgres:5432/${key}`;

const deployments = manifests.filter((manifest) => manifest.kind === 'Deployment');
const configuration = manifests.find((manifest) => manifest.kind === 'ConfigMap')?.data ?? {};
const environmentOf = (variables: readonly z.output<typeof variable>[]): Record<string, string> => ({
  ...configuration,
  ...Object.fromEntries(
    variables.map(({ name, value, valueFrom }) => [name, value ?? secretNamed(valueFrom?.secretKeyRef.key ?? '')]),
  ),
});

describe('the Kubernetes manifests', () => {
  test('have, for each process, replicas, an address, and a promise to keep one of them', () => {
    const processes = [...PROCESSES.keys()];
    for (const kind of ['Deployment', 'Service', 'PodDisruptionBudget', 'HorizontalPodAutoscaler']) {
      const names = manifests.filter((manifest) => manifest.kind === kind).map(({ metadata }) => metadata.name);
      expect(names.toSorted(), kind).toEqual(processes);
    }
    for (const { metadata, spec } of deployments) {
      const { labels: own } = spec.template.metadata;
      expect(own['app.kubernetes.io/name']).toBe(metadata.name);
      expect(spec.selector.matchLabels).toEqual(own);
      const [port] = spec.template.spec.containers[0].ports;
      const rest = new Map(
        manifests.flatMap((other) =>
          other.metadata.name === metadata.name && 'spec' in other ? [[other.kind, other.spec] as const] : [],
        ),
      );
      expect(rest.get('Service')).toEqual({
        selector: own,
        ports: [{ port: port?.containerPort, targetPort: 'http' }],
      });
      expect(rest.get('PodDisruptionBudget')).toEqual({ minAvailable: 1, selector: { matchLabels: own } });
      expect(rest.get('HorizontalPodAutoscaler')).toMatchObject({
        scaleTargetRef: { name: metadata.name },
        minReplicas: 2,
      });
    }
  });

  test('start a new pod by what it needs itself, not by what all lack in an outage, and after that ask whether it lives', () => {
    for (const { metadata, spec } of deployments) {
      const { startupProbe, livenessProbe, readinessProbe } = spec.template.spec.containers[0];
      const paths = [startupProbe, livenessProbe, readinessProbe].map((each) => each?.httpGet.path);
      expect(paths, metadata.name).toEqual([metadata.name === 'router' ? '/health' : '/started', '/health', '/health']);
      expect(spec.template.spec.terminationGracePeriodSeconds, metadata.name).toBeGreaterThan(10 + 5);
    }
  });

  describe('let through', () => {
    const policies = manifests.flatMap((manifest) => (manifest.kind === 'NetworkPolicy' ? [manifest] : []));
    const matches = (selector: z.output<typeof podsWith>, own: Record<string, string>): boolean =>
      Object.entries(selector.matchLabels).every(([key, value]) => own[key] === value) &&
      selector.matchExpressions.every(({ key, values }) => values.includes(own[key] ?? ''));
    const labelsOf = (name: string) => ({
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/part-of': 'ordergraph',
    });
    const rulesOf = (name: string) => policies.filter(({ spec }) => matches(spec.podSelector, labelsOf(name)));
    /** Whether pods of `source` reach those of `target`, or all of the port (`undefined`). */
    const reaches = (source: string, target: string | undefined, port: number | 'http'): boolean =>
      rulesOf(source).some(({ spec }) =>
        spec.egress.some(
          ({ to, ports }) =>
            ports.some((each) => each.port === port) &&
            (target === undefined
              ? to === undefined
              : to?.some(({ podSelector }) => podSelector && matches(podSelector, labelsOf(target)))),
        ),
      );
    const isLetIn = (target: string, source: string | undefined): boolean =>
      rulesOf(target).some(({ spec }) =>
        spec.ingress.some(({ from }) =>
          from === undefined
            ? true
            : source !== undefined &&
              from.some(({ podSelector }) => podSelector && matches(podSelector, labelsOf(source))),
        ),
      );
    const services = [...PROCESSES.keys()].filter((name) => name !== 'router');

    test('nothing that no policy names', () => {
      for (const name of [...PROCESSES.keys(), 'migrate']) {
        const types = rulesOf(name).flatMap(({ spec }) => spec.policyTypes);
        expect(new Set(types), name).toEqual(new Set(['Ingress', 'Egress']));
      }
    });

    test('the public to the router alone', () => {
      expect([...PROCESSES.keys()].filter((name) => isLetIn(name, undefined))).toEqual(['router']);
    });

    test('the router to every service, and services to users alone', () => {
      const linksTo = (target: string): string[] =>
        [...PROCESSES.keys()].filter(
          (source) => source !== target && reaches(source, target, 'http') && isLetIn(target, source),
        );
      for (const target of services)
        expect(linksTo(target), target).toEqual(
          target === 'users' ? [...PROCESSES.keys()].filter((name) => name !== 'users') : ['router'],
        );
    });

    test('each to the databases and servers that it has a secret for', () => {
      const PORTS: ReadonlyMap<string, number> = new Map([
        ['DATABASE_URL', 5432],
        ['QUEUE_URL', 6379],
        ['SMTP_URL', 465],
      ]);
      for (const { metadata, spec } of deployments) {
        const names = spec.template.spec.containers[0].env.map(({ name }) => name);
        for (const [ending, port] of PORTS)
          expect(reaches(metadata.name, undefined, port), `${metadata.name} to ${port}`).toBe(
            names.some((name) => name.endsWith(ending)),
          );
      }
    });
  });

  test('scale by gauges that there are', () => {
    const source = readFileSync(join(PROJECT, 'platform/gauges.ts'), 'utf8');
    const metrics = manifests.flatMap((manifest) =>
      manifest.kind === 'HorizontalPodAutoscaler'
        ? manifest.spec.metrics.flatMap(({ external }) => (external ? [external.metric] : []))
        : [],
    );
    expect(metrics).toHaveLength(PROCESSES.size - 1);
    for (const { name } of metrics) expect(source).toContain(`'${name}'`);
  });

  test('give each process the settings that it asks for, and no other secrets', () => {
    for (const { metadata, spec } of deployments) {
      const [{ env, ports }] = spec.template.spec.containers;
      const read = PROCESSES.get(metadata.name);
      const source = environmentOf(env);
      expect(() => read?.(source), metadata.name).not.toThrow();
      expect(() => read?.({ ...source, NODE_ENV: 'prod' }), metadata.name).toThrow('NODE_ENV: ');
      const port = source[metadata.name === 'router' ? 'PORT' : `${metadata.name.toUpperCase()}_PORT`];
      expect(port, metadata.name).toBe(String(ports[0]?.containerPort));
      const secrets = env.flatMap(({ name, valueFrom }) => (valueFrom?.secretKeyRef.optional === false ? [name] : []));
      for (const name of secrets) {
        const { [name]: _, ...less } = source;
        expect(() => read?.(less), `${metadata.name} without ${name}`).toThrow(`${name}: is not set`);
      }
    }
  });

  test('name services by the addresses that they have', () => {
    for (const { metadata, spec } of manifests.filter((manifest) => manifest.kind === 'Service')) {
      if (metadata.name === 'router') continue;
      const url = configuration[`${metadata.name.toUpperCase()}_URL`];
      expect(url).toBe(`http://${metadata.name}:${spec.ports[0].port}`);
    }
  });

  test('run one image, of the version at hand, and files that are in it', () => {
    const packageSchema = z.object({ version: z.string() });
    const { version } = packageSchema.parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')));
    const pods = manifests.flatMap((manifest) =>
      manifest.kind === 'Deployment' || manifest.kind === 'Job' ? [manifest.spec.template] : [],
    );
    expect(pods).toHaveLength(PROCESSES.size + 1);
    for (const { spec } of pods) {
      const [{ image, command }] = spec.containers;
      expect(image).toBe(`ordergraph:${version}`);
      // Options of Node are before the file.
      const [program, ...words] = command;
      const file = words.find((word) => !word.startsWith('-')) ?? '';
      expect([program, existsSync(join(PROJECT, file))]).toEqual(['node', true]);
    }
  });

  test('set only what .env.example lists', () => {
    const example = readFileSync(join(PROJECT, '.env.example'), 'utf8');
    const listed = Array.from(example.matchAll(/^([A-Z][A-Z0-9_]*)=/gm), ([, name]) => name);
    const set = deployments.flatMap(({ spec }) => spec.template.spec.containers[0].env.map(({ name }) => name));
    const names = new Set([...set, ...Object.keys(configuration)]);
    expect([...names].filter((name) => !listed.includes(name))).toEqual([]);
    expect(names.size).toBeGreaterThan(20);
  });
});
