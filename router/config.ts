import { z } from 'zod';
import {
  countSetting,
  environment,
  httpUrlSetting,
  logSettings,
  modeSetting,
  originsSetting,
  portSetting,
  readConfig,
  SERVICES,
  serviceSettings,
  switchSetting,
  trustSettings,
} from '#platform/config.ts';

const serviceUrls = Object.fromEntries(
  SERVICES.map((service) => [`${service.toUpperCase()}_URL`, httpUrlSetting.optional()]),
);

/** The router's settings. What a query may cost has defaults that no honest query reaches. */
export const settings = z.object({
  ...serviceUrls,
  ...logSettings,
  ...trustSettings,
  NODE_ENV: modeSetting,
  HOST: z.string().default('127.0.0.1'),
  PORT: portSetting.default(4000),
  SUPERGRAPH_PATH: z.string().optional(),
  // Above what the slowest page takes under load, below what a client waits.
  SUBGRAPH_TIMEOUT_MS: countSetting.default(10_000),
  // Per subgraph. More than its database pool serves at once would only queue there instead of here.
  SUBGRAPH_CONNECTIONS_MAX: countSetting.default(64),
  BODY_BYTES_MAX: countSetting.default(1_000_000),
  QUERY_TOKENS_MAX: countSetting.default(5_000),
  QUERY_DEPTH_MAX: countSetting.default(15),
  QUERY_FIELDS_MAX: countSetting.default(2_000),
  QUERY_ALIASES_MAX: countSetting.default(100),
  QUERY_ROOT_FIELDS_MAX: countSetting.default(50),
  QUERY_COST_MAX: countSetting.default(250_000),
  ANSWER_BYTES_MAX: countSetting.default(8_000_000),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).default(0),
  PERSISTED_OPERATIONS_ONLY: switchSetting.default(false),
  QUEUE_URL: serviceSettings.QUEUE_URL.optional(),
  QUEUE_PREFIX: serviceSettings.QUEUE_PREFIX,
  METRICS_TOKEN: z.string().min(16, 'must have at least 16 characters').optional(),
  INTROSPECTION: switchSetting.optional(),
  PLAYGROUND: switchSetting.optional(),
  CONSOLE: switchSetting.optional(),
  // What the playground shows, and begins a sign-in with, where it is one for development.
  DEFAULT_CURRENCY: z.string().length(3).default('USD'),
  ADMIN_EMAIL: z.string().optional(),
  MAILBOX_URL: httpUrlSetting.optional(),
  CORS_ORIGINS: originsSetting,
  TRUSTED_PROXIES: z.coerce.number().int().min(0).default(0),
});

/** What the router runs with. */
export type RouterConfig = ReturnType<typeof readRouterConfig>;

/** Reads the router's settings; throws ConfigurationError with all their faults at once. */
export function readRouterConfig(source: Record<string, string> = environment()) {
  const config = readConfig(settings, source);
  const isProduction = config.NODE_ENV === 'production';
  const urls: Readonly<Record<string, unknown>> = config;
  return {
    ...config,
    INTROSPECTION: config.INTROSPECTION ?? !isProduction,
    PLAYGROUND: config.PLAYGROUND ?? !isProduction,
    CONSOLE: config.CONSOLE ?? config.PLAYGROUND ?? !isProduction,
    /** Where a subgraph takes GraphQL: as it is set or, otherwise, as the supergraph says. */
    subgraphUrlOf: (name: string, url: string): string => {
      const setting = `${name.toUpperCase()}_URL`;
      return setting in serviceUrls && setting in source ? `${String(urls[setting])}/graphql` : url;
    },
  };
}
