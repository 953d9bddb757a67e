import { parseArgs } from 'node:util';
import { z } from 'zod';
import { SERVICES, type Service } from '#platform/config.ts';
import {
  countDeadLetters,
  listDeadLetters,
  resendDeadLetters,
  unsentDeadLetters,
  type DeadLetter,
} from '#platform/dead-letters.ts';
import { maskedText } from '#platform/log.ts';
import { Obstacle, reasonOf } from './obstacle.ts';
import { runCommand } from './run-command.ts';
import { openDatabase } from './running-system.ts';

const USAGE = `Usage: npm run dead-letters -- <${SERVICES.join('|')}> [--limit <number> | --resend <id> | --resend-all]`;
const LISTED = 20;

/** The parsed command line: list the dead letters, or resend some of them. */
interface Command {
  readonly service: Service;
  readonly resend: readonly string[] | 'all' | undefined;
  /** How many are listed. */
  readonly limit: number;
}

/** Throws an Obstacle with the usage for anything that is not exactly one service and at most one of the two options. */
function parseCommand(args: readonly string[]): Command {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        resend: { type: 'string', multiple: true },
        'resend-all': { type: 'boolean' },
        limit: { type: 'string', default: String(LISTED) },
      },
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
  const limit = z.coerce.number().int().positive().max(100_000).safeParse(values.limit);
  if (!limit.success) throw new Obstacle(`${values.limit} is not a number of dead letters. ${USAGE}`);
  return { service, resend: isAll ? 'all' : values.resend, limit: limit.data };
}

const describe = ({ id, name, diedAt, error }: DeadLetter): string =>
  `${id}  ${diedAt.toISOString()}  ${name ?? 'unreadable'}\n    ${maskedText(error.split('\n', 1)[0] ?? '')}`;

function show(service: Service, letters: readonly DeadLetter[], count: number): void {
  if (letters.length === 0) return console.log(`${service} has no dead letters.`);
  console.log(letters.map(describe).join('\n'));
  console.log(
    `\n${letters.length} of ${count}. Once the cause is mended: npm run dead-letters -- ${service} --resend-all`,
  );
}

/** `npm run dead-letters -- <service>`: lists or resends the messages that failed at every attempt. */
await runCommand(async () => {
  const { service, resend, limit } = parseCommand(process.argv.slice(2));
  await using database = await openDatabase(service);
  if (resend === undefined)
    return show(service, await listDeadLetters(database, limit), await countDeadLetters(database));
  const waiting = await unsentDeadLetters(database, resend);
  const unknown = resend === 'all' ? [] : resend.filter((id) => !waiting.includes(id));
  if (unknown.length > 0) throw new Obstacle(`${service} has no dead letter ${unknown.join(', ')}; nothing was sent.`);
  console.log(`Sent again: ${await resendDeadLetters(database, service, waiting)}.`);
});
