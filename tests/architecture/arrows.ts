import type { Import, SourceFile } from './source-files.ts';

const SERVICE = '(?<service>users|accounts|products|orders|notifications)';

/** Part of the repository, and which others its files may import. `{service}` is the service that the file belongs to. */
interface Part {
  readonly name: string;
  readonly holds: RegExp;
  readonly mayImport: readonly string[];
  /** The packages it may import, where not all. Node's own modules are written `node:`. */
  readonly packages?: readonly string[];
}

const OTHER_MESSAGES = 'subgraphs/[a-z]+/messages.ts$';

// The first part whose pattern fits a file is its part.
const PARTS: readonly Part[] = [
  { name: 'a test', holds: /^tests\/|\.test\.ts$/, mayImport: [''] },
  { name: 'the platform', holds: /^platform\//, mayImport: ['platform/'] },
  { name: 'the router', holds: /^router\//, mayImport: ['router/', 'platform/'] },
  { name: 'the client', holds: /^client\//, mayImport: ['client/'], packages: ['node:'] },
  {
    name: 'the console',
    holds: /^console\//,
    mayImport: ['console/', 'client/'],
    packages: ['react', 'react-dom', '@tanstack/react-query', '@base-ui/react', 'vite'],
  },
  { name: 'the launcher', holds: /^launcher\//, mayImport: ['launcher/', 'platform/', 'client/'] },
  { name: 'the mailbox', holds: /^mailbox\//, mayImport: ['mailbox/', 'platform/'] },
  {
    name: 'a tool',
    holds: /^(tools\/|deploy\/|[^/]+$)/,
    mayImport: ['tools/', 'client/generated/', 'console/generated/', 'platform/config.ts$'],
  },
  {
    name: 'the demo',
    holds: /^demo\//,
    mayImport: ['demo/', 'client/', 'platform/config.ts$', 'launcher/free-ports.ts$'],
    packages: ['node:'],
  },
  { name: 'a benchmark', holds: /^bench\//, mayImport: ['bench/', 'client/', 'launcher/', 'platform/', 'tests/kit/'] },
  {
    name: 'a domain',
    holds: new RegExp(`^subgraphs/${SERVICE}/domain/`),
    mayImport: ['subgraphs/{service}/domain/', OTHER_MESSAGES, 'platform/'],
    packages: ['zod'],
  },
  {
    name: 'a use case',
    holds: new RegExp(`^subgraphs/${SERVICE}/use-cases/`),
    mayImport: [
      'subgraphs/{service}/(?!resolvers.ts|workers.ts|main.ts|context.ts)',
      OTHER_MESSAGES,
      'platform/',
      'prisma/{service}(/columns)?$',
    ],
  },
  {
    name: 'a resolver',
    holds: new RegExp(`^subgraphs/${SERVICE}/resolvers.ts$`),
    mayImport: ['subgraphs/{service}/(?!workers.ts|main.ts)', 'platform/'],
  },
  { name: 'a list of messages', holds: /^subgraphs\/[a-z]+\/messages\.ts$/, mayImport: [OTHER_MESSAGES, 'platform/'] },
  {
    name: 'a service',
    holds: new RegExp(`^subgraphs/${SERVICE}/`),
    mayImport: ['subgraphs/{service}/(?!main.ts)', OTHER_MESSAGES, 'platform/', 'prisma/{service}(/columns)?$'],
  },
];

/** The part of the repository that a file belongs to, if it has one. */
const partOf = (path: string): Part | undefined => PARTS.find(({ holds }) => holds.test(path));

function importFault(file: SourceFile, part: Part, { specifier, target, kind }: Import): string | undefined {
  const service = part.holds.exec(file.path)?.groups?.['service'] ?? '';
  if (kind === 'package') {
    const allowed = part.packages?.some((name) => target === name || (name === 'node:' && target.startsWith(name)));
    return allowed === false ? `${part.name} may not import the package ${target}` : undefined;
  }
  const fits = part.mayImport.some((pattern) =>
    new RegExp(`^${pattern.replaceAll('{service}', service)}`).test(target),
  );
  if (!fits) return `${part.name} may not import ${target}`;
  const crosses = service !== '' && target.startsWith('subgraphs/') && !target.startsWith(`subgraphs/${service}/`);
  return crosses && !specifier.startsWith('#') ? `${target} is to be imported as #<service>/messages.ts` : undefined;
}

// What a domain is given as an argument instead: the time, and what differs from call to call.
const IMPURE = ['Date.now', 'Math.random', 'crypto.randomUUID', 'crypto.getRandomValues', 'performance.now'];

function memberFaults(file: SourceFile, part: Part): string[] {
  const used = (name: string): boolean => file.members.includes(name);
  const faults: string[] = [];
  if (part.name !== 'a test' && file.path !== 'platform/config.ts') {
    if (used('process.env')) faults.push('only platform/config.ts reads process.env');
    if (file.imports.some(({ target }) => /^(node:)?process$/.test(target))) faults.push('process is a global');
  }
  if (part.name === 'a domain') {
    faults.push(...IMPURE.filter(used).map((name) => `a domain may not use ${name}`));
    if (file.readsClock) faults.push('a domain may not read the clock');
  }
  if (part.name === 'a domain' || part.name === 'a resolver') {
    const opens = file.members.some((name) => /\.\$?transaction$/.test(name));
    if (opens) faults.push(`${part.name} may not open a transaction`);
  }
  return faults;
}

/** What is wrong with a file's imports and with what it reaches for, each as a sentence. */
export function arrowFaults(file: SourceFile): string[] {
  const part = partOf(file.path);
  if (part === undefined) return [`${file.path}: belongs to no part of the repository that the arrows know`];
  const imports = file.imports.flatMap((each) => importFault(file, part, each) ?? []);
  return [...imports, ...memberFaults(file, part)].map((fault) => `${file.path}: ${fault}`);
}

// What a domain may reach by way of what it imports, besides files of the repository: values only, nothing outside.
const PURE_PACKAGES = new Set(['zod', 'currency-codes', 'cldr-core', 'graphql']);

/** What a domain reaches at run time, through however many files, that talks to the outside world. */
export function reachFaults(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const faults: string[] = [];
  for (const start of files.filter(({ path }) => partOf(path)?.name === 'a domain')) {
    const seen = new Set<string>();
    const visit = (path: string, way: readonly string[]): void => {
      if (seen.has(path)) return;
      seen.add(path);
      for (const { target, kind, typeOnly } of byPath.get(path)?.imports ?? []) {
        if (typeOnly) continue;
        if (kind === 'file') visit(target, [...way, target]);
        else if (!PURE_PACKAGES.has(target)) faults.push(`${[...way, target].join(' -> ')}: a domain reaches I/O`);
      }
    };
    visit(start.path, [start.path]);
  }
  return faults;
}

/** Imports, also of types alone, that lead from a part back to it, each as the way that they go. `groupOf` is the part that a file is in. */
export function circleFaults(files: readonly SourceFile[], groupOf: (path: string) => string): string[] {
  const next = new Map<string, Set<string>>();
  for (const { path, imports } of files)
    for (const { target } of imports.filter(({ kind }) => kind === 'file'))
      if (groupOf(path) !== groupOf(target))
        next.set(groupOf(path), (next.get(groupOf(path)) ?? new Set()).add(groupOf(target)));
  const faults: string[] = [];
  const done = new Set<string>();
  const visit = (part: string, way: readonly string[]): void => {
    if (way.includes(part)) faults.push([...way.slice(way.indexOf(part)), part].join(' -> '));
    else if (!done.has(part)) for (const other of next.get(part) ?? []) visit(other, [...way, part]);
    done.add(part);
  };
  for (const part of next.keys()) visit(part, []);
  return faults;
}

const SAYS_NOTHING = /^(utils?|helpers?|common|misc|managers?|services?|shared|lib)$/;

/** Folders and files whose name does not say what is in them. */
export const nameFaults = (paths: readonly string[]): string[] =>
  paths.filter((path) => path.split('/').some((part) => SAYS_NOTHING.test(part.replace(/(\.[a-z]+)+$/, ''))));
