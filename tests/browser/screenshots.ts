// Makes the pictures in docs/images/: `npm run screenshots`. It starts a system as a person does, in a terminal made by `script`
// (util-linux), and takes pictures of it with the machine's Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { environment } from '#platform/config.ts';
import { RegisterDocument, type Locale } from '../../client/generated/graphql.ts';
import { startBrowser } from '../kit/browser.ts';
import { processesBelow } from '../kit/processes.ts';
import { createVisitor } from '../kit/visitor.ts';
import { openEditor } from './editor.ts';
import { pictureObservability } from './observability-pictures.ts';
import { terminalPage } from './terminal.ts';

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url));
const LAUNCHER = fileURLToPath(new URL('../../launcher/main.ts', import.meta.url));
/** The port that the documentation names. */
const PORT = 4000;
const ADDRESS = `http://127.0.0.1:${PORT}`;
const PASSWORD = 'correct horse battery staple';

/** `npm start` in a terminal and in a folder of its own; resolves when it is ready. */
async function startInTerminal(folder: string) {
  const command = `"${process.execPath}" "${LAUNCHER}"`;
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: {
      ...environment(),
      PORT: `${PORT}`,
      DATA_DIR: join(folder, '.data'),
      TERM: 'xterm-256color',
      FORCE_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ordergraph is ready')) resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${output}`)));
  });
  return {
    output,
    stop: async (): Promise<void> => {
      const gone = once(child, 'exit');
      // `script` passes no signal on; it ends with what it has started.
      const launcher = processesBelow(child.pid ?? 0).find((each) => each.command.endsWith('launcher/main.ts'));
      if (launcher !== undefined) process.kill(launcher.pid, 'SIGINT');
      await gone;
    },
  };
}

const open = async (browser: Browser, width: number, height: number): Promise<Page> =>
  (await browser.newContext({ viewport: { width, height }, locale: 'en-GB' })).newPage();

/** Takes a picture after colours and animations have settled. */
async function save(page: Page, name: string): Promise<void> {
  await page.mouse.move(1, 1);
  await page.waitForTimeout(3_000);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

/** A customer whose order is confirmed. */
async function customerOrders(username: string, firstName: string, skus: readonly string[], locale: Locale = 'EN') {
  const visitor = createVisitor(`${ADDRESS}/graphql`);
  const email = `${username}@example.com`;
  await visitor.ask(RegisterDocument, { input: { email, username, password: PASSWORD, firstName, locale } });
  const customer = await visitor.login({ email, password: PASSWORD });
  await customer.deposit('500');
  await customer.settled(await customer.placeOrder(skus.map((sku) => ({ sku, quantity: 2 }))));
}

/** The story, up to the confirmed order, and a page of the documentation. */
async function picturePlayground(browser: Browser): Promise<void> {
  const page = await open(browser, 1360, 850);
  const editor = await openEditor(page, `${ADDRESS}/graphql`);
  await page.getByRole('button', { name: 'Demo customer' }).click();
  await page.getByText('demo · customer').waitFor();
  for (const [tab, answer] of [
    ['Deposit', '"type": "DEPOSIT"'],
    ['PlaceOrder', '"status": "PENDING"'],
    ['FollowOrder', '"status": "CONFIRMED"'],
  ] as const) {
    await editor.openTab(tab);
    await editor.run(answer);
  }
  await save(page, 'playground');
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer-type-name', { hasText: /^Order$/ }).click();
  await save(page, 'documentation');
}

async function pictureMailbox(browser: Browser): Promise<void> {
  const page = await open(browser, 1200, 720);
  await page.goto(`http://127.0.0.1:${PORT + 6}`);
  await page.locator('#mails .subject', { hasText: 'is confirmed' }).first().waitFor();
  await page.locator('#mails .subject', { hasText: 'подтверждён' }).waitFor();
  await save(page, 'mailbox');
  await page.locator('#mails .subject', { hasText: 'подтверждён' }).click();
  await page.frameLocator('iframe').getByText('Здравствуйте').waitFor();
  await save(page, 'mail');
}

async function enter(page: Page, login: string, password: string): Promise<void> {
  await page.goto(`${ADDRESS}/#/sign-in`);
  await page.locator('[name=login]').fill(login);
  await page.locator('[name=password]').fill(password);
  await page.locator('form [type=submit]').click();
  await page.locator('.who').waitFor();
}

/** Goes to a page of the console, and returns the address of the first link in its table. */
async function firstLink(page: Page, path: string): Promise<string> {
  await page.goto(`${ADDRESS}/#/${path}`);
  return (await page.getByRole('table').getByRole('link').first().getAttribute('href'))?.replace('#/', '') ?? '';
}

/** Every page of the console on four sheets: wide and narrow, light and dark. */
async function pictureEveryPage(browser: Browser, adminPassword: string): Promise<void> {
  const openWide = () => open(browser, 1280, 800);
  const [guest, customer, admin] = [await openWide(), await openWide(), await openWide()];
  await enter(customer, 'grace@example.com', PASSWORD);
  await enter(admin, 'admin@ordergraph.example', adminPassword);
  const pages = [
    ...['sign-in', 'register', 'reset', 'verify'].map((path) => ({ page: guest, path })),
    ...['', 'basket', 'orders', 'account', 'messages'].map((path) => ({ page: customer, path })),
    { page: customer, path: await firstLink(customer, 'orders') },
    ...['desk', 'desk/orders', 'desk/products', 'desk/reservations', 'desk/customers'].map((path) => ({
      page: admin,
      path,
    })),
    { page: admin, path: await firstLink(admin, 'desk/orders') },
    { page: admin, path: await firstLink(admin, 'desk/customers') },
  ];
  await customer.goto(ADDRESS);
  await customer.getByRole('button', { name: 'Add to the basket: Enamel mug' }).click();
  for (const [form, width] of [
    ['wide', 1280],
    ['narrow', 390],
  ] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const pictures: string[] = [];
      for (const { page, path } of pages) {
        await page.setViewportSize({ width, height: 800 });
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.goto(`${ADDRESS}/#/${path}`);
        await page.locator('h1').waitFor();
        while ((await page.locator('.skeleton').count()) > 0) await page.waitForTimeout(50);
        await page.waitForTimeout(300);
        const picture = (await page.screenshot({ type: 'jpeg', quality: 85 })).toString('base64');
        pictures.push(`<img width="${width / 2}" src="data:image/jpeg;base64,${picture}">`);
      }
      const sheet = await open(browser, form === 'wide' ? 1960 : 1230, 400);
      await sheet.setContent(`<body style="margin: 8px; background: gray">${pictures.join('\n')}</body>`);
      await sheet.screenshot({
        path: join(IMAGES, `console-${form}-${colorScheme}.jpg`),
        fullPage: true,
        type: 'jpeg',
        quality: 75,
      });
      await sheet.close();
    }
  }
}

/** The shop, wide and narrow, and the desk, dark. */
async function pictureConsole(browser: Browser, adminPassword: string): Promise<void> {
  const page = await open(browser, 1280, 800);
  await page.goto(ADDRESS);
  await page.locator('.product').first().waitFor();
  await save(page, 'console-shop');
  await enter(page, 'grace@example.com', PASSWORD);
  await page.goto(`${ADDRESS}/#/orders`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.locator('.timeline').waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await save(page, 'console-order');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await enter(page, 'admin@ordergraph.example', adminPassword);
  await page.goto(`${ADDRESS}/#/desk`);
  await page.locator('figure').first().waitFor();
  await save(page, 'console-desk');
}

const folder = await mkdtemp(join(tmpdir(), 'ordergraph-screenshots-'));
await mkdir(IMAGES, { recursive: true });
const browser = await startBrowser();
try {
  const { output, stop } = await startInTerminal(folder);
  try {
    const page = await open(browser, 1080, 400);
    await page.setContent(terminalPage('npm start', output));
    await page.locator('pre').screenshot({ path: join(IMAGES, 'start.png') });
    await picturePlayground(browser);
    await customerOrders('olga', 'Ольга', ['TEA-SENCHA-100'], 'RU');
    await customerOrders('ada', 'Ada', ['MUG-ENAMEL', 'COFFEE-1KG']);
    await customerOrders('grace', 'Grace', ['NOTEBOOK-A5', 'PEN-FOUNTAIN']);
    await pictureMailbox(browser);
    const adminPassword = /password (\S+)/.exec(output.replaceAll(/\x1b\[[\d;]*m/g, ''))?.[1] ?? '';
    await pictureConsole(browser, adminPassword);
    await pictureEveryPage(browser, adminPassword);
  } finally {
    await stop();
  }
  await pictureObservability(browser, IMAGES);
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
