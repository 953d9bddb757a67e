import { createClient, type Tokens } from '../client/index.ts';
import { createKept, hasAll, useKept } from './kept.ts';

/** `in`: somebody is signed in. `out`: nobody is. `over`: the session ended by itself, and the page waits for the person to sign in again. */
export type SessionState = 'in' | 'out' | 'over';

const tokens = createKept('session', (value): value is Tokens => hasAll(value, 'accessToken', 'refreshToken'));

let state: SessionState = tokens.read() === undefined ? 'out' : 'in';
let isLeaving = false;
const listeners = new Set<() => void>();

const become = (next: SessionState): void => {
  state = next;
  listeners.forEach((listener) => listener());
};

/** Runs one piece of work at a time in all tabs. Without TLS, browsers have no locks; the time between reading and writing is short. */
const alone = (work: () => Promise<void>): Promise<void> =>
  'locks' in navigator ? navigator.locks.request('ordergraph.session', work) : work();

const address = document.querySelector<HTMLMetaElement>('meta[name=graph]')?.content ?? '/graphql';

/** The one client of this page. All tabs go on with one session: who renews its tokens leaves them for the others. */
export const client = createClient({
  url: new URL(address, location.href).href,
  tokens: tokens.read(),
  shared: { read: tokens.read, alone },
  onTokens: (next) => {
    tokens.write(next);
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

/** Ends the session in all tabs. That the graph does not hear of it changes nothing for the person. */
export async function signOut(): Promise<void> {
  isLeaving = true;
  await client.logout().catch(() => undefined);
  isLeaving = false;
  become('out');
}

/** Where the session is, in a component that is drawn again when that changes. */
export const useSessionState = (): SessionState =>
  useKept<SessionState>({
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => state,
  }) ?? 'out';
