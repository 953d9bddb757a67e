import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { CancelOrderDocument } from '../../client/generated/graphql.ts';
import { stockArticle } from '../kit/shop.ts';
import { openEditor, watchQuestions } from './editor.ts';
import { signIn } from './sign-in.ts';
import type { World } from './world.ts';

const TABS = [
  'Register',
  'Deposit',
  'Browse',
  'PlaceOrder',
  'FollowOrder',
  'AccountAndMessages',
  'AddProduct',
  'SetStock',
  'ShipOrder',
];

/** Waits until the browser has kept so many tabs, and of the open one this text; the editor puts that off for a moment. */
async function untilKept(page: Page, tabs: number, text: string): Promise<void> {
  const isKept = `(() => {
    const item = (name) => localStorage.getItem(Object.keys(localStorage).find((key) => key.endsWith(':' + name))) ?? '';
    const state = JSON.parse(item('tabState') || '{ "tabs": [] }');
    return state.tabs.length === ${tabs} && item('tabState').includes('${text}') && item('query').includes('${text}');
  })()`;
  await expect.poll(() => page.evaluate(isKept), { timeout: 10_000 }).toBe(true);
}

/** The tabs, run as a person runs them. */
export function storyTests(world: () => World): void {
  it('the tabs run from first to last and again, and the administrator ships the newest confirmed order', async () => {
    const { system, visit } = world();
    await visit(async ({ page }) => {
      const editor = await openEditor(page, system.url);
      expect(await editor.tabs()).toEqual(TABS);
      const runs = [];
      for (const _ of ['first', 'second']) {
        await editor.openTab('Register');
        const [, username = ''] = /"username": "(ada-\w+)"/.exec(await editor.run('"email": "ada.')) ?? [];
        await page.getByText(`${username} · customer`).waitFor();
        await editor.openTab('Deposit');
        await editor.run('"amount": "1000.00"');
        await editor.openTab('Browse');
        await editor.run('"sku": "GRAND-PIANO"');
        await editor.openTab('PlaceOrder');
        const number = /"number": "([^"]+)"/.exec(await editor.run('"status": "PENDING"'))?.[1] ?? '';
        await editor.openTab('FollowOrder');
        await editor.run(`"number": "${number}"`, '"status": "CONFIRMED"');
        await editor.openTab('AccountAndMessages');
        await editor.run(`"username": "${username}"`, '"amount": "975.00"');
        runs.push({ username, number });
      }
      const [first, second] = runs;
      expect(first?.username).not.toBe(second?.username);
      await editor.openTab('AddProduct');
      await editor.runForHint('Sign in as the administrator, above');

      // A newer order that cannot be shipped any more.
      const { sku: ordered } = await stockArticle(await system.visitor().login(system.admin), '10', 5);
      const customer = await system.visitor().register();
      await customer.deposit('100');
      const newer = await customer.placeOrder([{ sku: ordered, quantity: 1 }]);
      await customer.settled(newer);
      await customer.ask(CancelOrderDocument, { id: newer });
      expect((await customer.settled(newer)).status).toBe('CANCELLED');

      await signIn(page, 'Administrator', system.admin.password);
      await page.getByText('admin · admin').waitFor();
      await editor.openTab('AddProduct');
      const sku = /"sku": "(POSTER-\w+)"/.exec(await editor.run('"name": "Poster"'))?.[1] ?? '';
      await editor.openTab('SetStock');
      expect(await editor.run(`"sku": "${sku}"`)).toContain('"onHand": 40');
      await editor.openTab('ShipOrder');
      await editor.run(`"number": "${second?.number}"`, '"status": "SHIPPED"', '"userErrors": []');
    });
  });

  it('without an order, the tabs say what makes one', async () => {
    const { system, visit } = world();
    await visit(async ({ page }) => {
      const editor = await openEditor(page, system.url);
      await editor.openTab('FollowOrder');
      await editor.runForHint('run PlaceOrder');
      await editor.openTab('Register');
      await editor.run('"email": "ada.');
      await editor.openTab('ShipOrder');
      await editor.runForHint('the newest CONFIRMED order that you may see, and there is none');
    });
  });
}

/** What the page does of itself, beside showing what the router answers. */
export function pageTests(world: () => World): void {
  it('an order that is under way is asked for again until it no longer moves', async () => {
    const { system, visit } = world();
    await visit(async ({ page }) => {
      const questions = watchQuestions(page);
      const editor = await openEditor(page, system.url);
      // The first answer is held back to what it was: under way.
      let answers = 0;
      await page.route('**/graphql', async (route) => {
        const response = await route.fetch();
        const text = await response.text();
        const isFirst = (route.request().postData()?.includes('query FollowOrder') ?? false) && ++answers === 1;
        const pending = '"status":"PENDING","pollAfterMs":50';
        const body = isFirst ? text.replace(/"status":"\w+","pollAfterMs":\w+/, pending) : text;
        await route.fulfill({ response, body });
      });
      await editor.run('"email": "ada.');
      for (const [tab, expected] of [
        ['Deposit', '"amount": "1000.00"'],
        ['PlaceOrder', '"status": "PENDING"'],
        ['FollowOrder', '"pollAfterMs": null'],
      ] as const) {
        await editor.openTab(tab);
        await editor.run(expected);
      }
      const asked = questions.filter(({ name }) => name === 'FollowOrder').length;
      expect(asked).toBeGreaterThan(1);
      await expect.poll(() => answers).toBe(asked);
      await page.getByRole('button', { name: 'Execute query' }).waitFor();
    });
  });

  it('what was written is kept for the next visit, until the data in the browser are cleared', async () => {
    const { system, visit } = world();
    await visit(async ({ page }) => {
      const editor = await openEditor(page, system.url);
      await editor.openTab('Browse');
      await editor.write('query Mine { me { username } }');
      await expect.poll(editor.tabs).toContain('Mine');
      expect(page.url()).toBe(system.url);
      await untilKept(page, TABS.length, 'query Mine');
      const again = await openEditor(page, system.url);
      expect(await again.tabs()).toContain('Mine');
      // The editor stores with a delay, also after the data are cleared: nothing may be left to store then.
      await again.openTab('Mine');
      await again.write('query Mine { me { id } }');
      await untilKept(page, (await again.tabs()).length, 'me { id }');
      await page.getByRole('button', { name: 'Open settings dialog' }).click();
      await page.getByRole('button', { name: 'Clear data' }).click();
      expect(await (await openEditor(page, system.url)).tabs()).toEqual(TABS);
      expect(await page.evaluate('document.documentElement.scrollHeight <= innerHeight')).toBe(true);
    });
  });
}
