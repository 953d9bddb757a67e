import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { CreateProductDocument } from '../../../client/generated/graphql.ts';
import type { World } from '../world.ts';
import { addressOf, customerWith, enter, SHOWN_LIMIT_MS } from './person.ts';

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

/** Looks at a page light and dark, wide and narrow. */
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

/** A test of what axe says of some pages, as somebody who signs in or as nobody. */
const axeTestOf =
  (world: () => World) =>
  (
    name: string,
    sign: () => Promise<{ email: string; password: string } | undefined>,
    paths: readonly string[],
  ): void => {
    it(`axe has nothing to say of ${name}, light and dark, wide and narrow`, async () => {
      const who = await sign();
      await world().visit(async ({ page }) => {
        page.setDefaultTimeout(SHOWN_LIMIT_MS);
        if (who !== undefined) await enter(page, world(), who);
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
  };

/** Axe's opinion of every page. */
export function axeTests(world: () => World): void {
  const pagesTest = axeTestOf(world);
  pagesTest('what everybody sees', () => Promise.resolve(undefined), [
    '',
    'basket',
    'sign-in',
    'register',
    'reset',
    'nowhere',
  ]);
  pagesTest(
    'the shop',
    async () => {
      const customer = await customerWith(world(), '50');
      await customer.visitor.settled(await customer.visitor.placeOrder([{ sku: 'MUG-ENAMEL', quantity: 1 }]));
      return customer;
    },
    ['', 'orders', 'account', 'messages'],
  );
  pagesTest('the desk', () => Promise.resolve(world().system.admin), [
    'desk',
    'desk/orders',
    'desk/products',
    'desk/customers',
    'desk/reservations',
  ]);

  it('axe would have something to say of a button without a name', async () => {
    await world().visit(async ({ page }) => {
      await page.goto(addressOf(world()));
      await page.locator('.product').first().waitFor();
      await page.evaluate("document.querySelector('main').append(document.createElement('button'))");
      expect((await findingsOf(page)).join()).toContain('button-name');
    });
  });

  it('axe has nothing to say of an order, a customer and a dialog either', async () => {
    const { visitor } = await customerWith(world(), '50');
    const id = await visitor.placeOrder([{ sku: 'MUG-ENAMEL', quantity: 1 }]);
    await visitor.settled(id);
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
    });
  });
}

/** Keyboards, phones, languages and slow lines. */
export function reachTests(world: () => World): void {
  it('somebody with a keyboard alone puts something into the basket and orders it', async () => {
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

/** Much, in another language, and over a slow line. */
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

  it('a customer who reads Russian is spoken to in Russian', async () => {
    const customer = await customerWith(world(), '50', 'RU');
    await customer.visitor.settled(await customer.visitor.placeOrder([{ sku: 'TEA-SENCHA-100', quantity: 1 }]));
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
