/** A parsed document, as `graphql`'s own `parse` and code generators make it. */
export interface DocumentNode {
  readonly kind: 'Document';
  readonly definitions: readonly object[];
}

/** Reads the parts of one node: as text, or as a list of texts where there are any. */
interface Parts {
  readonly raw: (name: string) => unknown;
  readonly text: (name: string, before?: string) => string;
  readonly list: (name: string, open: string, separator: string, close: string) => string;
}

const variablesOf = ({ list }: Parts): string => list('variableDefinitions', '(', ', ', ')');
const argumentsOf = ({ list }: Parts): string => list('arguments', '(', ', ', ')');
const directivesOf = ({ list }: Parts): string => list('directives', ' ', ' ', '');

/** How a node of each kind is written (https://spec.graphql.org/October2021/#sec-Appendix-Grammar-Summary.Document-Syntax). */
const WRITTEN: Readonly<Record<string, (parts: Parts) => string>> = {
  Document: ({ list }) => list('definitions', '', '\n', ''),
  OperationDefinition: (parts) =>
    `${parts.text('operation')}${parts.text('name', ' ')}${variablesOf(parts)}${directivesOf(parts)} ${parts.text('selectionSet')}`,
  FragmentDefinition: (parts) =>
    `fragment ${parts.text('name')} on ${parts.text('typeCondition')}${directivesOf(parts)} ${parts.text('selectionSet')}`,
  VariableDefinition: (parts) =>
    `${parts.text('variable')}: ${parts.text('type')}${parts.text('defaultValue', ' = ')}${directivesOf(parts)}`,
  SelectionSet: ({ list }) => list('selections', '{ ', ' ', ' }'),
  Field: (parts) => {
    const alias = parts.text('alias');
    return `${alias && `${alias}: `}${parts.text('name')}${argumentsOf(parts)}${directivesOf(parts)}${parts.text('selectionSet', ' ')}`;
  },
  FragmentSpread: (parts) => `...${parts.text('name')}${directivesOf(parts)}`,
  InlineFragment: (parts) =>
    `...${parts.text('typeCondition', ' on ')}${directivesOf(parts)} ${parts.text('selectionSet')}`,
  Directive: (parts) => `@${parts.text('name')}${argumentsOf(parts)}`,
  Argument: ({ text }) => `${text('name')}: ${text('value')}`,
  ObjectField: ({ text }) => `${text('name')}: ${text('value')}`,
  Variable: ({ text }) => `$${text('name')}`,
  Name: ({ text }) => text('value'),
  NamedType: ({ text }) => text('name'),
  ListType: ({ text }) => `[${text('type')}]`,
  NonNullType: ({ text }) => `${text('type')}!`,
  IntValue: ({ text }) => text('value'),
  FloatValue: ({ text }) => text('value'),
  EnumValue: ({ text }) => text('value'),
  BooleanValue: ({ text }) => text('value'),
  // Every escape of JSON is one of GraphQL.
  StringValue: ({ raw }) => JSON.stringify(raw('value')),
  NullValue: () => 'null',
  ListValue: ({ list }) => `[${list('values', '', ', ', '')}]`,
  ObjectValue: ({ list }) => `{${list('fields', '', ', ', '')}}`,
};

function write(node: unknown): string {
  if (typeof node === 'string') return node;
  if (typeof node === 'boolean') return String(node);
  if (typeof node !== 'object' || node === null) return '';
  const raw = (name: string): unknown => Reflect.get(node, name);
  const kind = raw('kind');
  const written = typeof kind === 'string' ? WRITTEN[kind] : undefined;
  if (written === undefined) throw new TypeError(`${String(kind)} has no place in a document that is sent`);
  return written({
    raw,
    text: (name, before = '') => {
      const text = write(raw(name));
      return text && before + text;
    },
    list: (name, open, separator, close) => {
      const nodes = raw(name);
      return Array.isArray(nodes) && nodes.length > 0 ? open + nodes.map(write).join(separator) + close : '';
    },
  });
}

/** Writes a parsed document as text, so that the client needs no GraphQL library of its own to send it. */
export const printDocument = (document: DocumentNode): string => write(document);
