import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import {
  RegisterDocument,
  RequestEmailVerificationDocument,
  VerifyEmailDocument,
  type Locale,
} from '../../../client/generated/graphql.ts';
import { openMailbox, tokenIn } from '../../kit/mailbox.ts';
import type { Visitor } from '../../kit/visitor.ts';
import type { World } from '../world.ts';

/** The longest that anything on the pages may take: an order, and a service that was away and comes back. */
export const SHOWN_LIMIT_MS = 30_000;

const CONFIRMATION = { EN: 'Confirm your e-mail address', RU: 'Подтверждение адреса' };

/** A registered customer, and what they sign in with. */
export interface Customer {
  readonly email: string;
  readonly password: string;
  readonly visitor: Visitor;
}

/** Waits for a mail to an address, and returns its token. */
export const mailedToken = async ({ system }: World, email: string, subject = CONFIRMATION.EN): Promise<string> =>
  tokenIn((await openMailbox(system.mailboxUrl).mailTo(email, subject)).Text);

/** Makes a customer with money and a confirmed address. */
export async function customerWith(world: World, amount: string, locale: Locale = 'EN'): Promise<Customer> {
  const username = `c${randomUUID().slice(0, 12)}`;
  const [email, password] = [`${username}@example.com`, `${username}-passphrase`];
  const input = { email, username, password, firstName: 'Ada', lastName: 'Lovelace', locale };
  await world.system.visitor().ask(RegisterDocument, { input });
  const visitor = await world.system.visitor().login({ email, password });
  await visitor.ask(RequestEmailVerificationDocument, {});
  await visitor.ask(VerifyEmailDocument, { token: await mailedToken(world, email, CONFIRMATION[locale]) });
  if (amount !== '0') await visitor.deposit(amount);
  return { email, password, visitor };
}

/** Makes a customer with a confirmed order; returns the order's id and number. */
export async function orderOf(world: World, sku: string, locale?: Locale) {
  const customer = await customerWith(world, '50', locale);
  const { id, number } = await customer.visitor.settled(await customer.visitor.placeOrder([{ sku, quantity: 1 }]));
  return { ...customer, id, number };
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

/** Presses a button in a dialog. */
export const confirm = (page: Page, name: string): Promise<void> =>
  page.getByRole('alertdialog').getByRole('button', { name }).click();
