// Makes the pictures in docs/images/: `npm run screenshots`. It starts a system of its own, the way a person does, in a terminal
// made by `script` (util-linux), and looks at it with the machine's Chromium.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { environment } from '#platform/config.ts';
import { startBrowser } from '../kit/browser.ts';
import { processesBelow } from '../kit/processes.ts';
import { createVisitor } from '../kit/visitor.ts';
import { PlaceOrderDocument, RegisterDocument } from '../../client/generated/graphql.ts';
import { openEditor } from './editor.ts';
import { terminalPage } from './terminal.ts';

const PROJECT = fileURLToPath(new URL('../../', import.meta.url));
const IMAGES = join(PROJECT, 'docs/images');
/** What the documentation speaks of. */
const PORT = 4000;
const READY_LIMIT_MS = 120_000;

interface Started {
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** `npm start` in a terminal and in a folder of its own; resolves when it is ready. */
async function startInTerminal(folder: string): Promise<Started> {
  const command = `"${process.execPath}" "${join(PROJECT, 'launcher/main.ts')}"`;
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
    cwd: folder,
    env: {
      ...environment(),
      PORT: String(PORT),
      DATA_DIR: join(folder, '.data'),
      TERM: 'xterm-256color',
      FORCE_COLOR: '1',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`It was not ready in time:\n${output}`)), READY_LIMIT_MS);
    child.stdout.on('data', () => {
      if (!output.includes('Ordergraph is ready')) return;
      clearTimeout(timer);
      resolve();
    });
    child.once('exit', (code) => reject(new Error(`It ended with ${code}:\n${output}`)));
  });
  return {
    output: () => output,
    stop: async () => {
      const gone = once(child, 'exit');
      // `script` passes no signal on; it ends with what it has started.
      const launcher = processesBelow(child.pid ?? 0).find((each) => each.command.endsWith('launcher/main.ts'));
      if (launcher !== undefined) process.kill(launcher.pid, 'SIGINT');
      await gone;
    },
  };
}

async function open(browser: Browser, size: { width: number; height: number }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, locale: 'en-GB' });
  return context.newPage();
}

/** Pictures a page that stands still: colours and animations come a moment after the text. */
async function save(page: Page, name: string): Promise<void> {
  await page.waitForTimeout(3_000);
  await page.screenshot({ path: join(IMAGES, `${name}.png`) });
}

async function pictureTerminal(browser: Browser, output: string): Promise<void> {
  const page = await open(browser, { width: 1080, height: 400 });
  await page.setContent(terminalPage('npm start', output));
  await page.locator('pre').screenshot({ path: join(IMAGES, 'start.png') });
}

/** The story, up to the confirmed order. */
async function picturePlayground(browser: Browser): Promise<void> {
  const page = await open(browser, { width: 1360, height: 850 });
  const editor = await openEditor(page, `http://127.0.0.1:${PORT}/graphql`);
  await page.getByRole('button', { name: 'Demo customer' }).click();
  await page.getByText('demo · customer').waitFor();
  await editor.openTab('Deposit');
  await editor.run('"type": "DEPOSIT"');
  await editor.openTab('PlaceOrder');
  await editor.run('"status": "PENDING"');
  await editor.openTab('FollowOrder');
  await editor.run('"status": "CONFIRMED"');
  await page.mouse.move(680, 840);
  await save(page, 'playground');
  await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
  await page.locator('.graphiql-doc-explorer-type-name', { hasText: /^Order$/ }).click();
  await page.mouse.move(680, 840);
  await save(page, 'documentation');
}

const CONSOLE = `http://127.0.0.1:${PORT}/`;

/** Orders of some customers, so that the desk has something to show; gives the last one's password. */
async function customersOrder(): Promise<{ email: string; password: string }> {
  const anybody = createVisitor(`${CONSOLE}graphql`);
  const baskets = [['MUG-ENAMEL', 'COFFEE-1KG'], ['NOTEBOOK-A5'], ['LAMP-DESK', 'PEN-FOUNTAIN'], ['KETTLE-GOOSENECK']];
  const password = 'correct horse battery staple';
  for (const [place, skus] of baskets.entries()) {
    const username = `customer-${place}`;
    const input = { email: `${username}@example.com`, username, password, firstName: 'Ada', lastName: 'Lovelace' };
    await anybody.ask(RegisterDocument, { input });
    const customer = await anybody.login({ email: input.email, password });
    await customer.deposit('500');
    await customer.settled(await customer.placeOrder(skus.map((sku) => ({ sku, quantity: place + 1 }))));
  }
  return { email: `customer-${baskets.length - 1}@example.com`, password };
}

/** The shop and the desk: light and dark, wide and narrow. */
async function pictureConsole(browser: Browser, adminPassword: string): Promise<void> {
  const customer = await customersOrder();
  const page = await open(browser, { width: 1280, height: 800 });
  const enter = async (login: string, password: string): Promise<void> => {
    await page.goto(`${CONSOLE}#/sign-in`);
    await page.locator('[name=login]').fill(login);
    await page.locator('[name=password]').fill(password);
    await page.locator('form [type=submit]').click();
    await page.locator('.who').waitFor();
  };
  await page.goto(CONSOLE);
  await page.locator('.product').first().waitFor();
  await save(page, 'console-shop');
  await enter(customer.email, customer.password);
  await page.goto(`${CONSOLE}#/orders`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.locator('.timeline').waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await save(page, 'console-order');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await enter('admin@ordergraph.example', adminPassword);
  await page.goto(`${CONSOLE}#/desk`);
  await page.setViewportSize({ width: 1280, height: 1000 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('figure').first().waitFor();
  await save(page, 'console-desk');
}

/** A customer who reads Russian, so that there are mails in both languages. */
async function orderInRussian(): Promise<void> {
  const anybody = createVisitor(`http://127.0.0.1:${PORT}/graphql`);
  const [login, password] = ['olga@example.com', 'correct horse battery staple'];
  await anybody.ask(RegisterDocument, {
    input: { email: login, username: 'olga', password, firstName: 'Ольга', locale: 'RU' },
  });
  const olga = await anybody.login({ email: login, password });
  await olga.deposit('500');
  const { placeOrder } = await olga.ask(PlaceOrderDocument, {
    input: { lines: [{ sku: 'TEA-SENCHA-100', quantity: 3 }] },
  });
  await olga.settled(placeOrder?.order?.id ?? '');
}

async function pictureMailbox(browser: Browser): Promise<void> {
  const page = await open(browser, { width: 1200, height: 720 });
  await page.goto(`http://127.0.0.1:${PORT + 6}`);
  await page.locator('#mails .subject', { hasText: 'подтверждён' }).waitFor({ timeout: 30_000 });
  await page.locator('#mails .subject', { hasText: 'is confirmed' }).waitFor({ timeout: 30_000 });
  await save(page, 'mailbox');
  await page.locator('#mails .subject', { hasText: 'подтверждён' }).click();
  await page.frameLocator('iframe').getByText('Ольга').waitFor();
  await save(page, 'mail');
}

const folder = await mkdtemp(join(tmpdir(), 'ordergraph-screenshots-'));
await mkdir(IMAGES, { recursive: true });
const browser = await startBrowser();
try {
  const started = await startInTerminal(folder);
  try {
    await pictureTerminal(browser, started.output());
    await picturePlayground(browser);
    await orderInRussian();
    await pictureMailbox(browser);
    await pictureConsole(browser, /password (\S+)/.exec(started.output().replaceAll(/\x1b\[[\d;]*m/g, ''))?.[1] ?? '');
  } finally {
    await started.stop();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
}
