import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { CreateProductDocument } from '../../../client/generated/graphql.ts';
import type { World } from '../world.ts';
import { addressOf, customerWith, enter, orderOf, SHOWN_LIMIT_MS } from './person.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const findingsSchema = z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) }));

/** What axe finds against WCAG 2.2 AA and its own good practices. */
async function findingsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const findings = await page.evaluate('axe.run().then(({ violations }) => violations)');
  return findingsSchema
    .parse(findings)
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id}: ${html}`));
}

const isTooWide = (page: Page): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth > innerWidth');

/** What is wrong with a page in light and dark, wide and narrow. */
async function look(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const viewport of [
    { width: 1280, height: 800 },
    { width: 360, height: 740 },
  ]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      faults.push(...(await findingsOf(page)));
      if ((await isTooWide(page)) === true) faults.push(`${page.url()} is wider than ${viewport.width}`);
    }
  }
  return faults;
}

/** Axe finds nothing on any page, light and dark, wide and narrow. */
export function axeTests(world: () => World): void {
  it.for([
    {
      name: 'without a session',
      sign: async () => undefined,
      paths: ['', 'basket', 'sign-in', 'register', 'reset', 'verify', 'nowhere'],
    },
    { name: 'of the shop', sign: () => orderOf(world(), 'MUG-ENAMEL'), paths: ['', 'orders', 'account', 'messages'] },
    {
      name: 'of the desk',
      sign: async () => world().system.admin,
      paths: ['desk', 'desk/orders', 'desk/products', 'desk/customers', 'desk/reservations'],
    },
  ])('axe finds nothing on the pages $name', async ({ sign, paths }) => {
    const user = await sign();
    await world().visit(async ({ page }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      if (user !== undefined) await enter(page, world(), user);
      const faults: string[] = [];
      for (const path of paths) {
        await page.goto(addressOf(world(), path));
        await page.locator('h1').waitFor();
        await expect.poll(() => page.locator('.skeleton').count(), { timeout: SHOWN_LIMIT_MS }).toBe(0);
        faults.push(...(await look(page)));
      }
      expect(faults).toEqual([]);
    });
  });

  it('axe finds nothing on the pages of an order and a customer and in a dialog, but would find a button without a name', async () => {
    const { id } = await orderOf(world(), 'MUG-ENAMEL');
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, `desk/orders/${id}`);
      await page.getByRole('button', { name: 'Ship' }).waitFor();
      const faults = await look(page);
      await page.getByRole('link', { name: 'Ada Lovelace' }).click();
      await page.getByRole('button', { name: 'Write a message' }).waitFor();
      faults.push(...(await look(page)));
      await page.getByRole('button', { name: 'Write a message' }).click();
      await page.getByRole('dialog').waitFor();
      faults.push(...(await look(page)));
      expect(faults).toEqual([]);
      await page.evaluate("document.querySelector('.dialog').append(document.createElement('button'))");
      expect((await findingsOf(page)).join()).toContain('button-name');
    });
  });
}

/** The keyboard alone. */
export function reachTests(world: () => World): void {
  it('the keyboard alone is enough to fill the basket and order', async () => {
    const customer = await customerWith(world(), '50');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer);
      await page.getByRole('heading', { name: 'Enamel mug' }).waitFor();
      const tabTo = async (name: RegExp): Promise<void> => {
        for (let presses = 0; presses < 60; presses += 1) {
          await page.keyboard.press('Tab');
          const here = await page.evaluate(
            "document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent",
          );
          if (name.test(String(here))) return;
        }
        throw new Error(`Nothing with the focus is called ${name}`);
      };
      await tabTo(/^Add to the basket: Enamel mug/);
      await page.keyboard.press('Enter');
      await tabTo(/^Skip to the page/);
      await tabTo(/^Basket/);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.evaluate('document.activeElement.textContent')).toBe('Basket');
      await tabTo(/^Place the order/);
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'What happened' }).getByText('Confirmed').waitFor();
    });
  });
}

/** Large orders, another language, and the size of the pages. */
export function extremeTests(world: () => World): void {
  it('a hundred lines and long names fit a phone', async () => {
    const admin = await world().system.visitor().login(world().system.admin);
    const customer = await customerWith(world(), '1000');
    const skus = Array.from({ length: 100 }, (_, place) => `LONG-${Date.now()}-${place}`);
    for (const sku of skus) {
      const name = `${sku}Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft`;
      await admin.ask(CreateProductDocument, {
        input: { sku, name, price: { amount: '1', currency: 'USD' }, onHand: 5 },
      });
    }
    const id = await customer.visitor.placeOrder(skus.map((sku) => ({ sku, quantity: 1 })));
    await customer.visitor.settled(id);
    await world().visit(
      async ({ page }) => {
        await enter(page, world(), customer, `orders/${id}`);
        await page.getByText('Total: $100.00').waitFor();
        expect(await page.getByRole('table', { name: 'What was ordered' }).getByRole('rowheader').count()).toBe(100);
        expect(await isTooWide(page)).toBe(false);
        await page.goto(addressOf(world()));
        await page.getByRole('button', { name: 'Older' }).click();
        await page.getByRole('button', { name: 'Newer' }).waitFor();
        expect(await isTooWide(page)).toBe(false);
      },
      { width: 360, height: 740 },
    );
  });

  it('a customer who reads Russian gets the pages in Russian', async () => {
    const customer = await orderOf(world(), 'TEA-SENCHA-100', 'RU');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer, 'orders');
      await page.getByRole('heading', { name: 'Заказы' }).waitFor();
      await page.getByRole('table').getByRole('link').click();
      await page.getByText(/Итого: 18,75\s\$/).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe('ru');
      expect(await page.locator('main').innerText()).toContain('Подтверждён');
    });
  });

  it('the first load is under 200 kB compressed, and comes from this router alone', async () => {
    await world().visit(async ({ page }) => {
      await page.goto(addressOf(world()));
      await page.locator('.product').first().waitFor();
      const bytes = await page.evaluate(
        'performance.getEntries().reduce((sum, { transferSize = 0 }) => sum + transferSize, 0)',
      );
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThan(200_000);
    });
  });
}
