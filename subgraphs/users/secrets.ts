import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, base64url: nobody guesses it, so a plain hash of it is safe to store. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** SHA-256, base64url: what is stored in place of a secret, or of a text that may hold one. */
export const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');
