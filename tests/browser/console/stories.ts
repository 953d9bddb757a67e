import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { World } from '../world.ts';
import { addressOf, confirm, customerWith, enter, fillBasket, mailedToken, orderOf, SHOWN_LIMIT_MS } from './person.ts';

/** A purchase and a shipment, from registration to delivery. */
export function purchaseTests(world: () => World): void {
  it('a new customer confirms the address and buys a mug, and an administrator ships it meanwhile', async () => {
    const name = `u${randomUUID().slice(0, 12)}`;
    await world().visit(async ({ page }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      const press = (label: string): Promise<void> => page.getByRole('button', { name: label }).click();
      await page.goto(addressOf(world()));
      await press('Add to the basket: Enamel mug');
      await page.getByRole('link', { name: 'Basket' }).click();
      await press('Sign in to order');
      await page.locator('main').getByRole('link', { name: 'Register' }).click();
      await page.getByRole('heading', { name: 'Register' }).waitFor();
      await page.getByLabel('E-mail').fill(`${name}@example.com`);
      await page.getByLabel('Username').fill(name);
      await page.getByLabel('Password').fill(`${name}-passphrase`);
      await page.locator('form').getByRole('button', { name: 'Register' }).click();
      await press('Pay in');
      await page.getByLabel('Amount').fill('100');
      await page.getByRole('dialog').getByRole('button', { name: 'Pay in' }).click();
      await page.getByText('Available in your account: $100.00').waitFor();
      await press('Place the order');
      await page.getByText('Confirm your e-mail address first').waitFor();
      await press('Confirm the e-mail address');
      await press('Send me a token');
      await page.getByLabel('Token from the e-mail').fill(await mailedToken(world(), `${name}@example.com`));
      await press('Confirm the e-mail address');
      await press('Place the order');
      await page.getByRole('heading', { name: /^Order / }).waitFor();
      const timeline = page.getByRole('region', { name: 'What happened' });
      await timeline.getByText('Confirmed').waitFor();
      const statuses = ['Checking stock', 'Taking payment', 'Confirmed'];
      expect(await timeline.locator('.badge').allInnerTexts()).toEqual(statuses);

      const number = (await page.getByRole('heading', { level: 1 }).innerText()).replace('Order ', '');
      await world().visit(async ({ page: desk }) => {
        await enter(desk, world(), world().system.admin);
        await desk.goto(addressOf(world(), 'desk'));
        await desk.getByRole('region', { name: 'The last hour' }).locator('figcaption').waitFor();
        await desk.getByRole('region', { name: 'To be shipped' }).getByRole('link', { name: number }).click();
        await desk.getByRole('button', { name: 'Ship' }).click();
        await desk.getByText('The order is shipped').waitFor();
        // The customer's page follows by itself.
        await timeline.getByText('Shipped').waitFor();
        await desk.getByRole('button', { name: 'Mark as delivered' }).click();
        await timeline.getByText('Delivered').waitFor();
      });

      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByRole('row', { name: /Payment.*−\$12\.50.*\$87\.50/ }).waitFor();
      await page.getByRole('link', { name: 'Messages' }).click();
      await page.locator('summary', { hasText: 'is confirmed' }).click();
      await page.getByRole('button', { name: /^Mark as read: .*is confirmed/ }).click();
      await page.locator('summary:not(.unread)', { hasText: 'is confirmed' }).waitFor();
    });
  });
}

/** What else happens to an order and to its customer. */
export function shopTests(world: () => World): void {
  it('a rejected order says why', async () => {
    const customer = await customerWith(world(), '90000');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Grand piano');
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('region', { name: 'What happened' }).getByText('Rejected').waitFor();
      expect(await page.locator('main').getByRole('alert').innerText()).toContain('above the largest single payment');
    });
  });

  it('a customer cancels an order and gets the money back', async () => {
    const customer = await orderOf(world(), 'MUG-ENAMEL');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer, 'orders');
      await page.getByRole('table').getByRole('link').click();
      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await confirm(page, 'Cancel the order');
      await page.getByRole('region', { name: 'What happened' }).getByText('Cancelled', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByRole('row', { name: /Refund.*\+\$12\.50.*\$50\.00/ }).waitFor();
    });
  });

  it('a lost password is replaced with the token from the mail, and the next sign-in shows the known device', async () => {
    const { email } = await customerWith(world(), '0');
    await world().visit(async ({ page }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      await page.goto(addressOf(world(), 'reset'));
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByRole('button', { name: 'Send me a token' }).click();
      await page.getByText('a token is on its way').waitFor();
      await page.getByLabel('Token from the e-mail').fill(await mailedToken(world(), email, 'Set a new password'));
      await page.getByLabel('New password').fill('seven-blue-kettles');
      await page.getByRole('button', { name: 'Set the new password' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      const customer = { email, password: 'seven-blue-kettles' };
      await enter(page, world(), customer);
      await page.getByRole('button', { name: 'Sign out' }).click();
      const asked = page.waitForRequest((request) => request.postData()?.includes('mutation Login') ?? false);
      await page.reload();
      await enter(page, world(), customer);
      expect((await asked).postData()).toMatch(/"refreshToken":"[^"]{20,}"/);
    });
  });
}
