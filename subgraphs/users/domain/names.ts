import { asciiDomain, folded } from '#platform/folding.ts';

/** The version of the folding rule. Rows of an older one are folded again when the service starts. */
export const FOLDING_VERSION = 2;

/** The form in which e-mail addresses are compared: the mailbox case-folded, the domain in ASCII. */
export function foldedEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1);
  return `${folded(email.slice(0, at))}@${asciiDomain(domain) ?? folded(domain)}`;
}

/** The form in which logins are compared. A username holds no '@', so that it cannot be an address as well. */
export function foldedLogin(login: string): string {
  const composed = login.normalize('NFKC');
  return composed.includes('@') ? foldedEmail(composed) : folded(composed);
}

type Findable = Readonly<{ username: string; email: string; firstName: string | null; lastName: string | null }>;

/** The folded columns of a user, all by `FOLDING_VERSION`. A search matches parts of `searchText`. */
export const foldedColumns = ({ username, email, firstName, lastName }: Findable) => ({
  emailFolded: foldedEmail(email),
  usernameFolded: folded(username),
  searchText: folded(`${username}\n${email}\n${firstName ?? ''} ${lastName ?? ''}`),
  foldingVersion: FOLDING_VERSION,
});

/** A username as it is stored and shown: forms of another width as the letters that they are, in the normal form C (RFC 8265, section 3.4.2). */
export const composedUsername = (name: string): string =>
  name.replaceAll(/[\u3000\uFF00-\uFFEF]/g, (form) => form.normalize('NFKC')).normalize('NFC');

/** Letters, digits, marks and visible ASCII (RFC 8264, section 4.2.2), with the exceptions of RFC 5892, section 2.6. */
const IDENTIFIER =
  /^[[\p{L}\p{Nd}\p{Mn}\p{Mc}!-~\u00B7\u0375\u06FD\u06FE\u0F0B\u3007\u30FB]--[\u302E-\u302F\p{Lt}\p{Default_Ignorable_Code_Point}\u0640\u07FA\u1100-\u11FF\u3031-\u3035\u303B\uA960-\uA97F\uD7B0-\uD7FF]]+$/v;
/** Characters that are allowed in one position only (RFC 5892, appendix A): each pattern matches another position. */
const MISPLACED = [
  /(?<!l)\u00B7|\u00B7(?!l)/u,
  /\u0375(?!\p{Script=Greek})/u,
  /(?<!\p{Script=Hebrew})[\u05F3\u05F4]/u,
  /^[^\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]*\u30FB[^\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]*$/u,
  /[\u0660-\u0669].*[\u06F0-\u06F9]|[\u06F0-\u06F9].*[\u0660-\u0669]/u,
];
/** The blocks of scripts that are written from right to left (DerivedBidiClass.txt). */
const RIGHT_TO_LEFT = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A letter's direction, as far as usernames need it: L and R as letters have it, E and A for European and Arabic digits, N for the rest. */
function directionOf(letter: string): 'L' | 'R' | 'E' | 'A' | 'N' {
  if (/[0-9\u06F0-\u06F9]/.test(letter)) return 'E';
  if (/[\u0660-\u0669]/.test(letter)) return 'A';
  if (/[^\p{L}\p{Nd}\p{Mc}]/u.test(letter)) return 'N';
  return RIGHT_TO_LEFT.test(letter) ? 'R' : 'L';
}

/** Whether a name with letters from right to left has no others, and begins and ends where it seems to (RFC 5893, section 2). */
function goesOneWay(name: string): boolean {
  const directions = Array.from(name.replace(/\p{Mn}+$/u, ''), directionOf).join('');
  if (!/[RA]/.test(directions)) return true;
  return /^R(?:[REAN]*[REA])?$/.test(directions) && !/E.*A|A.*E/.test(directions);
}

/** Returns why a composed text is no username (RFC 8265, UsernameCaseMapped), as the end of a sentence, else undefined. Joiners are refused: they are invisible. */
export function usernameFault(name: string): string | undefined {
  if (name.includes('@')) return "must not hold an '@'";
  if (/\s/u.test(name)) return 'must not hold spaces';
  const isCompatible = Array.from(name).some((letter) => letter.normalize('NFKC') !== letter);
  if (isCompatible || !IDENTIFIER.test(name)) return 'must hold visible letters, digits and ASCII signs alone';
  if (/^\p{M}/u.test(name) || MISPLACED.some((pattern) => pattern.test(name.toLowerCase())))
    return 'must hold signs only where they belong';
  if (!goesOneWay(name)) return 'must be written in one direction';
  return undefined;
}
