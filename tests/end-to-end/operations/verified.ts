import { describe, expect, test } from 'vitest';
import {
  PlaceOrderDocument,
  RequestEmailVerificationDocument,
  VerifyEmailDocument,
} from '../../../client/generated/graphql.ts';
import { failure } from './answers.ts';
import { tokenIn } from './mailbox.ts';
import { openWorld } from './world.ts';
import type { Within } from './world.ts';

/** A shop that asks for confirmed addresses: a system of its own. */
export function verifiedTests(within: Within): void {
  describe('where REQUIRE_VERIFIED_EMAIL is set, placeOrder', () => {
    test('fails with EMAIL_NOT_VERIFIED until the address is confirmed, and not a moment longer', async () => {
      const shop = await openWorld({ REQUIRE_VERIFIED_EMAIL: 'true' }, within().witness);
      try {
        const person = await shop.newcomer();
        const input = { lines: [{ sku: 'NO-SUCH-SKU', quantity: 1 }], idempotencyKey: 'once' };
        const { placeOrder } = await person.ask(PlaceOrderDocument, { input });
        expect(placeOrder).toEqual(failure('EMAIL_NOT_VERIFIED', null, { order: null }));
        await person.ask(RequestEmailVerificationDocument, {});
        const token = tokenIn((await shop.mailbox.mailTo(person.email, 'Confirm your e-mail address')).Text);
        await person.ask(VerifyEmailDocument, { token });
        const again = await person.ask(PlaceOrderDocument, { input });
        expect(again.placeOrder).toMatchObject({ order: { status: 'PENDING' }, userErrors: [] });
        const { placeOrder: ofAdmin } = await shop.admin.ask(PlaceOrderDocument, { input });
        expect(ofAdmin?.userErrors).toEqual([]);
      } finally {
        await shop.close();
      }
    }, 120_000);
  });
}
