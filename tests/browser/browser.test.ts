import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { pageTests, storyTests } from './playground.ts';
import { openWorld } from './world.ts';
import type { World } from './world.ts';

describe.runIf(chromiumOrSkip('The playground and the mailbox in a browser'))('in a browser', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  describe('the tabs of the playground', () => {
    storyTests(() => world);
  });
  describe('the page of the playground', () => {
    pageTests(() => world);
  });
});
