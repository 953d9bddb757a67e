import { buildSchema, isObjectType } from 'graphql';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openEditor } from './editor.ts';
import type { World } from './world.ts';

const schema = buildSchema(readFileSync(new URL('../../client/generated/schema.graphql', import.meta.url), 'utf8'));

/** Words alone: the page makes paragraphs, lists and code of what is marked so in a description. */
const wordsOf = (text = ''): string =>
  text
    .replaceAll(/[`*_]|^\s*-\s/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The documentation that the playground shows. */
export function documentationTests(world: () => World): void {
  it('shows the descriptions of a type, its fields and their arguments', async () => {
    const type = schema.getType('User');
    if (!isObjectType(type)) throw new Error('The graph has no type User');
    const { orders, ...fields } = type.getFields();
    await world().visit(async ({ page }) => {
      await openEditor(page, world().system.url);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const content = page.locator('.graphiql-doc-explorer-content');
      const shown = async (): Promise<string> => wordsOf(await content.innerText());
      await content.locator('.graphiql-doc-explorer-type-name', { hasText: /^User$/ }).click();
      await page.locator('.graphiql-doc-explorer-title', { hasText: /^User$/ }).waitFor();
      for (const { description } of [type, ...Object.values(fields)])
        expect(await shown()).toContain(wordsOf(description?.split('\n\n')[0]));
      await content.locator('.graphiql-doc-explorer-field-name', { hasText: /^orders$/ }).click();
      await page.locator('.graphiql-doc-explorer-title', { hasText: /^orders$/ }).waitFor();
      for (const { description } of orders?.args ?? []) expect(await shown()).toContain(wordsOf(description ?? ''));
      expect(orders?.args.length).toBeGreaterThan(1);
    });
  });
}
