import { defaultFieldResolver, getDirectiveValues, isObjectType } from 'graphql';
import type { GraphQLFieldResolver, GraphQLObjectType, GraphQLSchema } from 'graphql';
import { z } from 'zod';
import { forbidden, unauthenticated } from './errors.ts';
import { id } from './input.ts';
import type { Caller } from './token.ts';

/** The values of `@auth(requires:)`: all callers, signed-in users, the owner of the object that the field belongs to, administrators. */
const requirement = z.enum(['ANYONE', 'USER', 'OWNER', 'ADMIN']);
type Requirement = z.infer<typeof requirement>;

/** The owner of an object, for each type with the rule OWNER. */
export type Owners = Readonly<Record<string, OwnerOf>>;
/** A method's type, so that each can name the type of the objects that it is given. */
type OwnerOf = { of(object: unknown): string | null }['of'];

export interface CallerContext {
  /** Null for an anonymous request. */
  caller: Caller | null;
}

/** The caller of a field for signed-in users. Throws UNAUTHENTICATED. */
export function signedIn({ caller }: CallerContext): Caller {
  if (caller === null) throw unauthenticated();
  return caller;
}

/** An entity of another service, as far as it is known: by its id. */
export type Reference = Readonly<{ id: string }>;

/** Resolves an entity's reference by its id, in the form that ids are stored in; null for an invalid one. Never throws synchronously: that would null the whole response. */
export async function byId<Entity>(
  reference: Reference,
  resolve: (id: string) => Entity | Promise<Entity>,
): Promise<Entity | null> {
  const { data } = id.safeParse(reference.id);
  return data === undefined ? null : resolve(data);
}

/** Resolves the reference of a user that the caller may see, else null. Anonymous callers get it too: the fields' rules return UNAUTHENTICATED. */
export const visibleUser = (reference: Reference, caller: Caller | null): Promise<{ id: string } | null> =>
  byId(reference, (userId) =>
    caller === null || caller.role === 'ADMIN' || caller.id === userId ? { id: userId } : null,
  );

function requirementsOf(
  schema: GraphQLSchema,
  node: Parameters<typeof getDirectiveValues>[1] | null | undefined,
): readonly Requirement[] | undefined {
  const directive = schema.getDirective('auth');
  const values = directive && node ? getDirectiveValues(directive, node) : undefined;
  return values && z.array(requirement).min(1).parse(values['requires']);
}

/** Enforces `@auth` on every field: its own rule, else its type's. Throws for a root field without one. Types without one are reached through fields that have one. */
export function enforceAuthorization(schema: GraphQLSchema, owners: Owners): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    guardType(schema, type, owners[type.name]);
  }
}

function guardType(schema: GraphQLSchema, type: GraphQLObjectType, ownerOf: OwnerOf | undefined): void {
  const nodes = [type.astNode, ...type.extensionASTNodes];
  const typeRules = nodes.map((node) => requirementsOf(schema, node)).find((rules) => rules !== undefined);
  const isRoot = type === schema.getQueryType() || type === schema.getMutationType();
  for (const field of Object.values(type.getFields())) {
    if (field.name.startsWith('_')) continue;
    const rules = requirementsOf(schema, field.astNode) ?? typeRules;
    if (rules === undefined) {
      if (isRoot) throw new Error(`${type.name}.${field.name} has no @auth rule`);
      continue;
    }
    if (rules.includes('OWNER') && ownerOf === undefined)
      throw new Error(`${type.name}.${field.name} names OWNER, but no owner of ${type.name} is declared`);
    if (rules.includes('ANYONE')) continue;
    const resolve: GraphQLFieldResolver<unknown, CallerContext> = field.resolve ?? defaultFieldResolver;
    const isAllowed = (caller: Caller, object: unknown): boolean =>
      rules.includes('USER') ||
      (rules.includes('ADMIN') && caller.role === 'ADMIN') ||
      (rules.includes('OWNER') && ownerOf?.(object) === caller.id);
    field.resolve = (source, args, context: CallerContext, info) => {
      if (context.caller === null) throw unauthenticated();
      if (!isAllowed(context.caller, source)) throw forbidden();
      return resolve(source, args, context, info);
    };
  }
}
