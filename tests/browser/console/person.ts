import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { RegisterDocument } from '../../../client/generated/graphql.ts';
import type { Locale } from '../../../client/generated/graphql.ts';
import type { Visitor } from '../../kit/visitor.ts';
import type { World } from '../world.ts';

/** The longest that anything on the pages may take: an order, and a service that was away and comes back. */
export const SHOWN_LIMIT_MS = 30_000;

/** A customer who is known, and what they sign in with. */
export interface Customer {
  readonly email: string;
  readonly password: string;
  readonly visitor: Visitor;
}

/** Makes a customer with money. */
export async function customerWith({ system }: World, amount: string, locale: Locale = 'EN'): Promise<Customer> {
  const username = `c${randomUUID().slice(0, 12)}`;
  const [email, password] = [`${username}@example.com`, `${username}-passphrase`];
  const input = { email, username, password, firstName: 'Ada', lastName: 'Lovelace', locale };
  await system.visitor().ask(RegisterDocument, { input });
  const visitor = await system.visitor().login({ email, password });
  if (amount !== '0') await visitor.deposit(amount);
  return { email, password, visitor };
}

/** Address of a page of the console. */
export const addressOf = ({ system }: World, path = ''): string => `http://127.0.0.1:${system.port}/#/${path}`;

/** Opens the console and signs in, as a person does. */
export async function enter(
  page: Page,
  world: World,
  { email, password }: Pick<Customer, 'email' | 'password'>,
  path = '',
): Promise<void> {
  page.setDefaultTimeout(SHOWN_LIMIT_MS);
  await page.goto(addressOf(world, 'sign-in'));
  await page.locator('[name=login]').fill(email);
  await page.locator('[name=password]').fill(password);
  await page.locator('form [type=submit]').click();
  await page.locator('.who').waitFor();
  await page.goto(addressOf(world, path));
}

/** Puts a product into the basket, and goes there. */
export async function fillBasket(page: Page, world: World, name: string): Promise<void> {
  await page.goto(addressOf(world));
  await page.getByRole('button', { name: `Add to the basket: ${name}` }).click();
  await page.getByRole('link', { name: 'Basket' }).click();
  await page.getByRole('button', { name: 'Place the order' }).waitFor();
}
