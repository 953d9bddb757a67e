import { at, numberAt, textAt } from './json.js';

/**
 * A signed-in user.
 *
 * @typedef {object} Person
 * @property {string} username
 * @property {string} role
 * @property {string} accessToken
 * @property {string | undefined} refreshToken Without one the session ends with the token.
 * @property {number} expiresAt Milliseconds since 1970, by this machine's clock.
 * @property {boolean | undefined} [isChosen] Signed in by a button of the page, not by an operation in the editor.
 */

// Kept while this tab of the browser is open, and shared with no other: a refresh token serves once.
const KEPT_AS = 'ordergraph:session';

/**
 * How long a token is good for by its own words, in seconds (RFC 7519, "exp"); 0 where it does not say.
 *
 * @param {string} token
 */
function secondsLeftOf(token) {
  try {
    const claims = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    return (numberAt(JSON.parse(claims), 'exp') ?? 0) - Date.now() / 1000;
  } catch {
    return 0;
  }
}

/**
 * Reads what came with an AuthPayload; undefined where it has no token.
 *
 * @param {unknown} payload
 * @returns {Person | undefined}
 */
export function personIn(payload) {
  const accessToken = textAt(payload, 'tokens', 'accessToken');
  const refreshToken = textAt(payload, 'tokens', 'refreshToken');
  if (accessToken === undefined) return undefined;
  return {
    accessToken,
    refreshToken,
    username: textAt(payload, 'user', 'username') ?? '',
    role: textAt(payload, 'user', 'role') ?? '',
    expiresAt: Date.now() + (numberAt(payload, 'tokens', 'expiresIn') ?? secondsLeftOf(accessToken)) * 1000,
  };
}

/**
 * Remembers a user until this tab of the browser is closed, or forgets.
 *
 * @param {Person | undefined} person
 */
export function keep(person) {
  if (person === undefined) sessionStorage.removeItem(KEPT_AS);
  else sessionStorage.setItem(KEPT_AS, JSON.stringify(person));
}

/**
 * Who was signed in before the page was loaded again.
 *
 * @returns {Person | undefined}
 */
export function restored() {
  try {
    /** @type {unknown} */
    const kept = JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null');
    const person = personIn({ user: kept, tokens: kept });
    return (
      person && { ...person, expiresAt: numberAt(kept, 'expiresAt') ?? 0, isChosen: at(kept, 'isChosen') === true }
    );
  } catch {
    return undefined;
  }
}
