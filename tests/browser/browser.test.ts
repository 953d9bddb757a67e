import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { documentationTests } from './documentation.ts';
import { adoptionTests, sessionTests, signInTests } from './sign-in.ts';
import { mailboxPageTests, mailboxSearchTests, mailboxTests, mailboxTypingTests } from './mailbox.ts';
import { narrowTests } from './narrow.ts';
import { memoryTests, pageTests, shippingTests, storyTests } from './playground.ts';
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
    shippingTests(() => world);
  });
  describe('the page of the playground', () => {
    pageTests(() => world);
    memoryTests(() => world);
  });
  describe('the documentation in the playground', () => {
    documentationTests(() => world);
  });
  describe('signing in on the page', () => {
    signInTests(() => world);
    adoptionTests(() => world);
    sessionTests(() => world);
  });
  // After those of signing in, of which one is the first to want the demo customer.
  describe('the playground in a narrow window', () => {
    narrowTests(() => world);
  });
  describe('the mailbox', () => {
    mailboxTests(() => world);
    mailboxPageTests(() => world);
    mailboxSearchTests(() => world);
    mailboxTypingTests(() => world);
  });
});
