import { buildClientSchema, getIntrospectionQuery, isEnumType, isInputObjectType, isObjectType } from 'graphql';
import type { GraphQLNamedType, IntrospectionQuery } from 'graphql';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openEditor } from './editor.ts';
import type { World } from './world.ts';

/** Words alone: the page makes paragraphs, lists and code of what is marked so in a description. */
const wordsOf = (text: string): string =>
  text
    .replaceAll(/[`*_]|^\s*-\s/gm, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

const shown = async (page: Page): Promise<string> =>
  wordsOf(await page.locator('.graphiql-doc-explorer-content').innerText());

async function schemaOf(world: World): Promise<readonly GraphQLNamedType[]> {
  const { data } = await world.system
    .visitor()
    .send<IntrospectionQuery, Record<string, never>>(getIntrospectionQuery());
  if (data === null || data === undefined) throw new Error('The graph does not show its schema.');
  return Object.values(buildClientSchema(data).getTypeMap()).filter(({ name }) => !name.startsWith('__'));
}

interface Described {
  readonly name: string;
  readonly description?: string | null | undefined;
}

/** What is listed on a type's own page. */
function membersOf(type: GraphQLNamedType): readonly Described[] {
  if (isEnumType(type)) return type.getValues().map(({ name, description }) => ({ name, description }));
  return isObjectType(type) || isInputObjectType(type) ? Object.values<Described>(type.getFields()) : [];
}

/** The documentation that the playground shows. */
export function documentationTests(world: () => World): void {
  it('shows the description of every type, field, argument and value', async () => {
    const types = await schemaOf(world());
    expect(types.length).toBeGreaterThan(50);
    await world().visit(async ({ page }) => {
      await openEditor(page, world().system.url);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const link = (kind: 'type' | 'field', name: string) =>
        page.locator(`.graphiql-doc-explorer-content .graphiql-doc-explorer-${kind}-name`, {
          hasText: new RegExp(`^${name}$`),
        });
      const title = (name: string) =>
        page.locator('.graphiql-doc-explorer-title', { hasText: new RegExp(`^${name}$`) }).waitFor();
      const goBack = () => page.locator('.graphiql-doc-explorer-back').click();
      await title('Docs');
      const missing: string[] = [];
      const look = async (place: string, described: readonly Described[]): Promise<void> => {
        const text = await shown(page);
        for (const { name, description } of described) {
          if (description == null || !text.includes(wordsOf(description))) missing.push(`${place}: ${name}`);
        }
      };
      for (const type of types) {
        await link('type', type.name).first().click();
        await title(type.name);
        // In a list, only the first paragraph of a description is shown; the others are on the page of the field.
        const members = membersOf(type).map(({ name, description }) => ({
          name,
          description: description?.split('\n\n')[0],
        }));
        await look(type.name, [type, ...members]);
        const fields = isObjectType(type) ? Object.values(type.getFields()) : [];
        for (const field of fields.filter(
          ({ args, description }) => args.length > 0 || description?.includes('\n\n'),
        )) {
          await link('field', field.name).first().click();
          await title(field.name);
          await look(`${type.name}.${field.name}`, [field, ...field.args]);
          await goBack();
          await title(type.name);
        }
        await goBack();
        await title('Docs');
      }
      expect(missing).toEqual([]);
    });
  });
}
