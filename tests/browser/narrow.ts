import type { Locator, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openEditor } from './editor.ts';
import type { World } from './world.ts';

async function boxOf(element: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await element.boundingBox();
  if (box === null) throw new Error(`${element.toString()} is not visible.`);
  return box;
}

/** What of the bar is cut off, or out of the window; empty where it can all be read. */
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

  it('on a phone, operation, answer and documentation are each as wide as the screen', async () => {
    await world().visit(async ({ page }) => {
      const editor = await openEditor(page, world().system.url);
      const question = page.locator('.graphiql-editors');
      await editor.openTab('Browse');
      await editor.run('"products":');
      const [before, answer] = [await boxOf(question), await boxOf(page.locator('.graphiql-response'))];
      expect([before.x, before.width, answer.x, answer.width]).toEqual([0, phone.width, 0, phone.width]);
      expect(answer.y).toBeGreaterThanOrEqual(before.y + before.height);
      // Room for ten lines of the answer.
      expect(answer.height).toBeGreaterThan(200);
      await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
      const docs = await boxOf(page.locator('.graphiql-plugin'));
      expect([docs.x, docs.width]).toEqual([0, phone.width]);
      await page.locator('.graphiql-doc-explorer-type-name', { hasText: /^Order$/ }).click();
      await page.locator('.graphiql-doc-explorer-title', { hasText: /^Order$/ }).waitFor();
      expect(await sizeOf(page)).toEqual([phone.width, phone.height]);
      await page.getByRole('button', { name: 'Hide Documentation Explorer' }).click();
      await expect.poll(() => boxOf(question)).toEqual(before);
    }, phone);
  });

  it.for([phone, { width: 320, height: 640 }])(
    'at a width of $width the bar is low, and nothing in it is cut off',
    async (size) => {
      await world().visit(async ({ page }) => {
        const editor = await openEditor(page, world().system.url);
        const check = async (): Promise<void> => {
          const buttons = ['#sign-in-as', '#demo', '#admin', '#other'];
          const boxes = await Promise.all(buttons.map((id) => boxOf(page.locator(id))));
          expect(new Set(boxes.map(({ y, height }) => Math.round(y + height / 2))).size).toBe(1);
          expect(await cutOff(page)).toEqual([]);
          expect((await boxOf(page.locator('.bar'))).height).toBeLessThan(110);
          expect(await sizeOf(page)).toEqual([size.width, size.height]);
        };
        await check();
        expect(await page.locator('body').innerText()).not.toContain('Ctrl');
        await editor.run('"email": "ada.');
        await page.getByText(/ada-\w+ · customer/).waitFor();
        await check();
      }, size);
    },
  );
}
