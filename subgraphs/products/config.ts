import { z } from 'zod';
import { countSetting, portSetting, postgresUrlSetting, serviceSettings } from '#platform/config.ts';

/** What products needs to know to run. */
export const settings = z.object({
  ...serviceSettings,
  PRODUCTS_PORT: portSetting.default(4003),
  PRODUCTS_DATABASE_URL: postgresUrlSetting,
  /** How often what was set aside by hand is looked through for what has run out. */
  RESERVATION_SWEEP_INTERVAL_MS: countSetting.default(1_000),
});
