import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { outageTests, rivalTests, sendingTests } from './console/states.ts';
import { deskTests, storyTests } from './console/stories.ts';
import { everybodyTests } from './console/everybody.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

describe.runIf(chromiumOrSkip('The console in a browser'))('the console in a browser', () => {
  let world: World;
  beforeAll(async () => {
    // A service that does not answer is away after a second, so that nobody waits for that.
    world = await openWorld({ SUBGRAPH_TIMEOUT_MS: '1500' });
  });
  afterAll(() => world.close());

  describe('the shop', () => storyTests(() => world));
  describe('the desk', () => deskTests(() => world));
  describe('an order on its way', () => sendingTests(() => world));
  describe('when something is away', () => outageTests(() => world));
  describe('two at once', () => rivalTests(() => world));
  describe('for everybody', () => everybodyTests(() => world));
});
