import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { World } from '../world.ts';
import { confirm, customerWith, enter, orderOf } from './person.ts';

/** Products and their stock at the desk. */
export function productTests(world: () => World): void {
  it('a product is made, stocked, priced, set aside, archived and restored', async () => {
    const sku = `LAMP-${randomUUID().slice(0, 8).toUpperCase()}`;
    const name = `Lamp ${sku}`;
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/products');
      const press = (label: string): Promise<void> => page.getByRole('button', { name: label }).click();
      const fill = async (entries: Record<string, string>, submit: string): Promise<void> => {
        const dialog = page.locator('.dialog[role=dialog]');
        for (const [label, value] of Object.entries(entries))
          await dialog.getByLabel(label, { exact: true }).fill(value);
        await dialog.getByRole('button', { name: submit, exact: true }).click();
        await dialog.waitFor({ state: 'detached' });
      };
      await press('New product');
      await fill({ SKU: sku, Name: name, Price: '20', 'On hand': '3' }, 'Save');
      await page.getByLabel('Search, or a whole SKU').fill(sku);
      const row = page.getByRole('row', { name });
      await press(`Edit: ${name}`);
      await fill({ Price: '21.5' }, 'Save');
      await row.getByText('$21.50').waitFor();
      await press(`Stock: ${name}`);
      await fill({ 'More or less': '4' }, 'Book');
      await row.getByText('of 7, 0 reserved').waitFor();

      await page.getByRole('link', { name: 'Reservations' }).click();
      await page.getByLabel('SKU', { exact: true }).fill(sku);
      await page.getByLabel('Quantity').fill('2');
      await press('Set aside by hand');
      await press('Release');
      await confirm(page, 'Release');
      await page.locator('.badge', { hasText: 'Released' }).waitFor();

      await page.getByRole('link', { name: 'Products' }).click();
      await page.getByLabel('Search, or a whole SKU').fill(sku);
      await press(`Archive: ${name}`);
      await confirm(page, `Archive: ${name}`);
      await press(`Restore: ${name}`);
      await page.getByRole('button', { name: `Archive: ${name}` }).waitFor();
    });
  });
}

/** Customers and their orders at the desk. */
export function customerTests(world: () => World): void {
  it('a customer is found, written to, made an administrator and deactivated; a message is sent again', async () => {
    const { email } = await customerWith(world(), '10');
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/customers');
      await page.getByLabel('Search').fill(email);
      await page.getByRole('row', { name: email }).getByRole('link').click();
      await page.getByRole('button', { name: 'Write a message' }).click();
      await page.getByLabel('Subject').fill('Your lamp');
      await page.getByRole('textbox', { name: 'Message' }).fill('It is here.');
      await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
      await page.locator('summary', { hasText: 'Your lamp' }).filter({ hasText: 'Sent' }).click();
      await page.getByRole('button', { name: 'Send again: Your lamp' }).click();
      await page.getByText('It is being sent again').waitFor();
      for (const [action, outcome] of [
        ['Make an administrator', 'Administrator'],
        ['Make a customer', 'Customer'],
        ['Deactivate', 'Deactivated'],
        ['Reactivate', 'Customer'],
      ] as const) {
        await page.getByRole('button', { name: action }).click();
        await confirm(page, action);
        await page.locator('.heading .badge', { hasText: new RegExp(`^${outcome}$`) }).waitFor();
      }
      expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Ada Lovelace');
    });
  });

  it('an order is found by its number and by its status', async () => {
    const { number } = await orderOf(world(), 'NOTEBOOK-A5');
    await world().visit(async ({ page }) => {
      await enter(page, world(), world().system.admin, 'desk/orders');
      await page.getByLabel('Order number').fill('NOPE-0000');
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByText('There is no such order.').waitFor();
      await page.getByRole('radio', { name: 'Rejected' }).check({ force: true });
      await page.getByRole('link', { name: number }).waitFor({ state: 'detached' });
      await page.getByRole('radio', { name: 'Confirmed' }).check({ force: true });
      await page.getByRole('link', { name: number }).waitFor();
      await page.getByLabel('Order number').fill(number.toLowerCase());
      await page.getByRole('button', { name: 'Find' }).click();
      await page.getByRole('heading', { name: `Order ${number}` }).waitFor();
      expect(await page.getByRole('region', { name: 'Payment' }).innerText()).toContain('$9.95');
    });
  });
}
