import { ACCESS_TOKEN_SECONDS, later } from './tokens.ts';

/** How long a new key is published before it signs: longer than any process caches the published keys. */
export const PUBLISHED_AHEAD_SECONDS = 10 * 60;
/** How long a key stays published after its last token has expired: for processes that noticed late that another key signs, and for clocks. */
const MARGIN_SECONDS = 5 * 60;

/** The part of a signing key that decides when it is used. */
export type KeyTimes = Readonly<{ signsFrom: Date }>;

const bySigning = <Key extends KeyTimes>(keys: readonly Key[]): Key[] =>
  keys.toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime());

/** The key that signs: the last one whose time has come; before that, the first. Undefined without keys. */
export function signingKeyAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key | undefined {
  const sorted = bySigning(keys);
  return sorted.findLast(({ signsFrom }) => signsFrom <= now) ?? sorted[0];
}

/** The keys that are published: those that will sign, the one that does, and older ones until their tokens have expired. */
export function publishedKeysAt<Key extends KeyTimes>(keys: readonly Key[], now: Date): Key[] {
  const sorted = bySigning(keys);
  return sorted.filter((_, index) => {
    const successor = sorted[index + 1];
    return successor === undefined || later(successor.signsFrom, ACCESS_TOKEN_SECONDS + MARGIN_SECONDS) > now;
  });
}
