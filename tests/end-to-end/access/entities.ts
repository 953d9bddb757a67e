import { Kind, parse } from 'graphql';
import type { ObjectTypeDefinitionNode } from 'graphql';
import { z } from 'zod';
import { schemaOf, SERVICES } from '../../../tools/graph.ts';
import type { Service } from '../../../tools/graph.ts';
import { isShown, valueOf } from './answers.ts';
import { selectField } from './graph.ts';
import type { Atlas } from './graph.ts';
import type { World } from './world.ts';

/** A field that a service adds to an entity. */
export interface EntityField {
  readonly service: Service;
  readonly type: string;
  readonly name: string;
}

/** Whether other services may ask for objects of a type by a reference. */
const isEntity = ({ directives = [] }: ObjectTypeDefinitionNode): boolean =>
  directives.some(
    ({ name, arguments: given = [] }) =>
      name.value === 'key' &&
      !given.some((each) => each.name.value === 'resolvable' && each.value.kind === Kind.BOOLEAN && !each.value.value),
  );

/** Every field that a service answers of an entity, as the services' schemas say; of most the id is all they share. */
export const entityFields = (): EntityField[] =>
  SERVICES.flatMap((service) =>
    parse(schemaOf(service)).definitions.flatMap((definition) =>
      definition.kind === Kind.OBJECT_TYPE_DEFINITION && isEntity(definition)
        ? (definition.fields ?? []).map((field) => ({ service, type: definition.name.value, name: field.name.value }))
        : [],
    ),
  );

/** How a service is asked past the router. */
export interface Question {
  readonly field: EntityField;
  readonly secret?: string | undefined;
  readonly token?: string | undefined;
  /** Whose id the reference claims wherever it could, to see whether it is believed. */
  readonly claims?: string | undefined;
}

export interface ServiceAnswer {
  readonly status: number;
  /** What was sent, as text. */
  readonly asked: string;
  readonly text: string;
  /** As in docs/access.md, and `empty` for a field that is null on an object that is there. */
  readonly outcome: string;
}

const bodySchema = z.object({
  data: z.unknown().optional(),
  errors: z.array(z.object({ extensions: z.object({ code: z.string() }) })).optional(),
});

/** Where a service listens. */
const addressOf = ({ system }: World, service: Service): string =>
  `http://127.0.0.1:${system.port + 1 + SERVICES.indexOf(service)}/graphql`;

/** The id of the owner's object that a reference of a type names. Throws for a type of which there is none. */
function ownersId({ owner, orders, article }: World, type: string): string {
  const id = new Map([
    ['User', owner.id],
    ['Order', orders.cancelled.id],
    ['Product', article.id],
  ]).get(type);
  if (id === undefined) throw new Error(`The owner has no ${type} yet`);
  return id;
}

/** Asks a service for one field of the owner's object, by a reference, as the router does. */
export async function askService(world: World, atlas: Atlas, question: Question): Promise<ServiceAnswer> {
  const { secret, token, claims } = question;
  const { service, type, name } = question.field;
  const id = ownersId(world, type);
  const composed = atlas.graph.getType(type);
  const field = composed !== undefined && 'getFields' in composed ? composed.getFields()[name] : undefined;
  if (field === undefined || !('args' in field)) throw new Error(`${type}.${name} is not in the graph`);
  const of = { __typename: type, id, customerId: claims, ownerId: claims, userId: claims, viewerId: claims };
  const asked = JSON.stringify({
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type} { ${selectField(atlas, field)} } } }`,
    variables: { of: [of] },
  });
  const response = await fetch(addressOf(world, service), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(secret !== undefined && { 'x-router-secret': secret }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: asked,
  });
  const text = await response.text();
  const { data, errors } = bodySchema.parse(JSON.parse(text));
  const entities = valueOf(data, '_entities');
  const entity: unknown = Array.isArray(entities) ? entities[0] : undefined;
  const seen = isShown(entity) ? (entity[name] == null ? 'empty' : 'yes') : 'null';
  return { status: response.status, asked, text, outcome: errors?.[0]?.extensions.code ?? seen };
}
