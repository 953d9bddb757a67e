import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { LogoutDocument, RefreshTokensDocument } from '../../client/generated/graphql.ts';
import { openEditor, watchQuestions } from './editor.ts';
import type { World } from './world.ts';

const KEPT = `sessionStorage.getItem('ordergraph:session')`;

/** The refresh token that a page holds. */
async function refreshTokenOf(page: Page): Promise<string> {
  const kept = String(await page.evaluate(KEPT));
  return /"refreshToken":"([^"]+)"/.exec(kept)?.[1] ?? '';
}

/** The answer to a question that the page asks of itself. */
const answerTo = (page: Page, question: string): Promise<unknown> =>
  page.waitForResponse((response) => response.request().postData()?.includes(question) ?? false);

/** Signs in by the dialog of one of the buttons. */
export async function signIn(page: Page, button: string, password: string, login?: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  if (login !== undefined) await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
}

/** Becoming somebody, by the strip above the editor. */
export function signInTests(world: () => World): void {
  it('as the demo customer, `me` answers at once, for the first who asks and for the next', async () => {
    for (const time of ['first', 'second']) {
      await world().visit(async ({ page }) => {
        const editor = await openEditor(page, world().system.url);
        const asked = watchQuestions(page);
        await page.getByRole('button', { name: 'Demo customer' }).click();
        await page.getByText('demo · customer').waitFor();
        expect(asked.map(({ name }) => name).includes('Register'), time).toBe(time === 'first');
        await editor.openTab('AccountAndMessages');
        await editor.run('"username": "demo"', '"role": "CUSTOMER"');
      });
    }
  });

  it('the administrator types the password, and reads that it is wrong where it is', async () => {
    await world().visit(async ({ page }) => {
      const { system } = world();
      const editor = await openEditor(page, system.url);
      await signIn(page, 'Administrator', 'not the password');
      await expect.poll(() => page.getByRole('dialog').getByRole('alert').innerText()).not.toBe('');
      expect(await page.getByLabel('E-mail or username').inputValue()).toBe(system.admin.email);
      await page.getByLabel('Password').fill(system.admin.password);
      await page.keyboard.press('Enter');
      await page.getByText('admin · admin').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await editor.openTab('AddProduct');
      await editor.run('"name": "Poster"');
    });
  });

  it('somebody else signs in by name, is still there after a reload, and is gone after signing out', async () => {
    await world().visit(async ({ page }) => {
      const { system } = world();
      await openEditor(page, system.url);
      await signIn(page, 'Somebody else', system.admin.password, 'admin');
      await page.getByText('admin · admin').waitFor();
      await openEditor(page, system.url);
      await page.getByText('admin · admin').waitFor();
      const refreshToken = await refreshTokenOf(page);
      const ended = answerTo(page, 'mutation SignOut');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Not signed in').waitFor();
      expect(await page.locator('#notice').innerText()).toBe('Signed out. Every tab now asks as nobody.');
      await ended;
      expect(await page.evaluate(KEPT)).toBeNull();
      const { refreshTokens } = await system.visitor().ask(RefreshTokensDocument, { refreshToken });
      expect(refreshTokens?.userErrors.map(({ code }) => code)).toEqual(['INVALID_TOKEN']);
    });
  });

  it('the header can be taken along to other tools', async () => {
    await world().visit(async ({ page }) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await openEditor(page, world().system.url);
      await page.getByRole('button', { name: 'Demo customer' }).click();
      await page.getByText('demo · customer').waitFor();
      await page.getByRole('button', { name: 'Copy header' }).click();
      await page.getByText('Copied.').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toMatch(
        /^Authorization: Bearer [\w-]+\.[\w-]+\.[\w-]+$/,
      );
    });
  });
}

/** Becoming somebody by what one asks. */
export function adoptionTests(world: () => World): void {
  it('whoever signs in by an operation of their own is signed in on the page, until the token alone has expired', async () => {
    await world().visit(async ({ page }) => {
      const { system } = world();
      const editor = await openEditor(page, system.url);
      const { email, password } = system.admin;
      await editor.write(
        `mutation { login(input: {login: "${email}", password: "${password}"}) { tokens { accessToken } } }`,
      );
      await editor.run('"accessToken"');
      await page.getByText('admin · admin').waitFor();
      // By the page's clock, a quarter of an hour later.
      await page.clock.setFixedTime(Date.now() + 15 * 60_000);
      await editor.openTab('AccountAndMessages');
      await editor.run('"me": null');
      await page.getByText('Your session has ended.').waitFor();
      await page.getByText('Not signed in').waitFor();
    });
  });
}

/** What becomes of a session in time. */
export function sessionTests(world: () => World): void {
  it('a token is renewed before it expires, once', async () => {
    await world().visit(async ({ page }) => {
      await page.clock.install();
      const editor = await openEditor(page, world().system.url);
      await page.getByRole('button', { name: 'Demo customer' }).click();
      await page.getByText('demo · customer').waitFor();
      await editor.openTab('AccountAndMessages');
      const asked = watchQuestions(page);
      await editor.run('"username": "demo"');
      const renewed = answerTo(page, 'mutation Renew');
      await page.clock.fastForward('14:30');
      await renewed;
      await editor.openTab('Browse');
      await editor.run('"sku":');
      const headers = asked.filter(({ name }) => name !== 'Renew').map(({ authorization }) => authorization);
      expect(asked.filter(({ name }) => name === 'Renew')).toHaveLength(1);
      expect(headers).toHaveLength(2);
      expect(headers[0]).toMatch(/^Bearer /);
      expect(headers[1]).toMatch(/^Bearer /);
      expect(headers[1]).not.toBe(headers[0]);
    });
  });

  it('where the session was ended elsewhere, the page says so and goes on for nobody', async () => {
    const { system, visit } = world();
    await visit(async ({ page, expectFault }) => {
      const editor = await openEditor(page, system.url);
      await page.getByRole('button', { name: 'Demo customer' }).click();
      await page.getByText('demo · customer').waitFor();
      await system.visitor().ask(LogoutDocument, { refreshToken: await refreshTokenOf(page) });
      await editor.openTab('AccountAndMessages');
      // The router hears of it within seconds.
      await expect
        .poll(
          async () => {
            await page.locator('.graphiql-execute-button').click();
            return page.locator('#who').innerText();
          },
          { timeout: 20_000, interval: 500 },
        )
        .toBe('Not signed in');
      await page.getByText('Your session has ended.').waitFor();
      await expect.poll(editor.answer).toContain('"me": null');
      expectFault(/status of 401/);
    });
  });

  it('a header of the tab’s own is sent in place of the session’s', async () => {
    await world().visit(async ({ page, expectFault }) => {
      const editor = await openEditor(page, world().system.url);
      await page.getByRole('button', { name: 'Demo customer' }).click();
      await page.getByText('demo · customer').waitFor();
      await editor.openTab('AccountAndMessages');
      await page.getByRole('button', { name: 'Headers' }).click();
      await page.locator('section[aria-label="Headers"] .monaco-editor').last().click();
      await page.keyboard.insertText('{ "Authorization": "Bearer of-bad-news" }');
      await editor.run('"code": "UNAUTHENTICATED"');
      await page.getByText('demo · customer').waitFor();
      expectFault(/status of 401/);
    });
  });
}
