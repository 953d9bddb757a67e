import { join } from 'node:path';
import { SERVICES, environment, type Service } from '#platform/config.ts';
import type { Stores } from './databases.ts';
import type { Secrets } from './secrets.ts';
import { addressOf, type Settings } from './settings.ts';

const PROJECT = join(import.meta.dirname, '..');

/** A process of the system. */
export interface ProcessPlan {
  readonly name: string;
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Of Node, beside those of every process. */
  readonly nodeOptions?: readonly string[];
  readonly healthUrl: string;
}

export interface Plan {
  /** Undefined with an SMTP_URL. */
  readonly mailbox: ProcessPlan | undefined;
  readonly services: readonly ProcessPlan[];
  readonly router: ProcessPlan;
  readonly routerUrl: string;
  readonly mailboxUrl: string | undefined;
}

type Ports = Settings['ports'];

const PORT_OF: Record<Service, keyof Ports> = {
  users: 'USERS_PORT',
  accounts: 'ACCOUNTS_PORT',
  products: 'PRODUCTS_PORT',
  orders: 'ORDERS_PORT',
  notifications: 'NOTIFICATIONS_PORT',
};
const serviceAddress = (settings: Settings, service: Service): string =>
  addressOf(settings.innerHost, settings.ports[PORT_OF[service]]);

/** Every port and every service's address, by setting. */
function addresses(settings: Settings): Record<string, string> {
  const ports = Object.entries(settings.ports).map(([name, port]): [string, string] => [name, String(port)]);
  const urls = SERVICES.map((service): [string, string] => [
    `${service.toUpperCase()}_URL`,
    serviceAddress(settings, service),
  ]);
  return Object.fromEntries([...ports, ...urls]);
}

/** Sets defaults for everything that is unset. */
function commonEnvironment(settings: Settings, secrets: Secrets, stores: Stores): Record<string, string> {
  const databases = SERVICES.map((service): [string, string] => [
    `${service.toUpperCase()}_DATABASE_URL`,
    stores.databases[service],
  ]);
  return {
    // Node caches compiled code, which makes later starts quicker.
    NODE_COMPILE_CACHE: join(PROJECT, 'node_modules', '.cache', 'node'),
    SMTP_URL: `smtp://127.0.0.1:${settings.ports.MAILBOX_SMTP_PORT}`,
    PUBLIC_URL: addressOf(settings.HOST, settings.ports.PORT),
    ROUTER_SECRET: secrets.ROUTER_SECRET,
    KEY_ENCRYPTION_KEY: secrets.KEY_ENCRYPTION_KEY,
    ADMIN_EMAIL: settings.ADMIN_EMAIL,
    ...(settings.needsMailbox ? { MAILBOX_URL: mailboxAddress(settings) } : {}),
    ...(secrets.ADMIN_PASSWORD === undefined ? {} : { ADMIN_PASSWORD: secrets.ADMIN_PASSWORD }),
    ...addresses(settings),
    ...environment(),
    ...Object.fromEntries(databases),
    QUEUE_URL: stores.queueUrl,
    DATA_DIR: settings.DATA_DIR,
    // The launcher parses it.
    LOG_FORMAT: 'json',
  };
}

const mailboxHost = (settings: Settings): string => settings.MAILBOX_HOST ?? settings.innerHost;
const mailboxAddress = (settings: Settings): string => addressOf(mailboxHost(settings), settings.ports.MAILBOX_PORT);

/** Returns all processes with their environments. */
export function planProcesses(settings: Settings, secrets: Secrets, stores: Stores): Plan {
  const common = commonEnvironment(settings, secrets, stores);
  const plan = (name: string, folder: string, host: string, url: string): ProcessPlan => ({
    name,
    script: join(PROJECT, folder, 'main.ts'),
    environment: { ...common, HOST: host },
    healthUrl: `${url}/health`,
  });
  const routerUrl = addressOf(settings.HOST, settings.ports.PORT);
  const mailboxUrl = settings.needsMailbox ? mailboxAddress(settings) : undefined;
  return {
    mailbox: mailboxUrl === undefined ? undefined : plan('mailbox', 'mailbox', mailboxHost(settings), mailboxUrl),
    services: SERVICES.map((service) =>
      plan(service, join('subgraphs', service), settings.innerHost, serviceAddress(settings, service)),
    ),
    // A young generation of 8 MB holds more of the requests under way: a heavy query costs a tenth less.
    router: { ...plan('router', 'router', settings.HOST, routerUrl), nodeOptions: ['--max-semi-space-size=8'] },
    routerUrl,
    mailboxUrl,
  };
}
