import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, Page } from 'playwright-core';
import { environment } from '#platform/config.ts';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The first are those of every window's address bar, which take two thirds of the time of opening one; the others Playwright turns off too. */
const FEATURES_OFF = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
];

/** What a browser would otherwise do by itself: look for updates, sync, warm up. Tests run as root in containers, without a sandbox. */
const FLAGS = [
  `--disable-features=${FEATURES_OFF.join()}`,
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where this machine's Chromium is, if it has one. */
function findChromium(): string | undefined {
  const folders = (environment()['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

/** Says in one line that a suite is left out where there is no Chromium; in continuous integration that is a failure. */
export function chromiumOrSkip(suite: string): boolean {
  if (findChromium() !== undefined) return true;
  if (environment()['CI'] === 'true')
    throw new Error(`${suite}: there is no chromium on this machine, and CI=true does not allow leaving browsers out`);
  process.stderr.write(`${suite}: left out, since there is no chromium on this machine\n`);
  return false;
}

/** Starts a browser without a window. */
export async function startBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('There is no chromium on this machine.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A page of which everything is noted that should not happen. */
export interface WatchedPage {
  readonly page: Page;
  /** What was asked of other hosts than those that are allowed, unless the page's policy held it back. */
  readonly foreignRequests: readonly string[];
  /** Errors on the console, uncaught exceptions, violations of the page's policy. */
  readonly faults: readonly string[];
  /** Takes the faults that a test has caused from the list; throws where there is none of them. */
  expectFault(fault: RegExp): void;
  close(): Promise<void>;
}

/** Opens a page with a storage of its own, as for a first visit. */
export async function openPage(
  browser: Browser,
  hosts: readonly string[],
  viewport: { width: number; height: number } = { width: 1280, height: 800 },
): Promise<WatchedPage> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  const foreignRequests: string[] = [];
  const faults: string[] = [];
  context.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && !hosts.includes(host)) foreignRequests.push(request.url());
  });
  // What the page's own policy forbids never leaves the browser. It is told on the console.
  context.on('requestfailed', (request) => {
    const at = foreignRequests.indexOf(request.url());
    if (at >= 0 && /csp/i.test(request.failure()?.errorText ?? '')) foreignRequests.splice(at, 1);
  });
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  return {
    page,
    foreignRequests,
    faults,
    expectFault: (fault) => {
      const others = faults.filter((text) => !fault.test(text));
      if (others.length === faults.length) throw new Error(`The browser did not complain of ${fault}`);
      faults.splice(0, faults.length, ...others);
    },
    close: () => context.close(),
  };
}
