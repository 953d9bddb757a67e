import { Kind, parse } from 'graphql';
import type { FieldNode } from 'graphql';
import type { Answer, OnAnswer } from '../../kit/visitor.ts';

/** What operations were seen to answer. */
export interface Witness {
  readonly note: OnAnswer;
  /** By operation: codes in `userErrors`, and codes of errors at the top level. */
  readonly userErrors: ReadonlyMap<string, ReadonlySet<string>>;
  readonly requestErrors: ReadonlyMap<string, ReadonlySet<string>>;
  /** Operations that were refused with HTTP 401. */
  readonly refusedTokens: ReadonlySet<string>;
  /** Why orders failed, and why payments were declined. */
  readonly failures: ReadonlySet<string>;
  readonly declines: ReadonlySet<string>;
}

/** Watches answers go by, so that a table of what can be answered is held against what was. */
export function createWitness(): Witness {
  const userErrors = new Map<string, Set<string>>();
  const requestErrors = new Map<string, Set<string>>();
  const refusedTokens = new Set<string>();
  const failures = new Set<string>();
  const declines = new Set<string>();
  const add = (codes: Map<string, Set<string>>, operation: string, code: string): void => {
    codes.set(operation, (codes.get(operation) ?? new Set()).add(code));
  };

  const note: OnAnswer = (document, { status, data, errors }) => {
    const fields = rootFieldsOf(document);
    if (status === 401) return fields.forEach(({ name }) => refusedTokens.add(name.value));
    for (const field of fields) {
      const operation = field.name.value;
      for (const code of requestCodesAt(field, errors)) add(requestErrors, operation, code);
      for (const code of codesIn(valueAt(valueAt(data, keyOf(field)), 'userErrors'))) add(userErrors, operation, code);
    }
    for (const [name, value] of membersOf(data)) {
      if (name === 'failure') for (const code of codesIn([value])) failures.add(code);
      if (name === 'declineCode' && typeof value === 'string') declines.add(value);
    }
  };
  return { note, userErrors, requestErrors, refusedTokens, failures, declines };
}

const known = new Map<string, readonly FieldNode[]>();

/** The queries or mutations that a document asks for; none where it cannot be read. */
function rootFieldsOf(document: string): readonly FieldNode[] {
  const before = known.get(document);
  if (before !== undefined) return before;
  let fields: readonly FieldNode[] = [];
  try {
    fields = parse(document).definitions.flatMap((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION
        ? definition.selectionSet.selections.filter((selection) => selection.kind === Kind.FIELD)
        : [],
    );
  } catch {
    // A test of documents that are none.
  }
  known.set(document, fields);
  return fields;
}

const keyOf = ({ alias, name }: FieldNode): string => (alias ?? name).value;

/** Errors at a root field itself, and those for which nothing ran. What has no arguments was not refused for its own. */
const requestCodesAt = (field: FieldNode, errors: Answer<unknown>['errors'] = []): string[] =>
  errors
    .filter(({ path }) =>
      path === undefined ? (field.arguments ?? []).length > 0 : path.length === 1 && path[0] === keyOf(field),
    )
    .map(({ extensions }) => extensions.code);

const valueAt = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null
    ? new Map<string, unknown>(Object.entries(object)).get(name)
    : undefined;

function codesIn(list: unknown): string[] {
  const codes = Array.isArray(list) ? list.map((item) => valueAt(item, 'code')) : [];
  return codes.filter((code) => typeof code === 'string');
}

/** Every member of every object within a value. */
function* membersOf(value: unknown): Generator<[string, unknown]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    yield [name, member];
    yield* membersOf(member);
  }
}
