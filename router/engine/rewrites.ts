import type { QueryPlan } from '@apollo/query-planner';
import { isObject, ownValue, setOwn } from './json.ts';
import type { JsonObject } from './json.ts';
import type { TypeTest } from './types.ts';

type PlanNode = Exclude<NonNullable<QueryPlan['node']>, { kind: 'Subscription' }>;
type FetchNode = Extract<PlanNode, { kind: 'Fetch' }>;
/** A change that the plan wants in what goes to a subgraph, or comes from it. */
export type Rewrite = NonNullable<FetchNode['inputRewrites']>[number];

const ON = '... on ';

/** Makes the changes in place. An object that does not say its type is taken for every type. */
export function rewrite(value: unknown, rewrites: readonly Rewrite[], isOfType: TypeTest): void {
  for (const change of rewrites) {
    const name = change.path.at(-1);
    if (name === undefined) continue;
    forEachAt(value, change.path.slice(0, -1), isOfType, (object) => {
      if (change.kind === 'ValueSetter') return setOwn(object, name, change.setValueTo);
      const moved = ownValue(object, name);
      if ((moved ?? null) === null) return;
      setOwn(object, change.renameKeyTo, moved);
      setOwn(object, name, undefined);
    });
  }
}

function forEachAt(
  value: unknown,
  path: readonly string[],
  isOfType: TypeTest,
  change: (object: JsonObject) => void,
): void {
  if (Array.isArray(value)) {
    for (const item of value) forEachAt(item, path, isOfType, change);
    return;
  }
  if (!isObject(value)) return;
  const [step, ...rest] = path;
  if (step === undefined) change(value);
  else if (!step.startsWith(ON)) forEachAt(ownValue(value, step), rest, isOfType, change);
  else if (isOfType(ownValue(value, '__typename'), step.slice(ON.length)) !== false)
    forEachAt(value, rest, isOfType, change);
}
