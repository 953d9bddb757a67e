import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The compose file of the repository. */
export const COMPOSE_FILE = fileURLToPath(new URL('../../docker-compose.yml', import.meta.url));

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const serviceSchema = z.looseObject({
  image: z.string(),
  build: z.object({ context: z.string(), dockerfile: z.string() }).optional(),
  command: z.array(text).default([]),
  environment: z.record(z.string(), text).default({}),
  ports: z.array(z.string()).default([]),
  profiles: z.array(z.string()).default([]),
  networks: z.record(z.string(), z.object({ aliases: z.array(z.string()) })).optional(),
  healthcheck: z
    .looseObject({ test: z.array(text).default([]), disable: z.boolean().default(false) })
    .default({ test: [], disable: true }),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  init: z.boolean().default(false),
  read_only: z.boolean().default(false),
  cap_drop: z.array(z.string()).default([]),
  security_opt: z.array(z.string()).default([]),
  privileged: z.boolean().default(false),
});

/** A service of the compose file, its merges and variables resolved. */
export type ComposeService = z.output<typeof serviceSchema>;

const composeSchema = z.looseObject({ services: z.record(z.string(), serviceSchema) });

const VARIABLE = /\$\{(?<name>\w+)(?:(?<kind>:-|:\?)(?<rest>[^}]*))?\}/g;

/** Puts variables in as compose does: `${NAME}`, `${NAME:-default}`, and `${NAME:?message}`, which throws the message. */
const interpolate = (source: string, variables: Readonly<Record<string, string>>): string =>
  source.replaceAll(VARIABLE, (_match, name: string, kind: string | undefined, rest: string | undefined) => {
    const value = variables[name] ?? '';
    if (value === '' && kind === ':?') throw new Error(rest);
    return value === '' && kind === ':-' ? (rest ?? '') : value;
  });

/** Variables go into the values of the parsed file, so that one that is empty leaves an empty text. */
function interpolateAll(value: unknown, variables: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string') return interpolate(value, variables);
  if (Array.isArray(value)) return value.map((item: unknown) => interpolateAll(item, variables));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, interpolateAll(item, variables)]));
}

/** The services of docker-compose.yml as an engine with these variables would see them. */
export function readCompose(variables: Readonly<Record<string, string>>): Readonly<Record<string, ComposeService>> {
  const source: unknown = parse(readFileSync(COMPOSE_FILE, 'utf8'), { merge: true });
  return composeSchema.parse(interpolateAll(source, variables)).services;
}
