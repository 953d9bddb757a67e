import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openEditor } from './editor.ts';
import type { World } from './world.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(element: Locator): Promise<Box> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element.toString()} is not to be seen.`);
  return box;
}

const middleOf = ({ y, height }: Box): number => Math.round(y + height / 2);

/** What of the strip is cut off, or out of the window; empty where it can all be read. */
const cutOff = (page: Page): Promise<unknown> =>
  page.evaluate(`Array.from(document.querySelectorAll('.bar :is(button, a, #who, #notice)'))
    .filter((each) => each.scrollWidth > each.clientWidth + 1 || each.getBoundingClientRect().right > innerWidth)
    .filter((each) => getComputedStyle(each).display !== 'inline' && each.offsetParent !== null)
    .map((each) => each.textContent.trim())`);

const sizeOf = (page: Page): Promise<unknown> =>
  page.evaluate('[document.documentElement.scrollWidth, document.documentElement.scrollHeight]');

/** The playground on a phone. */
export function narrowTests(world: () => World): void {
  const phone = { width: 390, height: 780 };

  it('on a phone the answer is below the question, each as wide as the screen, and nothing is wider', async () => {
    await world().visit(async ({ page }) => {
      const editor = await openEditor(page, world().system.url);
      expect(await sizeOf(page)).toEqual([phone.width, phone.height]);
      await editor.openTab('Browse');
      await editor.run('"products":');
      const [question, answer] = [
        await boxOf(page.locator('.graphiql-editors')),
        await boxOf(page.locator('.graphiql-response')),
      ];
      expect([question.x, question.width, answer.x, answer.width]).toEqual([0, phone.width, 0, phone.width]);
      expect(answer.y).toBeGreaterThanOrEqual(question.y + question.height);
      // Room for ten lines of each, and for more than half a line of the story.
      expect(answer.height).toBeGreaterThan(200);
      const text = await boxOf(page.locator('.graphiql-query-editor .monaco-editor').first());
      expect(text.height).toBeGreaterThan(180);
      expect(text.width).toBeGreaterThan(320);
      const sidebar = await boxOf(page.locator('.graphiql-sidebar'));
      expect(sidebar.y + sidebar.height).toBeLessThanOrEqual(phone.height);
    }, phone);
  });

  it('on a phone the documentation lies over the question, and the button that opened it closes it', async () => {
    await world().visit(async ({ page }) => {
      await openEditor(page, world().system.url);
      const question = page.locator('.graphiql-editors');
      const before = await boxOf(question);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const docs = await boxOf(page.locator('.graphiql-plugin'));
      expect([docs.x, docs.width]).toEqual([0, phone.width]);
      expect(docs.y).toBeLessThanOrEqual(before.y);
      await page.locator('.graphiql-doc-explorer-type-name', { hasText: /^Order$/ }).click();
      await page.locator('.graphiql-doc-explorer-title', { hasText: /^Order$/ }).waitFor();
      expect(await sizeOf(page)).toEqual([phone.width, phone.height]);
      await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
      await expect.poll(() => boxOf(question)).toEqual(before);
      await page.locator('.graphiql-execute-button').click({ trial: true });
    }, phone);
  });

  it.for([
    { width: 390, height: 780 },
    { width: 320, height: 640 },
  ])('at a width of $width the strip is low, and can be read whole', async (size) => {
    await world().visit(async ({ page }) => {
      await openEditor(page, world().system.url);
      const isInOneRow = async (): Promise<void> => {
        const rows = [
          page.locator('#sign-in-as'),
          page.locator('#demo'),
          page.locator('#admin'),
          page.locator('#other'),
        ];
        const middles = (await Promise.all(rows.map(boxOf))).map(middleOf);
        expect(new Set(middles).size).toBe(1);
        expect(await cutOff(page)).toEqual([]);
        expect((await boxOf(page.locator('.bar'))).height).toBeLessThan(100);
        expect(await sizeOf(page)).toEqual([size.width, size.height]);
      };
      await isInOneRow();
      await page.getByRole('button', { name: 'Demo customer' }).click();
      await page.getByText('demo · customer').waitFor();
      await isInOneRow();
    }, size);
  });
}
