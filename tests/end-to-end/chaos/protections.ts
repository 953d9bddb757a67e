/** A protection that a control takes away, by changing lines of sources while they are loaded. */
interface Protection {
  readonly lines: readonly { readonly file: string; readonly line: string; readonly instead: string }[];
  /** Constraints of the database that would hold the promise alone. */
  readonly dropped?: { readonly service: 'accounts'; readonly sql: string };
  /** On which engine, and by which faults, its absence shows. */
  readonly engine: 'postgres' | 'redis';
  readonly faults: readonly string[];
  /** What must be found then. */
  readonly finding: RegExp;
}

/** The five that the run must miss. */
export const PROTECTIONS: Readonly<Record<string, Protection>> = {
  inbox: {
    lines: [
      {
        file: 'platform/inbox.ts',
        line: 'const isNew = unseen.delete(message.id);',
        instead: 'const isNew = unseen !== null;',
      },
    ],
    engine: 'redis',
    faults: ['empty Redis'],
    finding: /\d+ requests were taken, but \d+ answers were given/,
  },
  watermark: {
    lines: [{ file: 'platform/watermarks.ts', line: 'if (stood < expected) {', instead: 'if (stood < 0n) {' }],
    engine: 'redis',
    faults: ['empty Redis'],
    finding: /its notifications are|was not taken by notifications/,
  },
  'row-condition': {
    lines: [
      {
        file: 'subgraphs/accounts/domain/books.ts',
        line: 'if (version > ownerOf(books, userId).version)',
        instead: 'if (version > 0)',
      },
    ],
    engine: 'postgres',
    faults: ['lock a customer'],
    finding: /user \S+ is active, but frozen in accounts/,
  },
  holds: {
    lines: [
      {
        file: 'subgraphs/accounts/domain/account.ts',
        line: 'balanceMinor - heldMinor;',
        instead: 'balanceMinor - heldMinor * 0n;',
      },
    ],
    dropped: { service: 'accounts', sql: 'ALTER TABLE accounts DROP CONSTRAINT accounts_available_is_not_negative' },
    engine: 'postgres',
    faults: ['freeze accounts'],
    finding: /account \S+ has less than nothing available/,
  },
  'idempotency-key': {
    lines: [
      { file: 'platform/idempotency.ts', line: 'return key === undefined ? [] :', instead: "return key !== '' ? [] :" },
    ],
    engine: 'postgres',
    faults: ['kill orders'],
    finding: /the key \S+ was answered|other orders were placed/,
  },
};

/** Returns a source without a protection, undefined where it is none of it. Throws when the line is not there exactly once. */
export function sourceWithout(name: string, file: string, source: string): string | undefined {
  const change = PROTECTIONS[name]?.lines.find((each) => file.endsWith(`/${each.file}`));
  if (change === undefined) return undefined;
  const [before, after, ...more] = source.split(change.line);
  if (before === undefined || after === undefined || more.length > 0)
    throw new Error(`${change.file} does not have the line once that the control "${name}" changes: ${change.line}`);
  return before + change.instead + after;
}
