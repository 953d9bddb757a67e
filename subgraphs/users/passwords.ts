import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import { normalizedPassword } from './domain/password.ts';

/** argon2id, the library's default, with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

const COMMON: ReadonlySet<string> = new Set(dictionary['passwords-common']);

/** Whether a lower-case password is among those that are used, and so guessed, most. */
export const isCommonPassword = (password: string): boolean => COMMON.has(password);

/** Hashing takes tens of milliseconds of a thread of its own: never within a transaction. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** Whether a password is the one that was hashed. Without a hash it takes as long, and it is not. */
  verify(password: string, passwordHash: string | undefined): Promise<boolean>;
}

/** Hashes passwords. Resolves when it can compare with the hash of a password that nobody has. */
export async function createPasswords(): Promise<Passwords> {
  const nobodys = await hash(randomBytes(32), COST);
  return {
    hash: (password) => hash(normalizedPassword(password), COST),
    verify: async (password, passwordHash) => {
      const isRight = await verify(passwordHash ?? nobodys, normalizedPassword(password));
      return isRight && passwordHash !== undefined;
    },
  };
}
