import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { LogoutDocument, RefreshTokensDocument } from '../../client/generated/graphql.ts';
import { openEditor, watchQuestions, type Editor } from './editor.ts';
import type { World } from './world.ts';

const KEPT = `sessionStorage.getItem('ordergraph:session')`;

/** The refresh token that a page holds. */
const refreshTokenOf = async (page: Page): Promise<string> =>
  /"refreshToken":"([^"]+)"/.exec(String(await page.evaluate(KEPT)))?.[1] ?? '';

/** The response to a request of the page's own. */
const answerTo = (page: Page, question: string): Promise<unknown> =>
  page.waitForResponse((response) => response.request().postData()?.includes(question) ?? false);

/** Signs in by the dialog of one of the buttons. */
export async function signIn(page: Page, button: string, password: string, login?: string): Promise<void> {
  await page.getByRole('button', { name: button }).click();
  if (login !== undefined) await page.getByLabel('E-mail or username').fill(login);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in' }).click();
}

/** Opens the playground as the demo customer. */
async function asDemo(page: Page, { system }: World): Promise<Editor> {
  const editor = await openEditor(page, system.url);
  await page.getByRole('button', { name: 'Demo customer' }).click();
  await page.getByText('demo · customer').waitFor();
  return editor;
}

/** Signing in by the buttons above the editor, or by an operation in it. */
export function signInTests(world: () => World): void {
  it('the demo customer is made once, and stays signed in when the first tab registers another', async () => {
    for (const time of ['first', 'second']) {
      await world().visit(async ({ page }) => {
        const asked = watchQuestions(page);
        const editor = await asDemo(page, world());
        expect(asked.map(({ name }) => name).includes('Register'), time).toBe(time === 'first');
        await editor.run('"email": "ada.');
        await page.getByText('Still signed in as before.').waitFor();
        await editor.openTab('AccountAndMessages');
        await editor.run('"username": "demo"', '"role": "CUSTOMER"');
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await page.getByRole('button', { name: 'Copy header' }).click();
        await page.getByText('Copied.').waitFor();
        const copied = await page.evaluate('navigator.clipboard.readText()');
        expect(copied).toMatch(/^Authorization: Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
      });
    }
  });

  it('a wrong password is said in the dialog, a session outlives a reload, and signing out ends it', async () => {
    await world().visit(async ({ page }) => {
      const { system } = world();
      await openEditor(page, system.url);
      await signIn(page, 'Administrator', 'not the password');
      await expect.poll(() => page.getByRole('dialog').getByRole('alert').innerText()).not.toBe('');
      expect(await page.getByLabel('E-mail or username').inputValue()).toBe(system.admin.email);
      await page.getByRole('button', { name: 'Cancel' }).click();
      await signIn(page, 'Another user', system.admin.password, 'admin');
      await page.getByText('admin · admin').waitFor();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });
      await openEditor(page, system.url);
      await page.getByText('admin · admin').waitFor();
      const refreshToken = await refreshTokenOf(page);
      const ended = answerTo(page, 'mutation SignOut');
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByText('Not signed in').waitFor();
      await page.getByText('Signed out.').waitFor();
      await ended;
      expect(await page.evaluate(KEPT)).toBeNull();
      const { refreshTokens } = await system.visitor().ask(RefreshTokensDocument, { refreshToken });
      expect(refreshTokens?.userErrors.map(({ code }) => code)).toEqual(['INVALID_TOKEN']);
    });
  });

  it('an operation that signs in does so for the page, until its token has expired', async () => {
    await world().visit(async ({ page }) => {
      const { email, password } = world().system.admin;
      const editor = await openEditor(page, world().system.url);
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
  it('a token is renewed once, before it expires', async () => {
    await world().visit(async ({ page }) => {
      await page.clock.install();
      const editor = await asDemo(page, world());
      await editor.openTab('AccountAndMessages');
      const asked = watchQuestions(page);
      await editor.run('"username": "demo"');
      const renewed = answerTo(page, 'mutation Renew');
      await page.clock.fastForward('14:30');
      await renewed;
      await editor.openTab('Browse');
      await editor.run('"sku":');
      expect(asked.filter(({ name }) => name === 'Renew')).toHaveLength(1);
      const [before, after, ...more] = asked.filter(({ name }) => name !== 'Renew');
      expect(before?.authorization).toMatch(/^Bearer /);
      expect(after?.authorization).toMatch(/^Bearer /);
      expect(after?.authorization).not.toBe(before?.authorization);
      expect(more).toEqual([]);
    });
  });

  it('a session that was ended elsewhere ends on the page, which goes on without a user', async () => {
    await world().visit(async ({ page, expectFault }) => {
      const editor = await asDemo(page, world());
      await world()
        .system.visitor()
        .ask(LogoutDocument, { refreshToken: await refreshTokenOf(page) });
      await editor.openTab('AccountAndMessages');
      // The router learns of it within seconds.
      const userAfterRun = async (): Promise<string> => {
        await page.locator('.graphiql-execute-button').click();
        return page.locator('#who').innerText();
      };
      await expect.poll(userAfterRun, { timeout: 20_000, interval: 500 }).toBe('Not signed in');
      await page.getByText('Your session has ended.').waitFor();
      await expect.poll(editor.answer).toContain('"me": null');
      expectFault(/status of 401/);
    });
  });

  it('a header of a tab’s own replaces that of the session', async () => {
    await world().visit(async ({ page, expectFault }) => {
      const editor = await asDemo(page, world());
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
