import { createHash, randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { normalizedPassword } from './domain/password.ts';
import { createTurns } from './turns.ts';
import type { Errand, TurnLimits } from './turns.ts';

/** Returns 256 random bits, base64url: it cannot be guessed, so a plain hash of it is safe to store. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** Returns the SHA-256, base64url: what is stored in place of a secret, or of a text that may hold one. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** argon2id, the library's default, with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** Whether a lower-case password is among the most common ones. */
export const isCommonPassword = (password: string): boolean => COMMON.has(password);

/** Hashing takes tens of milliseconds of a thread of its own: never within a transaction. */
export type Passwords = Awaited<ReturnType<typeof createPasswords>>;

/** About sixty hashes a second on a small machine, with half of it left for other work; the queue is done within two seconds. */
const TURNS = { atOnce: 2, waitingMax: { KNOWN: 100, SIGN_IN: 100, REGISTRATION: 64 } };

/** Returns the hasher of passwords, with a dummy hash to compare with. It throws RATE_LIMITED when its queue is full. */
export async function createPasswords(limits: TurnLimits = TURNS) {
  const nobodys = await hash(randomBytes(32), COST);
  const takeTurn = createTurns(limits);
  return {
    hash: (password: string, errand: Errand) => takeTurn(errand, () => hash(normalizedPassword(password), COST)),
    /** Whether a password matches a hash. Without a hash it takes as long and is false. */
    verify: async (password: string, passwordHash: string | undefined, errand: Errand) => {
      const isRight = await takeTurn(errand, () => verify(passwordHash ?? nobodys, normalizedPassword(password)));
      return isRight && passwordHash !== undefined;
    },
  };
}
