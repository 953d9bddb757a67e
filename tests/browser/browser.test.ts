import { afterAll, beforeAll, describe } from 'vitest';
import { chromiumOrSkip } from '../kit/browser.ts';
import { documentationTests } from './documentation.ts';
import { mailboxListTests, mailboxPhoneTests, mailboxReadingTests } from './mailbox.ts';
import { narrowTests } from './narrow.ts';
import { pageTests, storyTests } from './playground.ts';
import { sessionTests, signInTests } from './sign-in.ts';
import { openWorld, type World } from './world.ts';

describe.runIf(chromiumOrSkip('The playground and the mailbox in a browser'))('in a browser', () => {
  let opened: World;
  beforeAll(async () => {
    opened = await openWorld();
  });
  afterAll(() => opened.close());
  const world = (): World => opened;

  describe('the playground', () => {
    // First: one of its tests is the first to want the demo customer.
    signInTests(world);
    sessionTests(world);
    storyTests(world);
    pageTests(world);
    documentationTests(world);
    narrowTests(world);
  });
  describe('the mailbox', () => {
    mailboxReadingTests(world);
    mailboxListTests(world);
    mailboxPhoneTests(world);
  });
});
