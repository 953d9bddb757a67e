import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { faultsOf, nothingKnown } from './migration-faults.ts';

const rulesOf = (sql: string): string[] => faultsOf(sql).map((fault) => fault.split(':')[0] ?? '');

describe('a migration is refused', () => {
  test.each([
    ['validates', 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 1)'],
    ['validates', 'ALTER TABLE a ADD CONSTRAINT c FOREIGN KEY (x) REFERENCES b'],
    ['validates', 'ALTER TABLE a ADD COLUMN x int CHECK (x > 1)'],
    ['validates', 'ALTER TABLE a ADD COLUMN x uuid REFERENCES b'],
    ['validates', 'ALTER TABLE a ADD CONSTRAINT c NOT NULL x'],
    ['validates', 'ALTER TABLE a ALTER COLUMN x SET NOT NULL'],
    ['validates', 'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 1) NOT VALID; ALTER TABLE a VALIDATE CONSTRAINT c'],
    ['index', 'CREATE INDEX i ON a (x)'],
    ['index', 'CREATE TABLE b (x int); CREATE UNIQUE INDEX i ON messaging.b (x)'],
    ['index', 'ALTER TABLE a ADD UNIQUE (x)'],
    ['index', 'ALTER TABLE a ADD COLUMN x int UNIQUE'],
    ['rewrites', 'ALTER TABLE a ALTER COLUMN x TYPE bigint'],
    ['rewrites', 'ALTER TABLE a ADD COLUMN x uuid DEFAULT gen_random_uuid()'],
    ['rewrites', 'ALTER TABLE a ADD COLUMN x timestamptz DEFAULT clock_timestamp()'],
    ['rewrites', 'ALTER TABLE a ADD COLUMN x bigserial'],
    ['rewrites', 'ALTER TABLE a ADD COLUMN x int GENERATED ALWAYS AS IDENTITY'],
    ['rewrites', 'ALTER TABLE a ADD COLUMN x int GENERATED ALWAYS AS (y + 1) STORED'],
    ['old-code', 'ALTER TABLE a ADD COLUMN x int NOT NULL'],
    ['old-code', 'ALTER TABLE a DROP COLUMN x'],
    ['old-code', 'ALTER TABLE a RENAME COLUMN x TO y'],
    ['old-code', 'DROP TABLE a'],
    ['alone', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (x)'],
    ['alone', '-- outside a transaction\nCREATE INDEX CONCURRENTLY i ON a (x)'],
    ['alone', '-- outside a transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (x); SELECT 1'],
    ['alone', '-- outside a transaction\nALTER TABLE a ADD COLUMN x int'],
    ['heavy', 'UPDATE a SET x = 1'],
    ['heavy', 'DELETE FROM a'],
    ['heavy', 'TRUNCATE a'],
    ['heavy', 'LOCK TABLE a'],
    ['heavy', 'VACUUM FULL a'],
    ['heavy', 'COMMIT'],
    ['heavy', 'DO $$ BEGIN END $$'],
  ])('by "%s": %s', (rule, sql) => {
    expect(rulesOf(sql)).toEqual([rule]);
  });

  test('but for a rule that it names with a reason', () => {
    expect(
      rulesOf('-- allows old-code: unused since 0.1.0\nALTER TABLE a DROP COLUMN x; CREATE INDEX i ON a (x)'),
    ).toEqual(['index']);
    expect(rulesOf('-- allows old-code:\nALTER TABLE a DROP COLUMN x')).toEqual(['old-code']);
  });

  test('where most of those from before would have been', () => {
    const scripts = globSync('prisma/*/migrations/*/migration.sql', { cwd: join(import.meta.dirname, '..') });
    expect(
      scripts.map((file) => readFileSync(file, 'utf8')).filter((sql) => faultsOf(sql).length > 0).length,
    ).toBeGreaterThan(8);
  });
});

describe('a migration is taken', () => {
  test.each([
    "ALTER TABLE a ADD COLUMN x int, ADD y text NOT NULL DEFAULT '', ADD z timestamptz NOT NULL DEFAULT now(), ADD w text[] DEFAULT '{}'",
    'ALTER TABLE a ADD CONSTRAINT c CHECK (x > 1) NOT VALID, ADD FOREIGN KEY (x) REFERENCES b NOT VALID',
    'ALTER TABLE a VALIDATE CONSTRAINT c, VALIDATE CONSTRAINT d; ALTER TABLE b VALIDATE CONSTRAINT c',
    'ALTER TABLE a ADD CONSTRAINT c UNIQUE USING INDEX i',
    '-- outside a transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (x)',
    '-- outside a transaction\nDROP INDEX CONCURRENTLY IF EXISTS i',
    'CREATE TABLE b (x int CHECK (x > 1)); CREATE INDEX i ON b (x); ALTER TABLE b ADD FOREIGN KEY (x) REFERENCES a; UPDATE b SET x = 2',
    'DROP TRIGGER t ON a; CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1',
    "ALTER TYPE t ADD VALUE 'X'",
  ])('%s', (sql) => {
    expect(faultsOf(sql)).toEqual([]);
  });

  test('that sets NOT NULL once the migrations before have validated it', () => {
    const known = nothingKnown();
    faultsOf('ALTER TABLE a ADD CONSTRAINT c CHECK (x IS NOT NULL) NOT VALID', known);
    const set = 'ALTER TABLE a ALTER COLUMN x SET NOT NULL';
    expect(faultsOf(set, known)).toHaveLength(1);
    faultsOf('ALTER TABLE a VALIDATE CONSTRAINT c', known);
    expect(faultsOf(set, known)).toEqual([]);
    expect(faultsOf(set.replace('x', 'y'), known)).toHaveLength(1);
  });
});
