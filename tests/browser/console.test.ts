import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { customerTests, productTests } from './console/desk.ts';
import { axeTests, extremeTests, reachTests } from './console/reach.ts';
import { outageTests, rivalTests, sendingTests } from './console/states.ts';
import { purchaseTests, shopTests } from './console/stories.ts';
import { openWorld, type World } from './world.ts';

describe.runIf(chromiumOrSkip('The console in a browser'))('the console in a browser', () => {
  let opened: World;
  beforeAll(async () => {
    // A service that does not answer is away after a second and a half, so that no test waits for long.
    opened = await openWorld({ SUBGRAPH_TIMEOUT_MS: '1500', REQUIRE_VERIFIED_EMAIL: 'true' });
  });
  afterAll(() => opened.close());
  const world = (): World => opened;

  purchaseTests(world);
  shopTests(world);
  productTests(world);
  customerTests(world);
  sendingTests(world);
  outageTests(world);
  rivalTests(world);
  axeTests(world);
  reachTests(world);
  extremeTests(world);
});
