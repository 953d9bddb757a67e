import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { openPage } from '../../kit/browser.ts';
import type { World } from '../world.ts';
import { addressOf, customerWith, enter, fillBasket, SHOWN_LIMIT_MS } from './person.ts';

/** What people come for. */
export function storyTests(world: () => World): void {
  it('somebody new buys a mug, and an administrator ships it while they look', async () => {
    const name = `u${randomUUID().slice(0, 12)}`;
    await world().visit(async ({ page }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      await page.goto(addressOf(world()));
      await page.getByRole('button', { name: 'Add to the basket: Enamel mug' }).click();
      await page.getByRole('link', { name: 'Basket' }).click();
      await page.getByRole('button', { name: 'Sign in to order' }).click();
      await page.locator('main').getByRole('link', { name: 'Register' }).click();
      await page.getByLabel('E-mail').fill(`${name}@example.com`);
      await page.getByLabel('Username').fill(name);
      await page.getByLabel('Password').fill(`${name}-passphrase`);
      await page.locator('form').getByRole('button', { name: 'Register' }).click();
      await page.getByRole('button', { name: 'Pay in' }).click();
      await page.getByLabel('Amount').fill('100');
      await page.getByRole('dialog').getByRole('button', { name: 'Pay in' }).click();
      await page.getByText('Available in your account: $100.00').waitFor();
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('heading', { name: /^Order / }).waitFor();
      const timeline = page.getByRole('region', { name: 'What happened' });
      await timeline.getByText('Confirmed').waitFor();
      expect(await timeline.locator('.badge').allInnerTexts()).toEqual([
        'Checking stock',
        'Taking payment',
        'Confirmed',
      ]);
      const id = page.url().split('/').at(-1) ?? '';

      await world().visit(async ({ page: desk }) => {
        await enter(desk, world(), world().system.admin);
        await desk.goto(addressOf(world(), 'desk'));
        const number = (await page.getByRole('heading', { level: 1 }).innerText()).replace('Order ', '');
        await desk.getByRole('region', { name: 'The last hour' }).locator('figcaption').waitFor();
        await desk.getByRole('region', { name: 'To be shipped' }).getByRole('link', { name: number }).click();
        await desk.getByRole('button', { name: 'Ship' }).click();
        await desk.getByText(`Order ${number} is shipped`).waitFor();
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
      expect(id).toMatch(/^[\w-]{36}$/);
    });
  });
}

/** What else happens to an order and to its customer. */
export function afterwardsTests(world: () => World): void {
  it('an order above the limit is rejected, and the customer reads why', async () => {
    const customer = await customerWith(world(), '90000');
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer);
      await fillBasket(page, world(), 'Grand piano');
      await page.getByRole('button', { name: 'Place the order' }).click();
      await page.getByRole('region', { name: 'What happened' }).getByText('Rejected').waitFor();
      expect(await page.locator('main').getByRole('alert').innerText()).toContain('above the largest single payment');
    });
  });

  it('a customer cancels what is not shipped, and has the money back', async () => {
    const customer = await customerWith(world(), '50');
    await customer.visitor.settled(await customer.visitor.placeOrder([{ sku: 'MUG-ENAMEL', quantity: 1 }]));
    await world().visit(async ({ page }) => {
      await enter(page, world(), customer, 'orders');
      await page.getByRole('table').getByRole('link').click();
      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByRole('region', { name: 'What happened' }).getByText('Cancelled', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Account' }).click();
      await page.getByRole('row', { name: /Refund.*\+\$12\.50.*\$50\.00/ }).waitFor();
    });
  });

  it('who forgot the password sets a new one with the token from the mail', async () => {
    const { email } = await customerWith(world(), '0');
    await world().visit(async ({ page }) => {
      page.setDefaultTimeout(SHOWN_LIMIT_MS);
      await page.goto(addressOf(world(), 'reset'));
      await page.getByLabel('E-mail', { exact: true }).fill(email);
      await page.getByRole('button', { name: 'Send me a token' }).click();
      await page.getByText('a token is on its way').waitFor();
      const mailbox = await openPage(world().browser, [new URL(world().system.mailboxUrl).host]);
      await mailbox.page.goto(`${world().system.mailboxUrl}/?query=to:${email}`);
      await mailbox.page.locator('#mails a', { hasText: 'Set a new password' }).click({ timeout: SHOWN_LIMIT_MS });
      await mailbox.page.getByRole('link', { name: 'Text', exact: true }).click();
      const token = /^\s*([\w-]{20,})\s*$/m.exec(await mailbox.page.locator('pre').innerText())?.[1] ?? '';
      await mailbox.close();
      await page.getByLabel('Token from the e-mail').fill(token);
      await page.getByLabel('New password').fill('seven-blue-kettles');
      await page.getByRole('button', { name: 'Set the new password' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await enter(page, world(), { email, password: 'seven-blue-kettles' });
    });
  });
}
