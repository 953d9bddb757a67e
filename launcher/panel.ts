import type { Terminal } from './terminal.ts';

export interface PanelOptions {
  /** How long the start took. */
  readonly seconds: number;
  /** Undefined if the console is not built. */
  readonly consoleUrl: string | undefined;
  readonly graphqlUrl: string;
  /** Undefined with an SMTP_URL. */
  readonly mailboxUrl: string | undefined;
  readonly dataFolder: string;
  readonly adminEmail: string;
  /** Set only when it was just created: it is shown once. */
  readonly newAdminPassword: string | undefined;
  readonly isAdminPasswordSet: boolean;
  readonly queue: 'Redis' | 'PostgreSQL';
}

function adminLine(options: PanelOptions): string {
  if (options.newAdminPassword !== undefined) {
    return `password ${options.newAdminPassword}  (also in ${options.dataFolder}/secrets.json)`;
  }
  return options.isAdminPasswordSet
    ? 'with the password in ADMIN_PASSWORD'
    : `with the password in ${options.dataFolder}/secrets.json`;
}

/** Lines of at most eighty columns. */
const TO_TRY: readonly (readonly [first: string, ...more: string[]])[] = [
  [
    'Open the shop: put a mug into the basket, register, pay in, order.',
    'Sign in as the administrator and ship it at the desk.',
  ],
  ['Open the playground and run its tabs from left to right: the same in', 'GraphQL.'],
  ['In another terminal, `npm run demo` does it through the typed client.'],
];

/** Prints the addresses, the administrator and what to try. */
export function showPanel({ print, style }: Terminal, options: PanelOptions): void {
  const row = (name: string, text: string): void => print(`  ${style('dim', name.padEnd(14))}${text}`);
  print('');
  if (options.consoleUrl !== undefined) row('shop and desk', style(['bold', 'cyan'], options.consoleUrl));
  row('playground', style('cyan', options.graphqlUrl));
  if (options.mailboxUrl !== undefined) row('mailbox', style('cyan', options.mailboxUrl));
  row('admin', `${style('bold', options.adminEmail)}  ${adminLine(options)}`);
  row('data and logs', `${options.dataFolder}  (queue on ${options.queue})`);
  print('\n  Three things to try:');
  for (const [index, lines] of TO_TRY.entries()) print(`  ${index + 1}. ${lines.join('\n     ')}`);
  print(
    `\n  ${style('dim', `Started in ${options.seconds.toFixed(1)} s. Ctrl-C stops everything; the next start finds its data again.`)}`,
  );
}
