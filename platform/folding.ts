/** A letter under Unicode's full case folding. JavaScript's mappings would also fold the dotless i (CaseFolding.txt: Turkish only). */
const foldedLetter = (letter: string): string =>
  letter === 'ı' ? letter : letter.toLowerCase().toUpperCase().toLowerCase();

/** Returns the form in which texts are compared: full case folding in NFKC (Unicode, section 3.13). `straße` and `STRASSE` are one. */
export const folded = (text: string): string =>
  Array.from(text.normalize('NFKC'), foldedLetter).join('').normalize('NFKC');

/** Characters that do not end the host of a URL. */
const DOMAIN_LETTERS = /^[\p{L}\p{M}\p{N}.-]+$/u;
const DOMAIN_MAX = 253; // RFC 1035, in octets of the written form.
/** Labels of letters, digits and inner hyphens (RFC 1123, section 2.1); the last is not a number, or it could be an address. */
const ASCII_DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{0,58}[a-z0-9])$/;

/** Returns the ASCII form of a domain in whatever script (UTS #46): `Bücher.example` is `xn--bcher-kva.example`. Undefined for what is none. */
export function asciiDomain(domain: string): string | undefined {
  if (!DOMAIN_LETTERS.test(domain)) return undefined;
  const ascii = URL.parse(`http://${domain}`)?.hostname ?? '';
  return ascii.length <= DOMAIN_MAX && ASCII_DOMAIN.test(ascii) ? ascii : undefined;
}
