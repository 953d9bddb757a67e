import { z } from 'zod';
import { countSetting, keySetting, portSetting, postgresUrlSetting, serviceSettings } from '#platform/config.ts';
import { scalars } from '#platform/scalars.ts';
import type { AttemptLimits } from './login-attempts.ts';

const emailSetting = z.string().refine((text) => {
  try {
    return scalars.EmailAddress.parseValue(text) === text;
  } catch {
    return false;
  }
}, 'must be an e-mail address');

/** The settings of the users service. */
export const settings = z.object({
  ...serviceSettings,
  USERS_PORT: portSetting.default(4001),
  USERS_DATABASE_URL: postgresUrlSetting,
  KEY_ENCRYPTION_KEY: keySetting,
  ADMIN_EMAIL: emailSetting.optional(),
  ADMIN_PASSWORD: z.string().optional(),
  LOGIN_ATTEMPTS_PER_LOGIN: countSetting.optional(),
  LOGIN_ATTEMPTS_PER_ADDRESS: countSetting.optional(),
  LOGIN_WINDOW_SECONDS: countSetting.default(900),
});

/** The settings of the command that rotates the signing keys. */
export const rotationSettings = settings.pick({ USERS_DATABASE_URL: true, KEY_ENCRYPTION_KEY: true });

/** Fewer than the 100 in a row that NIST SP 800-63B, section 3.2.2, allows; an office behind one address stays below the second. */
const PRODUCTION = { perLogin: 20, perAddress: 300 };
/** On a developer's machine all logins come from one address, and tests fail many on purpose. */
const DEVELOPMENT = { perLogin: 1_000, perAddress: 10_000 };

/** How many failed logins are borne, where the settings do not say. */
export function attemptLimits(config: z.output<typeof settings>): AttemptLimits {
  const defaults = config.NODE_ENV === 'production' ? PRODUCTION : DEVELOPMENT;
  return {
    perLogin: config.LOGIN_ATTEMPTS_PER_LOGIN ?? defaults.perLogin,
    perAddress: config.LOGIN_ATTEMPTS_PER_ADDRESS ?? defaults.perAddress,
    windowSeconds: config.LOGIN_WINDOW_SECONDS,
  };
}
