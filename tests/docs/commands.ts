import { execFile } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { environment } from '#platform/config.ts';
import { readCompose } from '../deploy/compose-file.ts';
import { PROJECT } from './page.ts';
import type { Block } from './page.ts';

/** A kind of command that is not run: why, and how it is checked instead. */
interface LookedAt {
  readonly command: RegExp;
  readonly why: string;
  /** Returns its fault; undefined for none. */
  readonly faultOf: (line: string) => string | undefined;
}

const packageSchema = z.object({ scripts: z.record(z.string(), z.string()) });
const scripts = packageSchema.parse(JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8'))).scripts;

/** Returns the scripts that a line runs and package.json does not have. */
export function missingScripts(line: string): string[] {
  const named = Array.from(line.matchAll(/\bnpm (?:run (?:-s |--silent )?)?([\w:-]+)/g), ([, name = '']) => name);
  const BUILT_IN = ['ci', 'install', 'pack', 'uninstall'];
  return named.filter((name) => !BUILT_IN.includes(name) && scripts[name] === undefined);
}

const scriptFault = (line: string): string | undefined => {
  const missing = missingScripts(line);
  return missing.length === 0 ? undefined : `package.json has no script ${missing.join(', ')}`;
};

const SECRETS = { ROUTER_SECRET: 'x', KEY_ENCRYPTION_KEY: 'x', POSTGRES_PASSWORD: 'x' };

function composeFault(line: string): string | undefined {
  const services = readCompose(SECRETS);
  const profile = /--profile (\S+)/.exec(line)?.[1];
  const profiles = Object.values(services).flatMap((service) => service.profiles);
  if (profile !== undefined && !profiles.includes(profile)) return `docker-compose.yml has no profile ${profile}`;
  const words = /docker compose (?:--profile \S+ )?(?:exec|run|logs|stop|start|restart|up)((?: \S+)*)/.exec(line)?.[1];
  const [name, ...others] = (words ?? '').split(' ').filter((word) => word !== '' && !word.startsWith('-'));
  const isOneService = / (?:exec|run|logs) /.test(line);
  const named = name === undefined ? [] : isOneService ? [name] : [name, ...others];
  const unknown = named.filter((word) => services[word] === undefined);
  return unknown.length === 0 ? undefined : `docker-compose.yml has no service ${unknown.join(', ')}`;
}

/** Every object of the Kubernetes manifests, as `deploy/orders`. */
const objects = new Set(
  globSync('deploy/kubernetes/*.yaml', { cwd: PROJECT }).flatMap((file) =>
    parseAllDocuments(readFileSync(join(PROJECT, file), 'utf8')).map((document) => {
      const { kind, metadata } = z
        .object({ kind: z.string(), metadata: z.object({ name: z.string() }) })
        .parse(document.toJS());
      return `${kind === 'Deployment' ? 'deploy' : kind.toLowerCase()}/${metadata.name}`;
    }),
  ),
);

function kubernetesFault(line: string): string | undefined {
  const files = Array.from(line.matchAll(/ -f (\S+)/g), ([, file = '']) => file);
  const missing = files.filter((file) => !existsSync(join(PROJECT, file)));
  if (missing.length > 0) return `there is no ${missing.join(', ')}`;
  const named = Array.from(line.matchAll(/\b(?:deploy|job)\/[\w-]+/g), ([name]) => name);
  const unknown = named.filter((name) => !objects.has(name) && !existsSync(join(PROJECT, name)));
  return unknown.length === 0 ? undefined : `deploy/kubernetes has no ${unknown.join(', ')}`;
}

/** All commands in the documentation that are not run. */
export const LOOKED_AT: readonly LookedAt[] = [
  { command: /^git clone /, why: 'needs the network', faultOf: () => undefined },
  {
    command: /^npm ci && npm (start|test)$|^npm ci$/,
    why: 'needs the network, and is what was done before this test could run',
    faultOf: scriptFault,
  },
  {
    command: /^((?:[A-Z_]+=\S+ )*npm start|npm test)$/,
    why: 'is how the system of this test was started, and the test itself',
    faultOf: scriptFault,
  },
  {
    command: /^npm run (check|bench|demo|format)\b/,
    why: 'takes long, and has tests or a step of continuous integration of its own',
    faultOf: scriptFault,
  },
  { command: /^docker compose /, why: 'needs an engine that runs containers', faultOf: composeFault },
  {
    command: /^docker build --file (\S+)/,
    why: 'needs an engine that runs containers; tests/deploy/image.test.ts carries out its steps',
    faultOf: (line) => (existsSync(join(PROJECT, /--file (\S+)/.exec(line)?.[1] ?? '')) ? undefined : 'no such file'),
  },
  { command: /^kubectl /, why: 'needs a cluster', faultOf: kubernetesFault },
];

/** Returns the commands of a block, with continued lines joined. */
const commandsOf = ({ text }: Block): string[] =>
  text
    .replaceAll(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The output of a block of commands, and its faults. */
export interface Outcome {
  readonly said: string;
  readonly faults: readonly string[];
}

const failure = z.object({ stdout: z.string(), stderr: z.string() });
const COMMAND_LIMIT_MS = 120_000;

/** Runs the commands of a block in one shell, except those of LOOKED_AT, which it checks. */
export async function runCommands(
  block: Block,
  options: { folder: string; environment: Readonly<Record<string, string>>; rewrite?: (line: string) => string },
): Promise<Outcome> {
  const rewrite = options.rewrite ?? ((line: string) => line);
  const faults: string[] = [];
  const lines: string[] = [];
  for (const line of commandsOf(block)) {
    const rule = LOOKED_AT.find(({ command }) => command.test(line));
    if (rule === undefined) lines.push(rewrite(line));
    const fault = rule?.faultOf(line);
    if (fault !== undefined) faults.push(`${block.place}: ${line}: ${fault}`);
  }
  if (lines.length === 0) return { said: '', faults };
  const { PATH = '', HOME = '' } = environment();
  const env = { PATH: `${join(PROJECT, 'node_modules/.bin')}:${PATH}`, HOME, ...options.environment };
  try {
    const words = ['--norc', '-euo', 'pipefail', '-c', lines.join('\n')];
    const { stdout, stderr } = await promisify(execFile)('bash', words, {
      cwd: options.folder,
      env,
      timeout: COMMAND_LIMIT_MS,
    });
    return { said: stdout + stderr, faults };
  } catch (error) {
    const parsed = failure.safeParse(error);
    const said = parsed.success ? parsed.data.stdout + parsed.data.stderr : String(error);
    return { said, faults: [...faults, `${block.place}: ${lines.join(' ; ')} failed:\n${said}`] };
  }
}
