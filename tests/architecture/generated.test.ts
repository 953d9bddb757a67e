import { executeCodegen } from '@graphql-codegen/cli';
import { expect, test } from 'vitest';
import config from '../../codegen.ts';
import { composeGraph } from '../../tools/graph.ts';
import { filesLike, textOf } from './source-files.ts';

test('the graph that the router serves is what the schemas compose to', () => {
  expect(textOf('router/supergraph.graphql')).toBe(composeGraph().supergraph);
});

test('the generated types are what codegen.ts makes of the schemas and the operations', async () => {
  const { result: made, error } = await executeCodegen(config);
  expect(error).toBeNull();
  expect(made.map(({ filename }) => filename).toSorted()).toEqual(
    filesLike('{subgraphs,client,console}/**/generated/**'),
  );
  for (const { filename, content } of made) {
    expect(textOf(filename), `${filename}: run \`npm run codegen\``).toBe(content);
  }
});
