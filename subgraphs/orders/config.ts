import { z } from 'zod';
import { countSetting, portSetting, postgresUrlSetting, serviceSettings } from '#platform/config.ts';

/** The settings of the orders service. */
export const settings = z.object({
  ...serviceSettings,
  ORDERS_PORT: portSetting.default(4004),
  ORDERS_DATABASE_URL: postgresUrlSetting,
  /** How long an order may take until its money is held; then it is undone and EXPIRED. */
  ORDER_DEADLINE_SECONDS: countSetting.default(120),
  /** How often the sweeper looks for orders that do not move. */
  SWEEP_INTERVAL_MS: countSetting.default(2_000),
  /** How long an order may stand still before the sweeper asks again for what it waits for; longer where answers take long. */
  SWEEP_AFTER_MS: countSetting.default(10_000),
});
