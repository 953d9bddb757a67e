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

/** What the desk does beside shipping. */
export function deskTests(world: () => World): void {
  it('a product is made, stocked, priced, set aside, archived and restored', async () => {
    const sku = `LAMP-${randomUUID().slice(0, 8).toUpperCase()}`;
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/products');
      const fill = async (entries: Record<string, string>, submit: string): Promise<void> => {
        const dialog = page.locator('.dialog[role=dialog]');
        for (const [label, value] of Object.entries(entries))
          await dialog.getByLabel(label, { exact: true }).fill(value);
        await dialog.getByRole('button', { name: submit, exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
      };
      await page.getByRole('button', { name: 'New product' }).click();
      await fill({ SKU: sku, Name: `Lamp ${sku}`, Price: '20', 'On hand': '3' }, 'Save');
      await page.getByLabel('Search, or a whole SKU').fill(sku);
      const row = page.getByRole('row', { name: new RegExp(`Lamp ${sku}`) });
      await page.getByRole('button', { name: `Edit: Lamp ${sku}` }).click();
      await fill({ Price: '21.5' }, 'Save');
      await row.getByText('$21.50').waitFor();
      await page.getByRole('button', { name: `Stock: Lamp ${sku}` }).click();
      await fill({ 'More or less': '4' }, 'Book');
      await row.getByText('of 7, 0 reserved').waitFor();

      await page.getByRole('link', { name: 'Reservations' }).click();
      await page.getByLabel('SKU', { exact: true }).fill(sku);
      await page.getByLabel('Quantity').fill('2');
      await page.getByRole('button', { name: 'Set aside by hand' }).click();
      await page.getByRole('button', { name: 'Release' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Release' }).click();
      await page.locator('.badge', { hasText: 'Released' }).waitFor();

      await page.getByRole('link', { name: 'Products' }).click();
      await page.getByLabel('Search, or a whole SKU').fill(sku);
      await page.getByRole('button', { name: `Archive: Lamp ${sku}` }).click();
      await page
        .getByRole('alertdialog')
        .getByRole('button', { name: `Archive: Lamp ${sku}` })
        .click();
      await page.getByRole('button', { name: `Restore: Lamp ${sku}` }).click();
      await page.getByRole('button', { name: `Archive: Lamp ${sku}` }).waitFor();
    });
  });

  it('a customer is found, written to, made an administrator and shut out; a message is sent again', async () => {
    const { email } = await customerWith(world(), '10');
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/customers');
      await page.getByLabel('Search').fill(email);
      await page
        .getByRole('row', { name: new RegExp(email) })
        .getByRole('link')
        .click();
      await page.getByRole('button', { name: 'Write a message' }).click();
      await page.getByLabel('Subject').fill('Your lamp');
      await page.getByRole('textbox', { name: 'Message' }).fill('It is here.');
      await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
      await page.locator('summary', { hasText: 'Your lamp' }).filter({ hasText: 'Sent' }).click();
      await page.getByRole('button', { name: 'Send again: Your lamp' }).click();
      await page.getByText('It is being sent again').waitFor();
      for (const [deed, outcome] of [
        ['Make an administrator', 'Administrator'],
        ['Make a customer', 'Customer'],
        ['Deactivate', 'Deactivated'],
        ['Reactivate', 'Customer'],
      ] as const) {
        await page.getByRole('button', { name: deed }).click();
        await page.getByRole('alertdialog').getByRole('button', { name: deed }).click();
        await page.locator('.heading .badge', { hasText: new RegExp(`^${outcome}$`) }).waitFor();
      }
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Ada Lovelace');
    });
  });

  it('an order is found by its number and by its status', async () => {
    const { visitor } = await customerWith(world(), '50');
    const { number } = await visitor.settled(await visitor.placeOrder([{ sku: 'NOTEBOOK-A5', quantity: 2 }]));
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/orders');
      await page.getByLabel('Order number').fill('NOPE-0000');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.locator('main').getByRole('alert').waitFor();
      await page.getByRole('radio', { name: 'Rejected' }).check({ force: true });
      await page.getByRole('link', { name: number }).waitFor({ state: 'detached' });
      await page.getByRole('radio', { name: 'Confirmed' }).check({ force: true });
      await page.getByRole('link', { name: number }).waitFor();
      await page.getByLabel('Order number').fill(number.toLowerCase());
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
      expect(await page.getByRole('region', { name: 'Payment' }).innerText()).toContain('$19.90');
    });
  });
}
