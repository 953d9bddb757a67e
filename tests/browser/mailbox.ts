import { randomUUID } from 'node:crypto';
import { createTransport } from 'nodemailer';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { RegisterDocument } from '../../client/generated/graphql.ts';
import type { Locale } from '../../client/generated/graphql.ts';
import { stockArticle } from '../kit/shop.ts';
import type { Visitor } from '../kit/visitor.ts';
import type { World } from './world.ts';

/** A mail takes some seconds; the page asks every other second. */
const ARRIVAL_LIMIT_MS = 30_000;

interface Customer {
  readonly email: string;
  readonly visitor: Visitor;
}

/** A new customer who gets mail in a language. */
async function customerIn({ system }: World, locale: Locale, firstName: string): Promise<Customer> {
  const username = `m${randomUUID().slice(0, 8)}`;
  const [email, password] = [`${username}@example.com`, `${username}-passphrase`];
  await system.visitor().ask(RegisterDocument, { input: { email, username, password, firstName, locale } });
  return { email, visitor: await system.visitor().login({ email, password }) };
}

/** The number of a confirmed order of a customer. */
async function orderOf({ system }: World, { visitor }: Customer): Promise<string> {
  const admin = await system.visitor().login(system.admin);
  const { sku } = await stockArticle(admin, '12.50', 5);
  await visitor.deposit('100.00');
  const { status, number } = await visitor.settled(await visitor.placeOrder([{ sku, quantity: 2 }]));
  expect(status).toBe('CONFIRMED');
  return number;
}

const arrival = (page: Page, subject: string) =>
  page.locator('#mails a', { hasText: subject }).first().waitFor({ timeout: ARRIVAL_LIMIT_MS });

/** The text of the mail that is shown. */
const letter = (page: Page): Promise<string> => page.frameLocator('iframe').locator('body').innerText();

/** The mails in the mailbox. */
export function mailboxReadingTests(world: () => World): void {
  it.for([
    {
      locale: 'EN',
      name: 'Ada',
      language: 'English',
      greeting: 'Hello,',
      welcome: 'Welcome to Ordergraph',
      confirmed: (number: string) => `Your order ${number} is confirmed`,
      paid: 'your payment of 25.00 USD',
    },
    {
      locale: 'RU',
      name: 'Ольга',
      language: 'Russian',
      greeting: 'Здравствуйте!',
      welcome: 'Добро пожаловать в Ordergraph',
      confirmed: (number: string) => `Заказ ${number} подтверждён`,
      paid: 'оплату (25,00 USD)',
    },
  ] as const)('the mails of a welcome and an order are in $language', async (expected) => {
    const customer = await customerIn(world(), expected.locale, expected.name);
    const subject = expected.confirmed(await orderOf(world(), customer));
    await world().visit(async ({ page }) => {
      await page.goto(`${world().system.mailboxUrl}/?query=to:${customer.email}`);
      await arrival(page, expected.welcome);
      await arrival(page, subject);
      for (const [title, words] of [
        [expected.welcome, expected.greeting],
        [subject, expected.paid],
      ] as const) {
        await page.locator('#mails a', { hasText: title }).click();
        await page.getByRole('heading', { name: title }).waitFor();
        expect(await letter(page)).toContain(expected.greeting);
        expect(await letter(page)).toContain(words);
        expect(await page.locator('dl').innerText()).toContain(customer.email);
        expect(await page.locator('dl').innerText()).toContain(expected.language);
        await page.getByRole('link', { name: 'Text', exact: true }).click();
        await expect.poll(() => page.locator('pre').innerText()).toContain(words);
        await page.getByRole('link', { name: 'Headers', exact: true }).click();
        await page.getByRole('cell', { name: expected.locale.toLowerCase(), exact: true }).waitFor();
      }
    });
  });

  it('scripts and images in a mail do nothing', async () => {
    const { system, visit } = world();
    const subject = `Evil ${randomUUID()}`;
    const transport = createTransport({ host: '127.0.0.1', port: system.port + 7 });
    const evil = `<script>top.document.title = "evil"</script><img src="http://evil.example/seen.png" onerror="top.document.title='evil'">`;
    await transport.sendMail({ from: 'a@example.com', to: 'b@example.com', subject, html: `<p>Dear me</p>${evil}` });
    transport.close();
    await visit(async ({ page, expectFault }) => {
      await page.goto(`${system.mailboxUrl}/?query=${encodeURIComponent(`"${subject}"`)}`);
      await page.locator('#mails a').click();
      await page.getByRole('heading', { name: subject }).waitFor();
      await expect.poll(() => letter(page)).toContain('Dear me');
      expect(await page.title()).toBe(subject);
      // The browser reports what it did not do.
      expectFault(/Content Security Policy|sandboxed/);
    });
  });
}

const row = (page: Page, text: string) => page.locator('#mails li', { hasText: text });
const listed = (page: Page): Promise<number> => page.locator('#mails li').count();
const idsIn = (page: Page): Promise<unknown> =>
  page.evaluate(`Array.from(document.querySelectorAll('#mails li'), ({ id }) => id)`);

/** The list of mails, and what is typed above it. */
export function mailboxListTests(world: () => World): void {
  it('a mail that comes in during a search is added at the top if it matches, and nothing else moves', async () => {
    const earlier = await customerIn(world(), 'EN', 'Ada');
    await world().visit(async ({ page }) => {
      await page.goto(world().system.mailboxUrl);
      await row(page, earlier.email).waitFor({ timeout: ARRIVAL_LIMIT_MS });
      let loads = 0;
      page.on('load', () => (loads += 1));
      await page.evaluate(`document.querySelector('#mails li').isTheSame = true`);
      await page.getByRole('searchbox').pressSequentially('Welcome to Ord');
      await page.waitForURL(/query=Welcome\+to\+Ord/);
      await page.keyboard.press('ArrowLeft');
      const elsewhere = await customerIn(world(), 'RU', 'Ольга');
      const later = await customerIn(world(), 'EN', 'Bob');
      await row(page, later.email).waitFor({ timeout: ARRIVAL_LIMIT_MS });
      expect(await page.locator('#mails li').first().innerText()).toContain(later.email);
      expect(await page.locator('#mails li.is-new').innerText()).toContain(later.email);
      expect(await row(page, elsewhere.email).count()).toBe(0);
      expect(await page.evaluate(`document.querySelectorAll('#mails li')[1].isTheSame`)).toBe(true);
      expect(await page.evaluate(`document.activeElement.value`)).toBe('Welcome to Ord');
      expect(await page.evaluate(`document.activeElement.selectionStart`)).toBe('Welcome to Or'.length);
      expect(await page.locator('#count').innerText()).toBe(`${await listed(page)} mails`);
      expect(loads).toBe(0);
    });
  });

  it('the list follows what is typed, beside a mail too, and shows all again when nothing is searched', async () => {
    const [ada, olga] = [await customerIn(world(), 'EN', 'Ada'), await customerIn(world(), 'RU', 'Ольга')];
    await world().visit(async ({ page, expectFault }) => {
      await page.goto(world().system.mailboxUrl);
      await row(page, ada.email).waitFor({ timeout: ARRIVAL_LIMIT_MS });
      await row(page, olga.email).waitFor({ timeout: ARRIVAL_LIMIT_MS });
      const [count, ids] = [await listed(page), await idsIn(page)];
      const search = page.getByRole('searchbox');
      await search.pressSequentially(`to:${ada.email}`);
      await expect.poll(() => page.locator('#count').innerText()).toBe('1 mail');
      expect(await row(page, ada.email).isVisible()).toBe(true);
      await search.pressSequentially(' nowhere');
      await page.getByText('No mail contains all these words.').waitFor();
      await search.fill('');
      await expect.poll(() => listed(page)).toBe(count);
      expect(await idsIn(page)).toEqual(ids);
      expect(await page.locator('#mails li.is-new').count()).toBe(0);
      expect(page.url()).toBe(`${world().system.mailboxUrl}/`);

      await row(page, ada.email).getByRole('link').click();
      await page.getByRole('heading', { name: 'Welcome' }).waitFor();
      await search.fill(`to:${ada.email}`);
      await expect.poll(() => listed(page)).toBe(1);
      expect(await letter(page)).toContain('Hello,');
      await search.fill(`to:${olga.email}`);
      await search.press('Enter');
      await page.waitForURL(/query=/);
      await page.reload();
      expect(await search.inputValue()).toBe(`to:${olga.email}`);
      expect(await listed(page)).toBe(1);

      await page.goto(`${world().system.mailboxUrl}/mail/gone`);
      await page.getByRole('searchbox').pressSequentially(`to:${ada.email}`);
      await expect.poll(() => listed(page)).toBe(1);
      expectFault(/status of 404/);
    });
  });
}

/** The mailbox on a phone. */
export function mailboxPhoneTests(world: () => World): void {
  it('on a phone there is the list or the mail, and nothing is wider than the screen', async () => {
    const { email } = await customerIn(world(), 'RU', 'Ольга');
    await world().visit(
      async ({ page }) => {
        const width = (): Promise<unknown> => page.evaluate('document.documentElement.scrollWidth');
        await page.goto(world().system.mailboxUrl);
        await row(page, email).waitFor({ timeout: ARRIVAL_LIMIT_MS });
        expect(await width()).toBe(390);
        await row(page, email).getByRole('link').click();
        await page.getByRole('heading', { name: 'Добро пожаловать' }).waitFor();
        expect(await page.locator('#mails').isVisible()).toBe(false);
        for (const view of ['Text', 'Headers', 'Source']) {
          await page.getByRole('link', { name: view, exact: true }).click();
          await page.locator('.views [aria-current]', { hasText: view }).waitFor();
          expect(await width(), view).toBe(390);
        }
        await page.getByRole('searchbox').pressSequentially(email);
        await row(page, email).waitFor();
        expect(await page.locator('.reading').isVisible()).toBe(false);
      },
      { width: 390, height: 780 },
    );
  });
}
