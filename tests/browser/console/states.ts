import type { Page, Route } from 'playwright-core';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { World } from '../world.ts';
import { addressOf, customerWith, enter, fillBasket, orderOf, SHOWN_LIMIT_MS } from './person.ts';

const bodySchema = z.object({ query: z.string() });

/** Handles the requests of one operation of one page otherwise. */
async function intercept(page: Page, operation: RegExp, handle: (route: Route) => Promise<void>): Promise<void> {
  await page.route('**/graphql', (route) => {
    const { query } = bodySchema.parse(route.request().postDataJSON());
    return operation.test(query) ? handle(route) : route.fallback();
  });
}

/** An order survives what happens between the click and the answer. */
export function sendingTests(world: () => World): void {
  it('an order is placed once, though its answer is lost and the page is loaded again', async () => {
    const customer = await customerWith(world(), '100');
    await world().visit(async ({ page, expectFault }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Enamel mug');
      let arrived = 0;
      // The graph has the order, and the page does not know.
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

  it('an order waits for a connection, whatever page is open', async () => {
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

  it('an order is rejected at another price than the customer saw', async () => {
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

/** Services that are away, a router that is away, and too many requests. */
export function outageTests(world: () => World): void {
  it('a service that is away costs its own part alone, which comes back', async () => {
    const { id } = await orderOf(world(), 'MUG-ENAMEL');
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

  it('a router that is away, or that limits the rate, is reported, and the page stays as it was', async () => {
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
      await page.getByText('None yet.').waitFor();
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
  it('a sign-out in one tab asks for a sign-in in the other, which keeps what was typed', async () => {
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

  it('the second of two administrators at an order reads that another was quicker', async () => {
    const { id } = await orderOf(world(), 'MUG-ENAMEL');
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, `desk/orders/${id}`);
      await page.getByRole('button', { name: 'Ship' }).waitFor();
      // The page does not learn of it in time.
      await intercept(page, /query Order\(/, async () => undefined);
      const rival = await page.context().newPage();
      await rival.goto(addressOf(world(), `desk/orders/${id}`));
      await rival.getByRole('button', { name: 'Ship' }).click();
      await rival.getByRole('button', { name: 'Mark as delivered' }).waitFor();
      await page.getByRole('button', { name: 'Ship' }).click();
      await page.locator('.toast', { hasText: 'Another user was quicker.' }).waitFor();
      await page.unrouteAll({ behavior: 'ignoreErrors' });
      expect(await rival.getByRole('region', { name: 'What happened' }).innerText()).toContain('Shipped');
    });
  });
}
