/** How many failed attempts are allowed within a window. */
export interface AttemptLimits {
  /** At one account from one network, by one device or in one session. */
  readonly perLogin: number;
  /** From one network by devices that are not known, at whatever account. */
  readonly perAddress: number;
  /** At one account by all devices that are not known. */
  readonly perAccount: number;
}

/** An authentication attempt. */
export type Attempt =
  /** In a session that must confirm its password. */
  | { readonly session: string }
  | {
      /** The account: one key for it, whatever login was used, and one for each unknown login. */
      readonly account: string;
      /** Its network, if known. */
      readonly network: string | undefined;
      /** The device, if it has shown that it signed in to the account before. */
      readonly device: string | null;
      /** Whether the account was signed in to from this network before. */
      readonly knowsNetwork: boolean;
    };

/** What is counted, and how far. A right password resets a counter if it `restarts`; otherwise its own attempt is not counted. */
export type Counter = Readonly<{ subject: string; max: number; restarts: boolean }>;

/**
 * The counters of an attempt, in order, up to the first that is full: network, pair of network and account, and all unknown devices at one account (NIST
 * SP 800-63B-4, section 3.2.2). Those of unknown devices do not apply to a known device or network (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
 */
export function countersOf(attempt: Attempt, limits: AttemptLimits): Counter[] {
  const alone = (subject: string): Counter => ({ subject, max: limits.perLogin, restarts: true });
  if ('session' in attempt) return [alone(`session ${attempt.session}`)];
  const { account, network, device, knowsNetwork } = attempt;
  if (device !== null) return [alone(`device ${device}`)];
  const pair = alone(`pair ${account} ${network ?? ''}`);
  if (knowsNetwork) return [pair];
  const ofNetwork = { subject: `network ${network}`, max: limits.perAddress, restarts: false };
  const ofAccount = { subject: `account ${account}`, max: limits.perAccount, restarts: false };
  return network === undefined ? [pair, ofAccount] : [ofNetwork, pair, ofAccount];
}
