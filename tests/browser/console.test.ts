import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { outageTests, rivalTests, sendingTests } from './console/states.ts';
import { catalogueTests, customerTests } from './console/desk.ts';
import { afterwardsTests, storyTests } from './console/stories.ts';
import { axeTests, extremeTests, reachTests } from './console/everybody.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

describe.runIf(chromiumOrSkip('The console in a browser'))('the console in a browser', () => {
  let world: World;
  beforeAll(async () => {
    // A service that does not answer is away after a second, so that nobody waits for that.
    world = await openWorld({ SUBGRAPH_TIMEOUT_MS: '1500' });
  });
  afterAll(() => world.close());

  describe('the shop', () => {
    storyTests(() => world);
    afterwardsTests(() => world);
  });
  describe('the desk', () => {
    catalogueTests(() => world);
    customerTests(() => world);
  });
  describe('an order on its way', () => {
    sendingTests(() => world);
  });
  describe('when something is away', () => {
    outageTests(() => world);
  });
  describe('two at once', () => {
    rivalTests(() => world);
  });
  describe('for everybody', () => {
    axeTests(() => world);
    reachTests(() => world);
    extremeTests(() => world);
  });
});
