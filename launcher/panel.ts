import { priceOf } from './seed.ts';
import type { Terminal } from './terminal.ts';

export interface PanelOptions {
  /** How long the start took. */
  readonly seconds: number;
  readonly graphqlUrl: string;
  /** Where the mailbox shows its mail; undefined where mail goes to a server of its own. */
  readonly mailboxUrl: string | undefined;
  readonly dataFolder: string;
  readonly adminEmail: string;
  /** Only where it was just made: it is told once. */
  readonly newAdminPassword: string | undefined;
  readonly isAdminPasswordSet: boolean;
  readonly queue: 'Redis' | 'PostgreSQL';
  readonly currency: string;
}

function adminLine(options: PanelOptions): string {
  if (options.newAdminPassword !== undefined) {
    return `password ${options.newAdminPassword}  (shown this once, kept in ${options.dataFolder}/secrets.json)`;
  }
  return options.isAdminPasswordSet
    ? 'with the password in ADMIN_PASSWORD'
    : `with the password in ${options.dataFolder}/secrets.json`;
}

const toTry = (currency: string): readonly (readonly [what: string, operation: string])[] => [
  [
    'See what is for sale:',
    '{ products(first: 5) { nodes { sku name price { amount currency } stock { available } } } }',
  ],
  [
    'Become a customer:',
    'mutation { register(input: { email: "ada@example.com", username: "ada", password: "nine-green-kettles" }) { tokens { accessToken } userErrors { message } } }',
  ],
  [
    'With that token as the header {"authorization": "Bearer …"}, pay in and order:',
    `mutation { deposit(input: { amount: { amount: "${priceOf({ units: 100, hundredths: 0 }, currency)}", currency: "${currency}" } }) { userErrors { message } } placeOrder(input: { lines: [{ sku: "MUG-ENAMEL", quantity: 2 }] }) { order { id number status } userErrors { message } } }`,
  ],
];

/** What a person sees when the system is up: where things are, who can sign in, what to try. */
export function showPanel({ print, style }: Terminal, options: PanelOptions): void {
  const row = (name: string, text: string): void => print(`  ${style('dim', name.padEnd(14))}${text}`);
  print('');
  row('playground', style(['bold', 'cyan'], options.graphqlUrl));
  if (options.mailboxUrl !== undefined) row('mailbox', style('cyan', options.mailboxUrl));
  row('admin', `${style('bold', options.adminEmail)}  ${adminLine(options)}`);
  row('data and logs', `${options.dataFolder}  (queue on ${options.queue})`);
  print(`\n  Try, in the playground:`);
  for (const [index, [what, operation]] of toTry(options.currency).entries()) {
    print(`  ${index + 1}. ${what}\n     ${style('green', operation)}`);
  }
  print(
    `\n  ${style('dim', `Started in ${options.seconds.toFixed(1)} s. Ctrl-C stops everything; the next start finds its data again.`)}`,
  );
}
