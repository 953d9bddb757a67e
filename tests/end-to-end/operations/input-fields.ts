import { buildSchema, isInputObjectType } from 'graphql';
import { expect, test } from 'vitest';
import { SERVICES } from '#platform/config.ts';
import { composeGraph } from '../../../tools/graph.ts';
import type { Stage } from '../operations.ts';
import { casesOf } from './input-cases.ts';
import type { Case } from './input-cases.ts';

/** Returns all rows of all services as text. */
async function rowsOf({ runSql }: Stage): Promise<Set<string>> {
  const rows = SERVICES.map(async (service) => {
    const { rows: tables } = await runSql<{ name: string }>(
      service,
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname = 'public' OR schemaname = 'messaging' AND tablename = 'idempotency_keys'`,
    );
    const all = tables.map(({ name }) => `SELECT '${name} ' || to_jsonb(stored)::text AS row FROM ${name} AS stored`);
    const found = await runSql<{ row: string }>(service, all.join(' UNION ALL '));
    return found.rows.map(({ row }) => row);
  });
  return new Set((await Promise.all(rows)).flat());
}

/** Sends a mutation. Returns the codes of everything that it failed by. */
async function failuresOf({ mutation, as }: Case, input: Case['input']): Promise<string[]> {
  const { data, errors = [] } = await as.send<Record<string, { userErrors: { code: string }[] } | null>, unknown>(
    mutation.toString(),
    { input },
  );
  const failed = Object.values(data ?? {}).flatMap((payload) => payload?.userErrors ?? []);
  return [...errors.map(({ extensions }) => extensions.code), ...failed.map(({ code }) => code)];
}

/** A field of an input that is not read would be dropped in silence. */
export function inputFieldTests(get: () => Stage): void {
  test('every field of every input is stored, or its value decides whether the mutation is refused', async () => {
    const stage = get();
    const cases = await casesOf(stage);
    const inputs = Object.values(buildSchema(composeGraph().api).getTypeMap()).filter(isInputObjectType);
    const walked = cases.flatMap(({ fields }) =>
      Object.entries(fields).flatMap(([type, shown]) => Object.keys(shown).map((field) => `${type}.${field}`)),
    );
    const all = inputs.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    expect(walked.toSorted()).toEqual(all.toSorted());

    const dropped: string[] = [];
    for (const each of cases) {
      const shown = Object.entries(each.fields).flatMap(([type, fields]) =>
        Object.entries(fields).map(([field, how]) => ({ name: `${type}.${field}`, field, how })),
      );
      for (const { name, field, how } of shown) {
        if (!('refused' in how)) continue;
        const own = 'idempotencyKey' in each.input ? { idempotencyKey: `refused-${name}` } : {};
        const failures = await failuresOf(each, { ...each.input, ...own, [field]: how.refused });
        if (failures.length === 0) dropped.push(name);
      }
      const before = await rowsOf(stage);
      expect(await failuresOf(each, each.input), each.mutation.toString()).toEqual([]);
      const written = [...(await rowsOf(stage)).difference(before)].join('\n');
      for (const { name, how } of shown) {
        if ('stored' in how && !written.includes(how.stored)) dropped.push(name);
      }
    }
    expect(dropped, 'neither stored nor refused').toEqual([]);
  });
}
