import { expect } from 'vitest';
import { MeDocument } from '../../../client/generated/graphql.ts';
import type { Visitor } from '../../kit/visitor.ts';

/** A payload as far as it says what went wrong. */
interface Payload {
  readonly userErrors: readonly { code: string; message: string; field?: string[] | null }[];
}

/** The shape of a payload that failed for one reason, with a sentence about it: its result is null, and it names the argument. */
export const failure = (code: string, field: string | null, result: object): object => {
  const message: unknown = expect.stringMatching(/^\S.{10,}\.$/s);
  return { ...result, userErrors: [{ code, field: field?.split('.') ?? null, message }] };
};

/** The codes of a payload. */
export const codesOf = (payload: Payload | null | undefined): string[] | undefined =>
  payload?.userErrors.map(({ code }) => code);

/** Longer than the router takes to hear that a token was revoked: it asks every two seconds. */
const REVOKED_LIMIT_MS = 15_000;

/** Waits until a token is refused with HTTP 401. */
export const expectRevoked = (visitor: Visitor): Promise<void> =>
  expect
    .poll(async () => (await visitor.send(MeDocument, {})).status, { timeout: REVOKED_LIMIT_MS, interval: 200 })
    .toBe(401);

/** That a token is good. */
export async function expectSignedIn(visitor: Visitor): Promise<void> {
  const { me } = await visitor.ask(MeDocument, {});
  expect(me?.id).toBe(visitor.userId);
}
