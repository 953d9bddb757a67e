/** One operation of a document, as far as it matters to who sends it. */
export interface Operation {
  readonly kind: string;
  readonly name: string | undefined;
  /** The variables' names and their types' names, without `!` and `[]`. */
  readonly variableTypes: ReadonlyMap<string, string>;
  /** The arguments of each root field, as tokens; undefined for a fragment, which may hold anything. */
  readonly rootFields: readonly (ReadonlyMap<string, Tokens> | undefined)[];
}

/** The words and signs of a GraphQL text. */
export type Tokens = readonly string[];

/** Comments, which mean nothing; then block strings, strings, three dots, signs, and names or numbers. Commas are white space. */
const TOKEN = /#[^\n\r]*|"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\])*"|\.{3}|[{}()[\]:!$=@|&]|[\w+-][\w.+-]*/g;
const OPENS = /^[{([]$/;
const CLOSES = /^[})\]]$/;

/** The place after the bracket that closes the one at `start`. */
function afterBlock(tokens: Tokens, start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at += 1) {
    const token = tokens[at] ?? '';
    if (OPENS.test(token)) depth += 1;
    if (CLOSES.test(token)) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}

/** Where the value at `start` ends: a variable, something in brackets, or one word. */
function afterValue(tokens: Tokens, start: number): number {
  const token = tokens[start] ?? '';
  if (token === '$') return start + 2;
  return OPENS.test(token) ? afterBlock(tokens, start) : start + 1;
}

/** Reads `name: value` pairs, of arguments or of an object, without their brackets. */
export function readPairs(tokens: Tokens): Map<string, Tokens> {
  const pairs = new Map<string, Tokens>();
  for (let at = 0; at < tokens.length;) {
    const end = afterValue(tokens, at + 2);
    pairs.set(tokens[at] ?? '', tokens.slice(at + 2, end));
    at = end;
  }
  return pairs;
}

function readVariableTypes(tokens: Tokens): Map<string, string> {
  const types = new Map<string, string>();
  for (const [at, token] of tokens.entries()) {
    if (token !== '$') continue;
    const type = tokens.slice(at + 3).find((each) => each !== '[');
    types.set(tokens[at + 1] ?? '', type ?? '');
  }
  return types;
}

function readRootFields(tokens: Tokens): Operation['rootFields'] {
  const fields: (Map<string, Tokens> | undefined)[] = [];
  for (let at = 0; at < tokens.length;) {
    if (tokens[at] === '...') return [undefined];
    at += tokens[at + 1] === ':' ? 3 : 1;
    const end = tokens[at] === '(' ? afterBlock(tokens, at) : at;
    fields.push(readPairs(tokens.slice(at + 1, end - 1)));
    at = end;
    while (tokens[at] === '@') at = tokens[at + 2] === '(' ? afterBlock(tokens, at + 2) : at + 2;
    if (tokens[at] === '{') at = afterBlock(tokens, at);
  }
  return fields;
}

/** Reads the operations of a document. Of one that is no GraphQL it reads something or nothing: the graph will say what is wrong. */
export function readOperations(text: string): Operation[] {
  const tokens = (text.match(TOKEN) ?? []).filter((token) => !token.startsWith('#'));
  const operations: Operation[] = [];
  for (let at = 0; at < tokens.length;) {
    const kind = tokens[at] === '{' ? 'query' : (tokens[at] ?? '');
    const next = tokens[at + 1] ?? '';
    const name = tokens[at] !== '{' && /^\w/.test(next) ? next : undefined;
    let variableTypes = new Map<string, string>();
    // To the selection, past variables and directives.
    while (at < tokens.length && tokens[at] !== '{') {
      const end = tokens[at] === '(' ? afterBlock(tokens, at) : at + 1;
      if (tokens[at] === '(' && variableTypes.size === 0) variableTypes = readVariableTypes(tokens.slice(at, end));
      at = end;
    }
    const end = afterBlock(tokens, at);
    if (kind !== 'fragment') {
      operations.push({ kind, name, variableTypes, rootFields: readRootFields(tokens.slice(at + 1, end - 1)) });
    }
    at = end;
  }
  return operations;
}
