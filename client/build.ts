// Makes what is published: `npm run build` in this folder. Another folder for the result may be named.
import { spawnSync } from 'node:child_process';
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const SOURCE = import.meta.dirname;
const TARGET = resolve(process.argv[2] ?? join(SOURCE, 'dist'));
const COMPILER = fileURLToPath(new URL('bin/tsc', import.meta.resolve('typescript/package.json')));

/** The package that it comes from wants the whole GraphQL library beside it, for these three lines. */
const FOREIGN_TYPE = "import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';\n";
const OWN_TYPE = `interface DocumentTypeDecoration<TResult, TVariables> {
  __apiType?: (variables: TVariables) => TResult;
}
`;

/** A build for each module system: `require` of a module is an error for TypeScript's `module: node16`, and new in Node. */
const COMMONJS = ['--module', 'commonjs', '--moduleResolution', 'bundler', '--verbatimModuleSyntax', 'false'];

function compile(target: string, options: readonly string[]): void {
  const words = [COMPILER, '--project', SOURCE, '--outDir', target, ...options];
  if (spawnSync(process.execPath, words, { stdio: 'inherit' }).status !== 0)
    throw new Error('The compiler found errors.');
  // The compiler rewrites what JavaScript imports, and leaves the declarations at `.ts`, which not every compiler takes.
  for (const name of globSync('{*,generated/*}.d.ts', { cwd: target })) {
    const file = join(target, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(["']\.[^"'\n]*)\.ts(["'])/g, '$1.js$2'));
  }
  const declarations = join(target, 'generated/graphql.d.ts');
  const [before, after, ...more] = readFileSync(declarations, 'utf8').split(FOREIGN_TYPE);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`${declarations} does not import DocumentTypeDecoration as it used to.`);
  }
  writeFileSync(declarations, before + OWN_TYPE + after);
}

rmSync(TARGET, { recursive: true, force: true });
compile(TARGET, []);
compile(join(TARGET, 'cjs'), COMMONJS);
writeFileSync(join(TARGET, 'cjs/package.json'), '{ "type": "commonjs" }\n');
copyFileSync(join(SOURCE, 'generated/schema.graphql'), join(TARGET, 'schema.graphql'));
