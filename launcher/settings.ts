import { resolve } from 'node:path';
import { z } from 'zod';
import {
  ConfigurationError,
  HTTP_PORT_FAULT,
  SERVICES,
  anyPortSetting,
  environment,
  isHttpPort,
  keySetting,
  logSettings,
  postgresUrlSetting,
  queueUrlSetting,
  readConfig,
  type Service,
} from '#platform/config.ts';

const port = anyPortSetting.min(1).optional();
const databaseUrl = postgresUrlSetting.optional();

/** The launcher's own settings. All others are passed on to the processes. */
export const launcherSettings = z.object({
  LOG_LEVEL: logSettings.LOG_LEVEL.unwrap().optional(),
  LOG_FORMAT: logSettings.LOG_FORMAT,
  HOST: z.string().default('127.0.0.1'),
  MAILBOX_HOST: z.string().optional(),
  DATA_DIR: z.string().default('.data'),
  PORT: anyPortSetting.min(1).default(4000),
  USERS_PORT: port,
  ACCOUNTS_PORT: port,
  PRODUCTS_PORT: port,
  ORDERS_PORT: port,
  NOTIFICATIONS_PORT: port,
  MAILBOX_PORT: port,
  MAILBOX_SMTP_PORT: port,
  POSTGRES_PORT: port,
  USERS_DATABASE_URL: databaseUrl,
  ACCOUNTS_DATABASE_URL: databaseUrl,
  PRODUCTS_DATABASE_URL: databaseUrl,
  ORDERS_DATABASE_URL: databaseUrl,
  NOTIFICATIONS_DATABASE_URL: databaseUrl,
  MIGRATE_USER: z.string().optional(),
  MIGRATE_PASSWORD: z.string().optional(),
  QUEUE_URL: queueUrlSetting.optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be a smtp:// or smtps:// address' }).optional(),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  ROUTER_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  KEY_ENCRYPTION_KEY: keySetting.optional(),
  ADMIN_EMAIL: z.email().default('admin@ordergraph.example'),
  ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional(),
  DEFAULT_CURRENCY: z.string().length(3).default('USD'),
});

/** Settings of the board. Where a system runs from DATA_DIR, the addresses are that system's. */
export const boardSettings = z.object({
  ...logSettings,
  GRAPHQL_URL: z.url({ protocol: /^https?$/ }),
  QUEUE_URL: queueUrlSetting,
  QUEUE_PREFIX: z.string().default('ordergraph'),
  BOARD_HOST: z.string().default('127.0.0.1'),
  BOARD_PORT: anyPortSetting.refine(isHttpPort, HTTP_PORT_FAULT).default(4009),
});

type RawSettings = z.output<typeof launcherSettings>;

/** A database's address as the role that owns its tables, where MIGRATE_USER names one: services then need no right to change them. */
export function ownersAddress(
  url: string,
  { MIGRATE_USER, MIGRATE_PASSWORD = '' }: Pick<RawSettings, 'MIGRATE_USER' | 'MIGRATE_PASSWORD'>,
): string {
  if (MIGRATE_USER === undefined) return url;
  return Object.assign(new URL(url), { username: MIGRATE_USER, password: MIGRATE_PASSWORD }).href;
}

/** Settings of all ports that something listens on. */
export const LISTENERS = [
  'PORT',
  'USERS_PORT',
  'ACCOUNTS_PORT',
  'PRODUCTS_PORT',
  'ORDERS_PORT',
  'NOTIFICATIONS_PORT',
  'MAILBOX_PORT',
  'MAILBOX_SMTP_PORT',
  'POSTGRES_PORT',
] as const;
export type Listener = (typeof LISTENERS)[number];
const NOT_HTTP: ReadonlySet<Listener> = new Set(['MAILBOX_SMTP_PORT', 'POSTGRES_PORT']);

/** The launcher's parsed settings, with every port resolved. */
export interface Settings extends Omit<RawSettings, Listener> {
  /** An absolute path. */
  readonly DATA_DIR: string;
  readonly ports: Readonly<Record<Listener, number>>;
  /** The host of the services, which only the router calls. */
  readonly innerHost: string;
  /** Whether PostgreSQL must be started, since some database or the queue has no address. */
  readonly needsPostgres: boolean;
  readonly needsMailbox: boolean;
  readonly databaseUrls: Readonly<Partial<Record<Service, string>>>;
}

const LOOPBACK = '127.0.0.1';
const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '*']);

/** Ports that are not set follow the router's in a fixed order. */
function decidePorts(raw: RawSettings): Record<Listener, number> {
  const faults: string[] = [];
  const taken = new Map<number, Listener>();
  const decide = (listener: Listener): number => {
    const value = raw[listener] ?? raw.PORT + LISTENERS.indexOf(listener);
    const rival = taken.get(value);
    if (value > 65_535) faults.push(`${listener}: would be ${value}; set it, or a smaller PORT`);
    if (!NOT_HTTP.has(listener) && !isHttpPort(value)) faults.push(`${listener}: is ${value} and ${HTTP_PORT_FAULT}`);
    if (rival !== undefined) faults.push(`${listener}: is ${value} like ${rival}; set one of them to another port`);
    taken.set(value, listener);
    return value;
  };
  const ports = {
    PORT: decide('PORT'),
    USERS_PORT: decide('USERS_PORT'),
    ACCOUNTS_PORT: decide('ACCOUNTS_PORT'),
    PRODUCTS_PORT: decide('PRODUCTS_PORT'),
    ORDERS_PORT: decide('ORDERS_PORT'),
    NOTIFICATIONS_PORT: decide('NOTIFICATIONS_PORT'),
    MAILBOX_PORT: decide('MAILBOX_PORT'),
    MAILBOX_SMTP_PORT: decide('MAILBOX_SMTP_PORT'),
    POSTGRES_PORT: decide('POSTGRES_PORT'),
  };
  if (faults.length > 0) throw new ConfigurationError(faults);
  return ports;
}

/** Reads the launcher's settings; throws ConfigurationError with all faults at once. */
export function readSettings(source: Record<string, string> = environment()): Settings {
  const raw = readConfig(launcherSettings, source);
  const databaseUrls: Partial<Record<Service, string>> = {};
  for (const service of SERVICES) {
    const url = source[`${service.toUpperCase()}_DATABASE_URL`];
    if (url !== undefined) databaseUrls[service] = url;
  }
  return {
    ...raw,
    DATA_DIR: resolve(raw.DATA_DIR),
    ports: decidePorts(raw),
    innerHost: WILDCARDS.has(raw.HOST) ? LOOPBACK : raw.HOST,
    needsPostgres: raw.QUEUE_URL === undefined || Object.keys(databaseUrls).length < SERVICES.length,
    needsMailbox: raw.SMTP_URL === undefined,
    databaseUrls,
  };
}

/** Returns a URL for processes on this machine. */
export function addressOf(host: string, portNumber: number): string {
  const reachable = WILDCARDS.has(host) ? LOOPBACK : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${portNumber}`;
}
