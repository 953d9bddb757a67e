import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { World } from '../world.ts';
import { addressOf, customerWith, enter, fillBasket, SHOWN_LIMIT_MS } from './person.ts';

const bodySchema = z.object({ query: z.string() });

/** Has what is asked by an operation handled otherwise, on one page. */
async function intercept(page: Page, operation: RegExp, handle: (route: Route) => Promise<void>): Promise<void> {
  await page.route('**/graphql', (route) => {
    const { query } = bodySchema.parse(route.request().postDataJSON());
    return operation.test(query) ? handle(route) : route.fallback();
  });
}

/** An order survives what happens between the click and the answer. */
export function sendingTests(world: () => World): void {
  it('whose answer is lost, and whose page is loaded again, is placed once', async () => {
    const customer = await customerWith(world(), '100');
    await world().visit(async ({ page, expectFault }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Enamel mug');
      let arrived = 0;
      // The graph has it, and the page does not know.
      await intercept(page, /mutation PlaceOrder/, async (route) => {
        arrived += 1;
        await route.fetch();
        await route.abort();
      });
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByText('It is placed once').waitFor();
      await expect.poll(() => arrived, { timeout: SHOWN_LIMIT_MS }).toBeGreaterThan(1);
      await page.unrouteAll({ behavior: 'wait' });
      await page.reload();
      await page.getByRole('heading', { name: /^Order / }).waitFor();
      await page.getByRole('link', { name: 'Orders' }).click();
      await page.getByRole('heading', { name: 'Orders', exact: true }).waitFor();
      await page.getByRole('table').waitFor();
      expect(await page.getByRole('table').getByRole('link').count()).toBe(1);
      await page.getByRole('link', { name: 'Basket' }).click();
      await page.getByText('The basket is empty.').waitFor();
      expectFault(/Failed to load resource/);
    });
  });

  it('without a connection waits for one, on whatever page', async () => {
    const customer = await customerWith(world(), '100');
    await world().visit(async ({ page, expectFault }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Notebook A5');
      await page.context().setOffline(true);
      await page.getByText('You are offline').waitFor();
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('link', { name: 'Catalogue' }).click();
      await page.getByText('It is placed once').waitFor();
      await page.context().setOffline(false);
      await page.getByRole('region', { name: 'What happened' }).getByText('Confirmed').waitFor();
      expect(await page.getByText('You are offline').count()).toBe(0);
      expectFault(/Failed to load resource/);
    });
  });

  it('at a price that has changed meanwhile is not charged, and says so', async () => {
    const customer = await customerWith(world(), '100');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Sencha, 100 g');
      await intercept(page, /mutation PlaceOrder/, async (route) => {
        const body = route.request().postData() ?? '';
        await route.continue({ postData: body.replace(/"amount":"18.75"/, '"amount":"17.75"') });
      });
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('region', { name: 'What happened' }).getByText('Rejected').waitFor();
      expect(await page.locator('main').getByRole('alert').innerText()).toMatch(/price|total/i);
    });
  });
}

/** Parts and wholes that are away, and too much at once. */
export function outageTests(world: () => World): void {
  it('a service that is away costs its own part, which comes back by itself', async () => {
    const { visitor } = await customerWith(world(), '50');
    const id = await visitor.placeOrder([{ sku: 'MUG-ENAMEL', quantity: 1 }]);
    await visitor.settled(id);
    const accounts = world()
      .system.processes()
      .find(({ command }) => command.endsWith('subgraphs/accounts/main.ts'));
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin);
      if (accounts === undefined) throw new Error('The accounts service does not run.');
      process.kill(accounts.pid, 'SIGSTOP');
      try {
        await page.goto(addressOf(world(), `desk/orders/${id}`));
        await page.getByRole('region', { name: 'Payment' }).getByText('cannot be shown right now').waitFor();
        expect(await page.getByRole('region', { name: 'What was ordered' }).innerText()).toContain('Enamel mug');
        expect(await page.getByRole('region', { name: 'Customer' }).innerText()).toContain('Ada Lovelace');
      } finally {
        process.kill(accounts.pid, 'SIGCONT');
      }
      await page.getByRole('region', { name: 'Payment' }).getByText('Paid').waitFor();
    });
  });

  it('a router that is away, or asks for patience, is said, and what was there stays', async () => {
    await world().visit(async ({ page, expectFault }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      await page.goto(addressOf(world()));
      await page.getByRole('heading', { name: 'Enamel mug' }).waitFor();
      await intercept(page, /query Products/, (route) => route.abort());
      await page.getByRole('link', { name: 'Basket' }).click();
      await page.getByRole('link', { name: 'Catalogue' }).first().click();
      await page.getByText('The shop cannot be reached.').waitFor();
      expect(await page.getByRole('heading', { name: 'Enamel mug' }).count()).toBe(1);
      await page.unrouteAll();
      await intercept(page, /query Products/, (route) =>
        route.fulfill({
          status: 429,
          headers: { 'retry-after': '1' },
          json: { errors: [{ message: 'Too many.', extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 } }] },
        }),
      );
      await page.getByText('That was too much at once.').waitFor();
      await page.unrouteAll();
      await page.getByText('That was too much at once.').waitFor({ state: 'detached' });
      expectFault(/Failed to load resource/);
    });
  });

  it('an empty shop, an unknown order and an unknown page say what they are', async () => {
    const customer = await customerWith(world(), '0');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer, 'orders');
      await page.getByText('No orders.').or(page.getByText('None yet.')).waitFor();
      await page.goto(addressOf(world(), 'orders/019a0000-0000-7000-8000-000000000000'));
      await page.getByText('There is no such order.').waitFor();
      await page.goto(addressOf(world(), 'nowhere'));
      await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
      await page.goto(addressOf(world()));
      await page.getByLabel('Search').fill('no such thing');
      await page.getByText('Nothing found for “no such thing”.').waitFor();
      await page.goto(addressOf(world(), 'desk'));
      expect(await page.getByText('The desk is for administrators.').innerText()).not.toBe('');
    });
  });
}

/** Two tabs of one person, and two people at one order. */
export function rivalTests(world: () => World): void {
  it('a session that ends in one tab is over in the other, where nothing typed is lost', async () => {
    const customer = await customerWith(world(), '10');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer, 'account');
      await page.getByLabel('Phone').fill('+44 20 7946 0000');
      const other = await page.context().newPage();
      await other.goto(addressOf(world()));
      await other.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor();
      await page.getByRole('dialog').getByLabel('E-mail or username').fill(customer.email);
      await page.getByRole('dialog').getByLabel('Password').fill(customer.password);
      await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.getByLabel('Phone').inputValue()).toBe('+44 20 7946 0000');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved').waitFor();
      await other.locator('.who', { hasText: 'Ada Lovelace' }).waitFor();
    });
  });

  it('who comes second at an order is told, and sees what the first one did', async () => {
    const { visitor } = await customerWith(world(), '50');
    const id = await visitor.placeOrder([{ sku: 'MUG-ENAMEL', quantity: 1 }]);
    await visitor.settled(id);
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, `desk/orders/${id}`);
      await page.getByRole('button', { name: 'Ship' }).waitFor();
      // The page is not told in time, as it may happen within seconds.
      await intercept(page, /query Order\(/, async () => undefined);
      const rival = await page.context().newPage();
      await rival.goto(addressOf(world(), `desk/orders/${id}`));
      await rival.getByRole('button', { name: 'Ship' }).click();
      await rival.getByRole('button', { name: 'Mark as delivered' }).waitFor();
      await page.getByRole('button', { name: 'Ship' }).click();
      await page.locator('.toast', { hasText: 'Somebody else was quicker.' }).waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      expect(await rival.getByRole('region', { name: 'What happened' }).innerText()).toContain('Shipped');
    });
  });
}
