import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SERVICES, postgresUrlSetting, readConfig, type Service } from '#platform/config.ts';
import { connectDatabase } from '#platform/database.ts';
import type { Sql } from '#platform/database.ts';
import { listDeadLetters, resendDeadLetters, type DeadLetter } from '#platform/dead-letters.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { runCommand } from './run-command.ts';
import { environmentOfRunningSystem } from './running-system.ts';

const USAGE = `Usage: npm run dead-letters -- <${SERVICES.join('|')}> [--resend <id> | --resend-all]`;

/** The parsed command line: list the dead letters, or resend some of them. */
interface Command {
  readonly service: Service;
  readonly resend: readonly string[] | 'all' | undefined;
}

/** Throws an Obstacle with the usage for anything that is not exactly one service and at most one of the two options. */
function parseCommand(args: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { resend: { type: 'string', multiple: true }, 'resend-all': { type: 'boolean' } },
    });
  } catch (error) {
    throw new Obstacle(`${reasonOf(error)}. ${USAGE}`, { cause: error });
  }
  const { positionals, values } = parsed;
  const service = SERVICES.find((known) => known === positionals[0]);
  const isAll = values['resend-all'] === true;
  if (service === undefined || positionals.length > 1 || (isAll && values.resend !== undefined))
    throw new Obstacle(USAGE);
  for (const id of values.resend ?? []) {
    if (!z.uuid().safeParse(id).success) throw new Obstacle(`${id} is not an id of a dead letter. ${USAGE}`);
  }
  return { service, resend: isAll ? 'all' : values.resend };
}

async function withDatabase(service: Service, work: (sql: Sql) => Promise<void>): Promise<void> {
  const setting = `${service.toUpperCase()}_DATABASE_URL`;
  const settings = readConfig(z.object({ [setting]: postgresUrlSetting }), await environmentOfRunningSystem());
  const url = settings[setting] ?? '';
  const database = connectDatabase({ url, connectionsMax: 1 });
  try {
    await database.run`SELECT 1`;
  } catch (error) {
    const { host, pathname } = new URL(url);
    throw new Obstacle(
      `${setting}: the database ${host}${pathname} does not open (${reasonOf(error)}): start it, or correct the address.`,
      { cause: error },
    );
  }
  try {
    await work(database);
  } finally {
    await database.close();
  }
}

const describe = ({ id, name, diedAt, error }: DeadLetter): string =>
  `${id}  ${diedAt.toISOString()}  ${name ?? 'unreadable'}\n    ${error.split('\n', 1)[0]}`;

function show(service: Service, letters: readonly DeadLetter[]): void {
  if (letters.length === 0) return console.log(`${service} has no dead letters.`);
  console.log(letters.map(describe).join('\n'));
  console.log(`\nOnce the cause is mended: npm run dead-letters -- ${service} --resend-all`);
}

/** `npm run dead-letters -- <service>`: lists or resends the messages that failed at every attempt. */
await runCommand(async () => {
  const { service, resend } = parseCommand(process.argv.slice(2));
  await withDatabase(service, async (sql) => {
    const letters = await listDeadLetters(sql);
    if (resend === undefined) return show(service, letters);
    const waiting = letters.map(({ id }) => id);
    const unknown = resend === 'all' ? [] : resend.filter((id) => !waiting.includes(id));
    if (unknown.length > 0)
      throw new Obstacle(`${service} has no dead letter ${unknown.join(', ')}; nothing was sent.`);
    const resent = await resendDeadLetters(sql, service, resend === 'all' ? waiting : resend);
    console.log(`Sent again: ${resent}.`);
  });
});
