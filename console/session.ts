import { useSyncExternalStore } from 'react';
import { createClient, type Tokens } from '../client/index.ts';
import { createKept, hasAll } from './kept.ts';

/** `in`: a user is signed in. `out`: none is. `over`: the session ended by itself, and the page waits for a new sign-in. */
export type SessionState = 'in' | 'out' | 'over';

const tokens = createKept('session', (value): value is Tokens => hasAll(value, 'accessToken', 'refreshToken'));
/** The last refresh token of this browser: it shows the graph that the device is known, also after signing out. */
const device = createKept('device', (value) => typeof value === 'string');

let state: SessionState = tokens.read() === undefined ? 'out' : 'in';
let isLeaving = false;
const CHANGED = 'ordergraph.session-state';

const become = (next: SessionState): void => {
  state = next;
  dispatchEvent(new Event(CHANGED));
};

/** Runs one piece of work at a time in all tabs. Without TLS, browsers have no locks; the time between reading and writing is short. */
const alone = (work: () => Promise<void>): Promise<void> =>
  'locks' in navigator ? navigator.locks.request('ordergraph.session', work) : work();

/** The one client of this page. All tabs share one session: the tab that renews its tokens leaves them for the others. */
export const client = createClient({
  url: new URL(document.querySelector<HTMLMetaElement>('meta[name=graph]')?.content ?? '/graphql', location.href).href,
  tokens: tokens.read(),
  shared: { read: tokens.read, alone },
  onTokens: (next) => {
    tokens.write(next);
    if (next?.refreshToken !== undefined) device.write(next.refreshToken);
    if (next !== undefined) become('in');
    else if (state !== 'out') become(isLeaving ? 'out' : 'over');
  },
});

/** Which session a token is of: the claim that stays when the token is renewed. */
function sessionOf(kept: Tokens | undefined): unknown {
  const [, claims = ''] = kept?.accessToken.split('.') ?? [];
  try {
    const read: unknown = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')));
    return hasAll(read, 'sid') ? read.sid : undefined;
  } catch {
    return undefined;
  }
}

// Another tab has signed in or out.
tokens.subscribe(() => {
  const kept = tokens.read();
  if (sessionOf(kept) !== sessionOf(client.tokens())) void client.setTokens(kept);
});

/** Signs in, and shows that this device is known. */
export const signIn = (login: string, password: string) =>
  client.login({ login, password, refreshToken: device.read() ?? null });

/** Ends the session in all tabs, also where the graph cannot be reached. */
export async function signOut(): Promise<void> {
  isLeaving = true;
  await client.logout().catch(() => undefined);
  isLeaving = false;
  become('out');
}

/** The state of the session, in a component that is drawn again when it changes. */
export const useSessionState = (): SessionState => useSyncExternalStore(onChange, () => state);

function onChange(listener: () => void) {
  addEventListener(CHANGED, listener);
  return () => removeEventListener(CHANGED, listener);
}
