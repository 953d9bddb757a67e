import {
  Kind,
  parse,
  print,
  visit,
  type ASTNode,
  type ConstDirectiveNode,
  type DefinitionNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';

const ROLES = new Set(['ANYONE', 'USER', 'OWNER', 'ADMIN']);

// What a mutation sets out to do. A new one belongs here once it says more than "update".
const VERBS =
  /^(register|login|refresh|logout|change|request|reset|set|deactivate|reactivate|deposit|withdraw|create|archive|restore|adjust|reserve|release|place|cancel|ship|deliver|send|resend|mark|verify)(?![a-z])/;
const UPDATES = new Set(['updateProfile', 'updateProduct']);

const objectTypes = (definitions: readonly DefinitionNode[]): ObjectTypeDefinitionNode[] =>
  definitions.filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION);

const authOf = (node: { readonly directives?: readonly ConstDirectiveNode[] }): ConstDirectiveNode | undefined =>
  node.directives?.find(({ name }) => name.value === 'auth');

/** A stranger finds a sentence at everything that has a name. */
function descriptionFaults(definitions: readonly DefinitionNode[]): string[] {
  const faults: string[] = [];
  const named: string[] = [];
  const check = (node: ASTNode): void => {
    if (!('name' in node) || node.name === undefined || !('description' in node)) return;
    named.push(node.name.value);
    const text = node.description?.value.trim() ?? '';
    if (text === '') faults.push(`${named.join('.')} has no description`);
    else if (!/^\p{Lu}.*[.…]$/su.test(text)) faults.push(`${named.join('.')} is not described by a sentence: ${text}`);
  };
  for (const definition of definitions) {
    visit(definition, {
      enter: check,
      leave: (node) => {
        if ('description' in node && 'name' in node && node.name !== undefined) named.pop();
      },
    });
  }
  return faults;
}

const LISTS: Readonly<Record<string, (item: string) => Readonly<Record<string, string>>>> = {
  Connection: (item) => ({ nodes: `[${item}!]!`, edges: `[${item}Edge!]!`, pageInfo: 'PageInfo!' }),
  Edge: (item) => ({ cursor: 'String!', node: `${item}!` }),
};

/** Lists are Relay connections, and who returns one takes `first` and `after`. */
function listFaults(types: readonly ObjectTypeDefinitionNode[]): string[] {
  const faults: string[] = [];
  for (const { name, fields = [] } of types) {
    const [, item = '', suffix = ''] = /^(.+?)(Connection|Edge)$/.exec(name.value) ?? [];
    const shape = LISTS[suffix]?.(item) ?? {};
    for (const [field, type] of Object.entries(shape)) {
      const found = fields.find((each) => each.name.value === field);
      if (found === undefined || print(found.type) !== type) faults.push(`${name.value}.${field} is not ${type}`);
    }
    for (const field of fields.filter(({ type }) => /Connection!?$/.test(print(type)))) {
      const written = (field.arguments ?? []).map(
        ({ name: argument, type, defaultValue }) =>
          `${argument.value}: ${print(type)}${defaultValue === undefined ? '' : ` = ${print(defaultValue)}`}`,
      );
      for (const argument of ['first: Int = 20', 'after: String']) {
        if (!written.includes(argument)) faults.push(`${name.value}.${field.name.value} does not take ${argument}`);
      }
    }
  }
  return faults;
}

/** A mutation is an intention, and its payload holds a result or user errors. A root field never nulls the whole answer. */
function rootFaults(types: readonly ObjectTypeDefinitionNode[]): string[] {
  const fieldsOf = (name: string): readonly FieldDefinitionNode[] =>
    types.find((type) => type.name.value === name)?.fields ?? [];
  const faults: string[] = [];
  for (const root of ['Query', 'Mutation']) {
    for (const { name, type } of fieldsOf(root)) {
      if (type.kind === Kind.NON_NULL_TYPE) faults.push(`${root}.${name.value} is not nullable`);
    }
  }
  for (const { name, type } of fieldsOf('Mutation')) {
    if (!VERBS.test(name.value) && !UPDATES.has(name.value)) faults.push(`Mutation.${name.value} is not an intention`);
    const payload = print(type);
    if (!payload.endsWith('Payload')) faults.push(`Mutation.${name.value} does not return a payload`);
    const results = fieldsOf(payload).map((field) => `${field.name.value}: ${print(field.type)}`);
    if (!results.includes('userErrors: [UserError!]!')) faults.push(`${payload} has no userErrors: [UserError!]!`);
    const wrong = results.filter((result) => result.endsWith('!') && !/^(userErrors|ok):/.test(result));
    faults.push(...wrong.map((result) => `${payload}.${result} is not nullable, beside user errors`));
  }
  return faults;
}

/** Every root field says who may ask, and so does all that belongs to an entity. */
function accessFaults(types: readonly ObjectTypeDefinitionNode[]): string[] {
  const faults: string[] = [];
  for (const type of types) {
    const isRoot = type.name.value === 'Query' || type.name.value === 'Mutation';
    const isEntity = type.directives?.some(({ name }) => name.value === 'key') === true;
    const isForeign = isEntity && authOf(type) === undefined;
    for (const field of type.fields ?? []) {
      const place = `${type.name.value}.${field.name.value}`;
      if (isForeign && field.name.value === 'id') continue;
      if ((isRoot || isForeign) && authOf(field) === undefined) faults.push(`${place} does not say who may read it`);
      if (isForeign && field.type.kind === Kind.NON_NULL_TYPE) faults.push(`${place} is not nullable`);
    }
    for (const node of [type, ...(type.fields ?? [])]) {
      const requires = authOf(node)?.arguments?.[0]?.value;
      const values = requires?.kind === Kind.LIST ? requires.values : [];
      const unknown = values.filter((value) => value.kind !== Kind.STRING || !ROLES.has(value.value));
      if (authOf(node) !== undefined && (values.length === 0 || unknown.length > 0)) {
        faults.push(`${type.name.value}.${node.name.value} requires something unknown`);
      }
    }
  }
  return faults;
}

/** What is wrong with a subgraph's schema by the rules of the house, each as a sentence. */
export function styleFaults(sdl: string): string[] {
  const { definitions } = parse(sdl);
  const types = objectTypes(definitions);
  return [...descriptionFaults(definitions), ...listFaults(types), ...rootFaults(types), ...accessFaults(types)];
}
