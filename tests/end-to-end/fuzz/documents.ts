import fc from 'fast-check';
import { getNamedType, isCompositeType, isObjectType, isRequiredArgument } from 'graphql';
import type { GraphQLArgument, GraphQLField, GraphQLNamedType, GraphQLSchema } from 'graphql';
import { everythingOf } from './operations.ts';
import type { Known } from './values.ts';

/** A selection said in numbers, which mean something for whatever type they are applied to. */
interface Shape {
  readonly kind: 'field' | 'inline' | 'spread' | 'typename';
  readonly pick: number;
  readonly value: number;
  readonly hasAlias: boolean;
  readonly isOptional: boolean;
  readonly children: readonly Shape[];
}

const FRAGMENTS = 2;
/** As deep as the router lets queries be, connections and all. */
const DEPTH_MAX = 9;
const seldom = fc.constantFrom(true, false, false, false, false);

const shapes = fc.letrec<{ shape: Shape }>((tie) => ({
  shape: fc.record({
    kind: fc.constantFrom('field', 'field', 'field', 'field', 'field', 'field', 'inline', 'spread', 'typename'),
    pick: fc.nat(1_000),
    value: fc.nat(1_000),
    // Two fields of one name that differ in what hangs on them would be refused before anybody is asked.
    hasAlias: fc.constantFrom(true, true, true, true, false),
    isOptional: seldom,
    children: fc.oneof(
      { maxDepth: DEPTH_MAX, withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('shape'), { minLength: 1, maxLength: 3 }),
      fc.array(tie('shape'), { minLength: 1, maxLength: 3 }),
    ),
  }),
}));

/** Literals to choose from, by the name of an argument or of its type: mostly right ones. */
function literalFor({ name, type }: GraphQLArgument, number: number, { ids, skus }: Known): string {
  const quote = (texts: readonly string[]): string[] => texts.map((text) => JSON.stringify(text));
  const choices: Readonly<Record<string, readonly string[]>> = {
    Int: ['1', '2', '5', '20', '50', '100', '100', '0'],
    Boolean: ['true', 'false', 'null'],
    ID: [...quote(ids), ...quote(ids), '"x"'],
    String: [...quote(skus), '"a"', '"T-"', '"%"', '"""block"""', '""'],
    Currency: ['"USD"', '"JPY"', '"EUR"', 'null'],
    after: ['null', 'null', '"x"'],
    status: ['[CONFIRMED]', '[]', '[PENDING, PENDING]', 'CANCELLED', 'null'],
    type: ['[DEPOSIT]', '[]', '[PAYMENT, REFUND]', 'null'],
  };
  const list = choices[name] ?? choices[getNamedType(type).name] ?? ['null'];
  return list[number % list.length] ?? 'null';
}

/** One document on its way from numbers to text. */
class Writer {
  readonly #known: Known;
  readonly #fragments = new Map<string, { readonly on: GraphQLNamedType; text: string }>();
  #aliases = 0;

  constructor(known: Known) {
    this.#known = known;
  }

  document(roots: readonly Shape[], query: GraphQLNamedType): string {
    const operation = roots.map((root) => this.#selection(root, query)).join('\n  ');
    const fragments = [...this.#fragments].map(([name, { on, text }]) => `fragment ${name} on ${on.name} ${text}`);
    return [`{\n  ${operation}\n}`, ...fragments].join('\n');
  }

  #selection(shape: Shape, on: GraphQLNamedType): string {
    const directive = shape.isOptional
      ? ` @${shape.value % 2 === 0 ? 'skip' : 'include'}(if: ${shape.value % 3 === 0})`
      : '';
    if (shape.kind === 'inline')
      return `... ${shape.value % 2 === 0 ? `on ${on.name}` : ''}${directive} ${this.#set(shape, on)}`;
    if (shape.kind === 'spread') return `...${this.#fragment(shape, on)}${directive}`;
    const fields = isObjectType(on) ? Object.values(on.getFields()) : [];
    const field = fields[shape.pick % Math.max(1, fields.length)];
    if (shape.kind === 'typename' || field === undefined) return '__typename';
    const alias = shape.hasAlias ? `a${(this.#aliases += 1)}: ` : '';
    const of = getNamedType(field.type);
    const set = isCompositeType(of) ? ` ${this.#set(shape, of)}` : '';
    return `${alias}${field.name}${this.#arguments(field, shape)}${directive}${set}`;
  }

  /** What is selected of a type; where nothing is said, all that it has without further ado. */
  #set({ children }: Shape, on: GraphQLNamedType): string {
    if (children.length === 0) return everythingOf(on, 0);
    return `{ ${children.map((child) => this.#selection(child, on)).join(' ')} }`;
  }

  /** A fragment is written where it is spread first; spread within itself on the same type, it goes in circles. */
  #fragment(shape: Shape, on: GraphQLNamedType): string {
    const name = `F${shape.pick % FRAGMENTS}On${on.name}`;
    if (this.#fragments.has(name)) return name;
    const fragment = { on, text: '' };
    this.#fragments.set(name, fragment);
    fragment.text = this.#set(shape, on);
    return name;
  }

  #arguments(field: GraphQLField<unknown, unknown>, { value }: Shape): string {
    const given = field.args.filter((argument, place) => isRequiredArgument(argument) || (value >> place) % 2 === 1);
    const written = given.map((argument) => `${argument.name}: ${literalFor(argument, value, this.#known)}`);
    return written.length === 0 ? '' : `(${written.join(', ')})`;
  }
}

/**
 * Queries over the whole graph: any fields of any types by any way, with arguments that are mostly right, other names, directives, and
 * fragments that may spread themselves.
 */
export function anyDocument(schema: GraphQLSchema, known: Known): fc.Arbitrary<string> {
  const query = schema.getQueryType();
  if (!query) throw new Error('The graph has no queries');
  return fc
    .array(shapes.shape, { minLength: 1, maxLength: 4 })
    .map((roots) => new Writer(known).document(roots, query));
}

/** Queries that are made to be large: deep, wide, much renamed, or in circles. */
export const largeDocument = (known: Known): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('deep', 'wide', 'renamed', 'circle', 'fan', 'introspection'),
      fc.integer({ min: 1, max: 400 }),
    )
    .map(([kind, size]) => {
      const id = JSON.stringify(known.ids[0] ?? '');
      switch (kind) {
        case 'deep': {
          const steps = Array.from({ length: Math.ceil(size / 8) }, () => 'orders(first: 2) { nodes { customer {');
          return `{ me { ${steps.join(' ')} id ${steps.map(() => '} } }').join(' ')} } }`;
        }
        case 'wide':
          return `{ me { ${'id username email account { balance { amount } } '.repeat(size)} } }`;
        case 'renamed':
          return `{ ${Array.from({ length: size }, (_, place) => `o${place}: order(id: ${id}) { number payment { status } }`).join(' ')} }`;
        case 'circle':
          return `{ me { ...A } } fragment A on User { id orders { nodes { ...B } } } fragment B on Order { customer { ...A } }`;
        case 'fan': {
          const levels = Math.min(size, 40);
          const fans = Array.from(
            { length: levels },
            (_, level) => `fragment L${level} on User { ...L${level + 1} ...L${level + 1} }`,
          );
          return `{ me { ...L0 } } ${fans.join(' ')} fragment L${levels} on User { id orders { nodes { id } } }`;
        }
        case 'introspection': {
          const depth = Math.ceil(size / 10);
          return `{ __schema { types { fields { type { ${'ofType { '.repeat(depth)} name ${'} '.repeat(depth)} } } } } }`;
        }
        default:
          return kind satisfies never;
      }
    });
