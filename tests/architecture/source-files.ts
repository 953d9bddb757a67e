import { globSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor, type Comment, type Program } from 'oxc-parser';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

// What is installed, made by running, or kept by git for itself.
const NOT_OURS = [
  'node_modules/**',
  '.git/**',
  '**/.data*/**',
  'coverage/**',
  'bench/results/**',
  'prisma/*/client/**',
  'client/dist/**',
  'console/dist/**',
];

/** The text of a file of the repository. */
export const textOf = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** Every file of the repository that fits one of the patterns, as paths from its root with '/', sorted. */
export const filesLike = (...patterns: readonly string[]): string[] =>
  globSync(patterns, { cwd: ROOT, exclude: NOT_OURS, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();

/** What a file imports: another file of the repository, or a package or Node module by name. */
export interface Import {
  /** As it is written. */
  readonly specifier: string;
  /** The path of the file, or the name of the package. */
  readonly target: string;
  readonly kind: 'file' | 'package';
  /** Whether only types are imported, of which nothing is left at run time. */
  readonly typeOnly: boolean;
}

/** What the rules ask about a source file. */
export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
  /** Names of members as they are read, such as `process.env`, `Date.now` and `x.$transaction`. */
  readonly members: readonly string[];
  /** Whether it makes a `Date` of the present. */
  readonly readsClock: boolean;
  /** Exported names that have no docstring before them. */
  readonly undocumented: readonly string[];
}

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Follows a specifier from a file, through the `imports` of package.json. */
function resolveImport(from: string, specifier: string, typeOnly: boolean): Import {
  if (specifier.startsWith('.')) {
    return { specifier, target: posix.join(posix.dirname(from), specifier), kind: 'file', typeOnly };
  }
  const alias = /^#(?<name>[a-z]+)\/(?<rest>.+)$/.exec(specifier)?.groups;
  if (alias?.['name'] === undefined || alias['rest'] === undefined) {
    return { specifier, target: packageName(specifier), kind: 'package', typeOnly };
  }
  const folder = { platform: 'platform', prisma: 'prisma' }[alias['name']] ?? `subgraphs/${alias['name']}`;
  return { specifier, target: posix.join(folder, alias['rest']), kind: 'file', typeOnly };
}

/**
 * A docstring stands right before an export, or before the first of several that follow each other without an empty line. An
 * interface may also have them at its members.
 */
function undocumentedExports(program: Program, source: string, docstrings: readonly Comment[]): string[] {
  const undocumented: string[] = [];
  let documentedUntil = -1;
  for (const statement of program.body) {
    const { start, end } = statement;
    const hasOwn = docstrings.some((comment) => comment.end <= start && source.slice(comment.end, start).trim() === '');
    const between = source.slice(Math.max(documentedUntil, 0), start).replaceAll(/\/\/.*$/gm, '');
    const goesOn = documentedUntil >= 0 && /^[^\S\n]*\n?[^\S\n]*$/.test(between);
    const isExport = statement.type === 'ExportNamedDeclaration' && statement.declaration != null;
    const hasInside =
      isExport &&
      statement.declaration?.type === 'TSInterfaceDeclaration' &&
      docstrings.some((comment) => comment.start > start && comment.end < end);
    documentedUntil = hasOwn || goesOn ? end : -1;
    if (isExport && !hasOwn && !goesOn && !hasInside) {
      undocumented.push(
        source
          .slice(start, end)
          .split(/[\n={(]/, 1)[0]
          ?.trim() ?? '',
      );
    }
  }
  return undocumented;
}

/** Reads a source text as the rules see it. Throws where it cannot be parsed. */
export function readSource(path: string, source: string): SourceFile {
  const { program, module, comments, errors } = parseSync(path, source);
  if (errors[0] !== undefined) throw new Error(`${path}: ${errors[0].message}`);

  const found = new Map<string, boolean>();
  const note = (specifier: string, typeOnly: boolean): void => {
    found.set(specifier, (found.get(specifier) ?? true) && typeOnly);
  };
  for (const { moduleRequest, entries } of module.staticImports) {
    note(moduleRequest.value, entries.length > 0 && entries.every(({ isType }) => isType));
  }
  for (const { entries } of module.staticExports) {
    for (const { moduleRequest, isType } of entries) if (moduleRequest) note(moduleRequest.value, isType);
  }

  const members: string[] = [];
  const assignedTo = new Set<number>();
  let readsClock = false;
  new Visitor({
    ImportExpression: (node) => {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string') note(node.source.value, false);
    },
    TSImportType: (node) => note(node.source.value, true),
    AssignmentExpression: ({ left }) => {
      if (left.type === 'MemberExpression') assignedTo.add(left.object.start);
    },
    MemberExpression: (node) => {
      if (assignedTo.has(node.start) && node.object.type === 'Identifier') return;
      const object = node.object.type === 'Identifier' ? node.object.name : '';
      if (node.property.type === 'Identifier') members.push(`${object}.${node.property.name}`);
      if (node.property.type === 'Literal') members.push(`${object}.${String(node.property.value)}`);
    },
    NewExpression: (node) => {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date') readsClock ||= node.arguments.length === 0;
    },
  }).visit(program);

  const docstrings = comments.filter(({ type, value }) => type === 'Block' && value.startsWith('*'));
  return {
    path,
    imports: [...found].map(([specifier, typeOnly]) => resolveImport(path, specifier, typeOnly)),
    members,
    readsClock,
    undocumented: undocumentedExports(program, source, docstrings),
  };
}

/** Every source file that people write. */
export const sourceFiles = (): SourceFile[] =>
  filesLike('**/*.{ts,tsx}')
    .filter((path) => !path.includes('/generated/'))
    .map((path) => readSource(path, textOf(path)));
