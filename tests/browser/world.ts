import type { Browser } from 'playwright-core';
import { expect } from 'vitest';
import { openPage, startBrowser } from '../kit/browser.ts';
import type { WatchedPage } from '../kit/browser.ts';
import { startSystem } from '../kit/system.ts';
import type { TestSystem } from '../kit/system.ts';

/** A system and a browser to look at it with. */
export interface World {
  readonly system: TestSystem;
  readonly browser: Browser;
  /** Opens a page in a fresh browser. Afterwards: no request went to another host, and there were no errors. */
  visit(look: (watched: WatchedPage) => Promise<void>, viewport?: { width: number; height: number }): Promise<void>;
  close(): Promise<void>;
}

/** Starts both; `settings` are added to the system's environment. */
export async function openWorld(settings: Record<string, string> = {}): Promise<World> {
  const browser = await startBrowser();
  const system = await startSystem(settings);
  const hosts = [system.url, system.mailboxUrl].map((url) => new URL(url).host);
  return {
    system,
    browser,
    visit: async (look, viewport) => {
      const watched = await openPage(browser, hosts, viewport);
      try {
        await look(watched);
        const { foreignRequests, faults } = watched;
        expect({ foreignRequests, faults }).toEqual({ foreignRequests: [], faults: [] });
      } finally {
        await watched.close();
      }
    },
    close: async () => {
      await Promise.all([browser.close(), system.remove()]);
    },
  };
}
