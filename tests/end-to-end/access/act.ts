import { getNamedType, isObjectType, Kind, parse } from 'graphql';
import type { GraphQLField } from 'graphql';
import { schemaOf } from '../../../tools/graph.ts';
import type { Answer } from '../../kit/visitor.ts';
import type { CallerKind } from './access-table.ts';
import type { Aim } from './aim.ts';
import { beginsWith, isShown, namesOf, valueOf } from './answers.ts';
import type { Shown } from './answers.ts';
import type { Observation } from './differences.ts';
import { selectAll, selectionOf } from './graph.ts';
import type { Atlas } from './graph.ts';
import { MUTATIONS } from './mutations.ts';
import type { World } from './world.ts';

type Field = GraphQLField<unknown, unknown>;

/** Whoever shows what these ask for has proved who they are, and sees at once what the users service knows of them. */
const PROVING: readonly string[] = ['register', 'login', 'refreshTokens', 'resetPassword', 'verifyEmail'];

/** What a mutation did for a caller, and how its answer reads. */
export interface Deed {
  /** Of the mutation itself and of each field of what it returned. */
  readonly observations: readonly Observation[];
  readonly text: string;
}

export interface Attempt {
  readonly name: string;
  readonly kind: CallerKind;
  readonly aim: Aim;
}

/** The mutations of the graph by name. */
export const mutationsOf = ({ graph }: Atlas): string[] => Object.keys(graph.getMutationType()?.getFields() ?? {});

/** Calls a mutation. Throws for one of which nobody said what to call it with. */
export async function act(world: World, atlas: Atlas, attempt: Attempt): Promise<Deed> {
  const { name, aim } = attempt;
  const field = atlas.graph.getMutationType()?.getFields()[name];
  const variables = await MUTATIONS[name]?.(aim);
  if (field === undefined || variables === undefined) throw new Error(`Nobody has said what to call ${name} with`);
  const visitor = aim.caller?.visitor ?? world.system.visitor();
  const answer = await visitor.send<Shown, object>(mutationText(atlas, field), variables);
  if (answer.status !== 200) throw new Error(`HTTP ${answer.status} for ${name}: ${answer.text}`);
  const payload = valueOf(answer.data, name);
  const results = resultsOf(atlas, field).flatMap((result) => {
    const object = valueOf(payload, result.name);
    return isShown(object) ? [{ object, result }] : [];
  });
  const refusal = answer.errors?.find((error) => namesOf(error).join('.') === name)?.extensions.code;
  const [owner] = results.flatMap(({ object }) => ownerOf(object) ?? []);
  const outcome = refusal ?? failureOf(payload) ?? whose(attempt, owner);
  const parts = results.flatMap((shown) => observeResult(attempt, { ...shown, owner }, answer));
  const self = { place: 'mutation', way: [], field: `Mutation.${name}`, caller: attempt.kind, outcome, isNamed: true };
  return { observations: [self, ...parts], text: answer.text };
}

function mutationText(atlas: Atlas, field: Field): string {
  const payload = getNamedType(field.type);
  if (!isObjectType(payload)) throw new Error(`${field.name} has no payload`);
  const selection = Object.values(payload.getFields()).map((part) => {
    const type = getNamedType(part.type);
    const isResult = isObjectType(type) && !atlas.isBare(type.name);
    return `${part.name}${isResult ? ` { ${selectAll(atlas, type)} }` : selectionOf(atlas, part.type)}`;
  });
  const given = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const declared = field.args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const within = (list: string): string => (list === '' ? '' : `(${list})`);
  return `mutation ${within(declared)} { ${field.name}${within(given)} { ${selection.join(' ')} } }`;
}

/** The objects with rows that a mutation returns. */
const resultsOf = (atlas: Atlas, field: Field): Field[] => {
  const payload = getNamedType(field.type);
  const parts = isObjectType(payload) ? Object.values(payload.getFields()) : [];
  return parts.filter((part) => isObjectType(getNamedType(part.type)) && !atlas.isBare(getNamedType(part.type).name));
};

/** The id of the customer whose an object is, as it says itself; undefined for what is the shop's. */
function ownerOf(object: Shown): string | undefined {
  const id =
    'username' in object
      ? object['id']
      : ['owner', 'customer', 'recipient'].map((by) => valueOf(object[by], 'id')).find(Boolean);
  return typeof id === 'string' ? id : undefined;
}

/** The code of an expected failure; undefined where there is none. */
function failureOf(payload: unknown): string | undefined {
  const errors = valueOf(payload, 'userErrors');
  if (!Array.isArray(errors)) return 'no payload';
  const code = valueOf(errors[0], 'code');
  return typeof code === 'string' ? code : undefined;
}

function whose({ name, aim }: Attempt, owner: string | undefined): string {
  if (owner === undefined || owner === aim.owner.id) return 'yes';
  if (owner === aim.caller?.id) return 'own';
  return name === 'register' ? 'yes' : 'what is not theirs';
}

/** Each field of what a mutation returned is as open as its row says to whoever the caller is to that object. */
function observeResult(
  attempt: Attempt,
  { object, result, owner }: { object: Shown; result: Field; owner: string | undefined },
  answer: Answer<Shown>,
): Observation[] {
  const type = getNamedType(result.type);
  if (!isObjectType(type)) return [];
  const names = [attempt.name, result.name];
  return Object.keys(type.getFields()).map((field) => {
    const caller = PROVING.includes(attempt.name) && USERS_FIELDS.has(field) ? 'owner' : relationOf(attempt, owner);
    const code = answer.errors?.find((error) => beginsWith(namesOf(error), [...names, field]))?.extensions.code;
    const nothing = caller === 'owner' || caller === 'admin' ? 'empty' : 'null';
    const outcome = code ?? (object[field] == null ? nothing : 'yes');
    return { place: names.join('.'), way: [], field: `${type.name}.${field}`, caller, outcome, isNamed: false };
  });
}

function relationOf({ kind, aim }: Attempt, owner: string | undefined): CallerKind {
  if (kind === 'admin' || kind === 'anonymous') return kind;
  return owner === aim.caller?.id ? 'owner' : 'other customer';
}

/** What the users service itself knows of a user. */
const USERS_FIELDS: ReadonlySet<string> = new Set(
  parse(schemaOf('users')).definitions.flatMap((definition) =>
    definition.kind === Kind.OBJECT_TYPE_DEFINITION && definition.name.value === 'User'
      ? (definition.fields ?? []).map(({ name }) => name.value)
      : [],
  ),
);
