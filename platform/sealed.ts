import { CompactEncrypt, compactDecrypt } from 'jose';

/** The key is used as it is ("dir"), with authenticated encryption: RFC 7518, sections 4.5 and 5.3. */
const ALGORITHM = 'dir';
const ENCRYPTION = 'A256GCM';

/** Raised when a sealed text was made with another key, or was changed. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

/** Encrypts a secret that is to be stored or sent in a message; `key` is the 32 bytes of KEY_ENCRYPTION_KEY. Returns a compact JWE. */
export const seal = (key: Uint8Array, secret: string): Promise<string> =>
  new CompactEncrypt(new TextEncoder().encode(secret))
    .setProtectedHeader({ alg: ALGORITHM, enc: ENCRYPTION })
    .encrypt(key);

/** Throws SealBrokenError. */
export async function unseal(key: Uint8Array, sealed: string): Promise<string> {
  try {
    const { plaintext } = await compactDecrypt(sealed, key, {
      keyManagementAlgorithms: [ALGORITHM],
      contentEncryptionAlgorithms: [ENCRYPTION],
    });
    return new TextDecoder().decode(plaintext);
  } catch (error) {
    throw new SealBrokenError('A sealed secret does not open with this key', { cause: error });
  }
}
