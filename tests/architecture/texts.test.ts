import { expect, test } from 'vitest';
import { filesLike, textOf } from './source-files.ts';

// What is true on one machine only: personal folders, and the host that packages happened to come from. The words
// are taken apart here, so that this file is not found by its own rule.
const ELSEWHERE = [
  /[/](?:work|root|Users)[/]/,
  /"resolved"[:]/,
  /https?:[/]{2}[^/\s]*(?:registry|npm|nexus|artifact|mirror)/,
];

const OURS = [
  '*',
  '.*',
  '{.ci,.github}/**',
  '{platform,subgraphs,router,launcher,mailbox,client,console,demo}/**',
].concat('{prisma,tests,tools,bench,deploy,docs}/**');

const faultsIn = (text: string): string[] =>
  text.split('\n').flatMap((line, index) => {
    const found = ELSEWHERE.filter((words) => words.test(line));
    return found.map(() => `${index + 1}: ${line.trim()}`);
  });

test('no file speaks of the machine it was written on', () => {
  const files = filesLike(...OURS).filter((file) => !/\.(png|svg|ico|wasm)$|^\.env$/.test(file));
  for (const file of ['package-lock.json', '.gitignore', 'tools/graph.ts', 'subgraphs/users/schema.graphql']) {
    expect(files).toContain(file);
  }
  expect(files.flatMap((file) => faultsIn(textOf(file)).map((fault) => `${file}:${fault}`))).toEqual([]);
});

test('a line that does is seen', () => {
  const lines = [
    ['', 'root', 'project'],
    ['https:', '', 'registry.example', 'left-pad'],
  ].map((parts) => parts.join('/'));
  expect(faultsIn(['first', ...lines, 'last'].join('\n'))).toEqual([`2: ${lines[0]}`, `3: ${lines[1]}`]);
});
