import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { z } from 'zod';

/** Services that own a database and take messages from a queue of the same name. */
export const SERVICES = ['users', 'accounts', 'products', 'orders', 'notifications'] as const;
export type Service = (typeof SERVICES)[number];

/** Raised with all faults of the environment, one line each, to be shown to a user. */
export class ConfigurationError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The settings are not right:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
    this.faults = faults;
  }
}

/** The environment with empty settings left out, since `NAME=` in a file means "not set". The only reader of `process.env`. */
export const environment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])));

const BYTE_ORDER_MARK = '\uFEFF';
const UTF_16 = /^(?:\uFFFD\uFFFD|[^\n]*\0)/;

/** Adds the settings of a file such as `.env` to the environment, if it exists; variables that are set win. */
export function loadEnvironmentFile(file: string): void {
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8');
  if (UTF_16.test(text)) throw new ConfigurationError([`${file}: is no text in UTF-8; save it as UTF-8`]);
  const settings = parseEnv(text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text);
  for (const [name, value] of Object.entries(settings)) process.env[name] ??= value;
}

/** Sets a variable that a library reads from the environment. */
export const setForLibraries = (name: string, value: string): void => {
  process.env[name] = value;
};

/** Reads typed settings. Throws ConfigurationError, which names every fault by its setting and never shows a value. */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  source: Record<string, string> = environment(),
): z.output<Schema> {
  const result = schema.safeParse(source);
  if (result.success) return result.data;
  throw new ConfigurationError(
    result.error.issues.map((issue) => {
      const name = issue.path.join('.');
      return `${name}: ${name in source ? issue.message : `is not set (${issue.message})`}`;
    }),
  );
}

const PORT_FAULT = 'must be a whole number up to 65535, such as 4000';
/** A port of any protocol; 0 lets the operating system choose. */
export const anyPortSetting = z.coerce.number(PORT_FAULT).int(PORT_FAULT).min(0, PORT_FAULT).max(65_535, PORT_FAULT);
/** The ports that browsers and `fetch` refuse to call (https://fetch.spec.whatwg.org/#port-blocking). */
const REFUSED_PORTS: ReadonlySet<number> = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10_080,
]);
export const isHttpPort = (port: number): boolean => !REFUSED_PORTS.has(port);
export const HTTP_PORT_FAULT = 'must be another port: browsers and fetch refuse to call this one';
/** An HTTP port; 0 lets the operating system choose. */
export const portSetting = anyPortSetting.refine(isHttpPort, HTTP_PORT_FAULT);
const COUNT_FAULT = 'must be a whole number above zero';
/** A positive whole number. */
export const countSetting = z.coerce.number(COUNT_FAULT).int(COUNT_FAULT).positive(COUNT_FAULT);
export const switchSetting = z.enum(['true', 'false']).transform((value) => value === 'true');
/** `http://` or `https://` address of a process. */
export const httpUrlSetting = z
  .url({ protocol: /^https?$/ })
  .refine((url) => isHttpPort(Number(URL.parse(url)?.port ?? 0)), HTTP_PORT_FAULT)
  .transform((url) => url.replace(/\/$/, ''));
export const postgresUrlSetting = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' });
export const queueUrlSetting = z.url({
  protocol: /^(rediss?|postgres(ql)?)$/,
  error: 'must be a redis://, rediss:// or postgres:// address',
});
/** As browsers write it, in lower case and without the usual port; of a scheme that is not the web's as it was given. */
function originOf(text: string): string {
  const origin = URL.parse(text)?.origin ?? 'null';
  return origin === 'null' ? text.replace(/\/$/, '') : origin;
}

/** Origins of pages that may ask from a browser, separated by commas. `*` lets every page ask: tokens are in headers, never in cookies. */
export const originsSetting = z
  .string()
  .default('')
  .transform((text) =>
    text
      .split(/[\s,]+/)
      .filter(Boolean)
      .map(originOf),
  )
  .refine((origins) => origins.every((origin) => origin.includes('://') || origin === '*' || origin === 'null'), {
    error: 'must be origins, such as https://shop.example',
  });

/** 32 random bytes, base64url. */
export const keySetting = z
  .string()
  .refine((text) => Buffer.from(text, 'base64url').length === 32, 'must be 32 bytes in base64url')
  .transform((text) => Buffer.from(text, 'base64url'));

/** Anything else, such as `prod`, is refused: it would count as development. */
export const modeSetting = z.enum(['development', 'test', 'production']).default('development');

/** Settings of logs and traces, for every process. */
export const logSettings = {
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  LOG_FORMAT: z.enum(['json', 'pretty']).optional(),
  /** Where traces go, by OTLP over HTTP; `tracing.ts` reads it before anything else. */
  OTEL_EXPORTER_OTLP_ENDPOINT: httpUrlSetting.optional(),
};

/** Settings to verify tokens and to call other processes. */
export const trustSettings = {
  ROUTER_SECRET: z.string().min(32, 'must have at least 32 characters'),
  USERS_URL: httpUrlSetting.default('http://127.0.0.1:4001'),
  TOKEN_ISSUER: z.string().default('ordergraph'),
  TOKEN_AUDIENCE: z.string().default('ordergraph'),
};

/** Settings of every subgraph. Ports and databases are named after the service, so that one file can set them all. */
export const serviceSettings = {
  ...logSettings,
  ...trustSettings,
  NODE_ENV: modeSetting,
  HOST: z.string().default('127.0.0.1'),
  QUEUE_URL: queueUrlSetting,
  QUEUE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/, 'must be lower-case letters, digits and _')
    .default('ordergraph'),
  DEFAULT_CURRENCY: z.string().length(3).default('USD'),
  DATABASE_POOL_MAX: countSetting.default(12),
  QUEUE_CONCURRENCY: countSetting.default(12),
};
