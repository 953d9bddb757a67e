import { at, listAt, textAt } from './json.js';
import { keep, personIn, restored } from './person.js';
import { post } from './post.js';

/** @import { Person } from './person.js' */

/**
 * Called with the new user, or with the reason why there is none any more.
 *
 * @typedef {(person: Person | undefined, reason?: string) => void} OnChange
 */

/** @typedef {ReturnType<typeof createSession>} Session */

/** Longer than any request takes, so that none sets out with a token that expires on its way. */
const MARGIN_MS = 60_000;
const RETRY_MS = 10_000;
const ENDED = 'Your session has ended. Every tab now asks without a user.';
const LEFT = 'Signed out. Every tab now asks without a user.';
const STAYS = 'Still signed in as before. Sign out to continue as another user.';

const AUTH_PAYLOAD = 'user { username role } tokens { accessToken refreshToken expiresIn } userErrors { code message }';
const SIGN_IN = `mutation SignIn($input: LoginInput!) { login(input: $input) { ${AUTH_PAYLOAD} } }`;
const REGISTER = `mutation Register($input: RegisterInput!) { register(input: $input) { ${AUTH_PAYLOAD} } }`;
const RENEW = `mutation Renew($token: String!) { refreshTokens(refreshToken: $token) { ${AUTH_PAYLOAD} } }`;
const SIGN_OUT = 'mutation SignOut($token: String!) { logout(refreshToken: $token) { ok } }';
const WHO = 'query Who { me { username role } }';

/** Public, and therefore only offered where the router says that this is a system for development. */
const DEMO = {
  email: 'demo@ordergraph.example',
  username: 'demo',
  password: 'for everybody to try out',
  firstName: 'Demo',
};

/**
 * Asks which user to sign in as: the user, or why not.
 *
 * @param {string} query
 * @param {string} field The field of the answer that holds the payload.
 * @param {object} input
 * @returns {Promise<{ readonly person: Person } | { readonly person: undefined, readonly code: string | undefined, readonly fault: string }>}
 */
async function enter(query, field, input) {
  const { body } = await post({ query, variables: { input } });
  const person = personIn(at(body, 'data', field));
  if (person !== undefined) return { person };
  const refusal = listAt(body, 'data', field, 'userErrors')[0];
  const fault =
    textAt(refusal, 'message') ?? textAt(listAt(body, 'errors')[0], 'message') ?? 'The router did not answer.';
  return { person, code: textAt(refusal, 'code'), fault };
}

/** The customer for trying things out, who is made by the first that wants it. */
async function enterAsDemo() {
  const entered = await enter(SIGN_IN, 'login', { login: DEMO.email, password: DEMO.password });
  const isMissing = entered.person === undefined && entered.code === 'INVALID_CREDENTIALS';
  return isMissing ? enter(REGISTER, 'register', DEMO) : entered;
}

/**
 * Ends a session that is not needed any more. One that cannot be ended now ends by itself, in time.
 *
 * @param {Person} person
 */
async function end({ refreshToken }) {
  if (refreshToken !== undefined)
    await post({ query: SIGN_OUT, variables: { token: refreshToken } }).catch(() => undefined);
}

/**
 * Who signed in by an operation of the editor, if that is what it did.
 *
 * @param {unknown} body
 * @returns {Promise<Person | undefined>}
 */
async function personSignedInBy(body) {
  const data = at(body, 'data');
  const payloads = typeof data === 'object' && data !== null ? Object.values(data) : [];
  const person = payloads.map((payload) => personIn(payload)).find((found) => found !== undefined);
  if (person === undefined) return undefined;
  const { body: who } = await post({ query: WHO }, { authorization: `Bearer ${person.accessToken}` });
  const me = at(who, 'data', 'me');
  return { ...person, username: textAt(me, 'username') ?? person.username, role: textAt(me, 'role') ?? person.role };
}

/**
 * Whether a user stays signed in after an operation: the first tab, which registers, does not undo a sign-in by a button.
 *
 * @param {Person | undefined} person
 * @param {unknown} body
 */
const isKept = (person, body) => person?.isChosen === true && at(body, 'data', 'register') !== undefined;

/**
 * The user who is signed in, for all tabs of the editor. The token is renewed before it expires, by one request however many wait.
 *
 * @param {OnChange} onChange
 */
export function createSession(onChange) {
  let person = restored();
  /** @type {Promise<void> | undefined} */
  let renewing;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @type {OnChange} */
  const become = (next, reason) => {
    person = next;
    keep(next);
    planRenewal();
    onChange(next, reason);
  };

  /** @param {Awaited<ReturnType<typeof enter>>} entered @returns {string | undefined} What was wrong. */
  const take = (entered) => {
    if (entered.person === undefined) return entered.fault;
    const left = person;
    become({ ...entered.person, isChosen: true });
    if (left !== undefined) void end(left);
    return undefined;
  };

  const planRenewal = () => {
    clearTimeout(timer);
    if (person === undefined) return;
    timer = setTimeout(() => void renew(), Math.max(person.expiresAt - MARGIN_MS - Date.now(), RETRY_MS));
  };

  const renew = () => {
    renewing ??= renewOnce().finally(() => {
      renewing = undefined;
    });
    return renewing;
  };

  async function renewOnce() {
    const before = person;
    if (before === undefined) return;
    if (before.refreshToken === undefined) {
      if (before.expiresAt <= Date.now()) become(undefined, ENDED);
      else planRenewal();
      return;
    }
    try {
      const { body } = await post({ query: RENEW, variables: { token: before.refreshToken } });
      // Another user may have signed in meanwhile.
      if (person !== before) return;
      const next = personIn(at(body, 'data', 'refreshTokens'));
      const isRefused = listAt(body, 'data', 'refreshTokens', 'userErrors').length > 0;
      if (next !== undefined) become({ ...next, isChosen: before.isChosen });
      else if (isRefused) become(undefined, ENDED);
      else planRenewal();
    } catch {
      // The router is away: the token may do for a while, and renewing is tried again.
      planRenewal();
    }
  }

  planRenewal();
  return {
    person: () => person,
    renew,

    /** The Authorization header of a request, good for longer than the request takes. @returns {Promise<string | undefined>} */
    authorization: async () => {
      if (person !== undefined && person.expiresAt - Date.now() < MARGIN_MS) await renew();
      return person && `Bearer ${person.accessToken}`;
    },

    /** Resolves to what was wrong. @param {string} login @param {string} password */
    signIn: async (login, password) => take(await enter(SIGN_IN, 'login', { login, password })),

    /** Resolves to what was wrong. */
    signInAsDemo: async () => take(await enterAsDemo()),

    /** Continues as the user that an operation in the editor signed in. @param {unknown} body */
    adopt: async (body) => {
      const adopted = await personSignedInBy(body);
      if (adopted !== undefined && isKept(person, body)) onChange(person, STAYS);
      else if (adopted !== undefined) become(adopted);
    },

    signOut: async () => {
      const left = person;
      become(undefined, LEFT);
      if (left !== undefined) await end(left);
    },
  };
}
