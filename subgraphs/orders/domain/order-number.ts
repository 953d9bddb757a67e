/** Crockford's base 32: digits and capitals without I, L, O and U, which are misread or misheard (crockford.com/base32.html). */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const GROUP_LENGTH = 4;

/** How many random bytes a number is made from: 40 bits, eight characters, about 10^12 numbers that say nothing of how many orders there are. */
export const NUMBER_BYTES = 5;

/** Writes five random bytes as an order's number, such as `A7K3-9QXM`. */
export function orderNumberOf(bytes: Uint8Array): string {
  let bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let characters = '';
  for (let place = 0; place < (NUMBER_BYTES * 8) / 5; place += 1) {
    characters = ALPHABET.charAt(Number(bits & 31n)) + characters;
    bits >>= 5n;
  }
  return `${characters.slice(0, GROUP_LENGTH)}-${characters.slice(GROUP_LENGTH)}`;
}

/** Reads a number as people say and type it: in any case, with or without the dash, O for 0 and I or L for 1. */
export function readOrderNumber(text: string): string {
  const characters = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  return `${characters.slice(0, GROUP_LENGTH)}-${characters.slice(GROUP_LENGTH)}`;
}
