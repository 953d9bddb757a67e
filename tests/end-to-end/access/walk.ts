import type { CallerKind } from './access-table.ts';
import { beginsWith, isOwners, marksIn, namesOf, objectsAlong, ownersObjectsAlong } from './answers.ts';
import type { Shown } from './answers.ts';
import type { Observation } from './differences.ts';
import { queryAlong, selectAll, selectField } from './graph.ts';
import type { Atlas, Way } from './graph.ts';
import { personOf } from './world.ts';
import type { World } from './world.ts';
import type { Answer, GraphqlError } from '../../kit/visitor.ts';

/** Requests of one caller that are under way at once. */
const AT_ONCE = 4;

/** What a caller got on ways through the graph, and what of the owner was in answers to those who may see nothing of it. */
export interface Walk {
  readonly observations: readonly Observation[];
  readonly leaks: readonly string[];
}

/** Asks, as one caller, for every field at the end of every way. */
export async function walk(world: World, atlas: Atlas, caller: CallerKind, ways: readonly Way[]): Promise<Walk> {
  const observations: Observation[] = [];
  const leaks: string[] = [];
  const ask = createAsk(world, caller, leaks);
  const rest = ways.values();
  const goOn = async (): Promise<void> => {
    for (const way of rest) observations.push(...(await observe({ world, atlas, caller, ask }, way)));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, goOn));
  return { observations, leaks };
}

type Ask = (query: string) => Promise<Answer<Shown>>;

/** Errors are to come with HTTP 200, and what is another's is to be nowhere in the answer, its errors included. */
function createAsk(world: World, caller: CallerKind, leaks: string[]): Ask {
  const visitor = personOf(world, caller) ?? world.system.visitor();
  const maySee = caller === 'owner' || caller === 'admin';
  return async (query) => {
    const answer = await visitor.send<Shown, never>(query);
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status} for ${query}: ${answer.text}`);
    if (!maySee)
      leaks.push(...marksIn(world.possessions, answer.text, query).map((mark) => `${mark} in ${answer.text}`));
    return answer;
  };
}

interface Scene {
  readonly world: World;
  readonly atlas: Atlas;
  readonly caller: CallerKind;
  readonly ask: Ask;
}

/** Asks for all fields of the type at the end of a way at once, and where some are refused and take the others with them, for each alone. */
async function observe(scene: Scene, way: Way): Promise<Observation[]> {
  const type = way.steps.at(-1)?.to;
  if (type === undefined) return [];
  const answer = await scene.ask(queryAlong(way, selectAll(scene.atlas, type)));
  const onTheWay = way.steps.map(({ name }) => name);
  const isObscured =
    ownersObjectsAlong(answer.data, way.steps, scene.world.possessions).length === 0 &&
    answer.errors?.some((error) => namesOf(error).length > onTheWay.length) === true;
  const root = way.steps.length === 1 ? [observeRoot(scene, way, answer)] : [];
  const isEnd = endsBefore(scene.world, way, answer);
  const fields = await Promise.all(
    Object.values(isEnd || scene.atlas.isBare(type.name) ? {} : type.getFields()).map(async (field) => {
      const own = isObscured ? await scene.ask(queryAlong(way, selectField(scene.atlas, field))) : answer;
      return observeField(scene, way, { name: field.name, answer: own });
    }),
  );
  return [...root, ...fields];
}

/**
 * Whether a way comes to an object of the owner's that has nothing where the way goes on, such as an order that did not fail. The row of
 * the field that is null there is held elsewhere, against an object that has it.
 */
function endsBefore({ possessions }: World, { steps }: Way, { data, errors }: Answer<Shown>): boolean {
  const isThere = steps.map((_, index) => ownersObjectsAlong(data, steps.slice(0, index + 1), possessions).length > 0);
  return errors === undefined && isThere.includes(true) && isThere.at(-1) === false;
}

const codeOf = (error: GraphqlError | undefined): string | undefined => error?.extensions.code;

function observeField(
  { world, caller }: Scene,
  { place, steps, isNamed }: Way,
  { name, answer }: { name: string; answer: Answer<Shown> },
): Observation {
  const names = steps.map((step) => step.name);
  const objects = ownersObjectsAlong(answer.data, steps, world.possessions);
  // A caller's own object, which is in the answer instead of the owner's, may be refused something as well.
  const isAboutOwner = objects.length > 0 || objectsAlong(answer.data, steps).length === 0;
  const refusal = answer.errors?.find(
    (error) =>
      (isAboutOwner && beginsWith(namesOf(error), [...names, name])) ||
      (objects.length === 0 && beginsWith(names, namesOf(error))),
  );
  const values = objects.map((object) => object[name]);
  const isEmpty = values.every((value) => value === null || value === undefined);
  return {
    place,
    way: steps.map(({ row }) => row),
    field: `${steps.at(-1)?.to.name}.${name}`,
    caller,
    outcome: codeOf(refusal) ?? (objects.length === 0 ? 'null' : isEmpty ? 'empty' : 'yes'),
    isNamed,
    value: JSON.stringify(values),
  };
}

/** A field of Query has a row of its own, which says whose the objects are that it shows. */
function observeRoot({ world, atlas, caller }: Scene, { place, steps }: Way, answer: Answer<Shown>): Observation {
  const [step] = steps;
  if (step === undefined) throw new Error(`${place} begins nowhere`);
  const objects = objectsAlong(answer.data, steps);
  const theirs = objects.filter((object) => isOwners(world.possessions, step.to.name, object));
  const isAnybodys = caller === 'admin' || atlas.isNobodys(step.to.name);
  const refusal = answer.errors?.find((error) => namesOf(error).join('.') === step.name);
  const outcome = (): string => {
    if (objects.length === 0) return 'null';
    if (theirs.length === objects.length) return 'yes';
    if (theirs.length > 0) return isAnybodys ? 'yes' : 'yes, and what is not theirs';
    return objects.every((object) => isCallers(world, caller, object)) ? 'own' : 'what is not theirs';
  };
  return { place, way: [], field: step.row, caller, outcome: codeOf(refusal) ?? outcome(), isNamed: true };
}

const isCallers = (world: World, caller: CallerKind, { id, customer }: Shown): boolean => {
  const person = personOf(world, caller);
  const customerId = typeof customer === 'object' && customer !== null && 'id' in customer ? customer.id : undefined;
  return person !== undefined && [id, customerId].includes(person.id);
};
