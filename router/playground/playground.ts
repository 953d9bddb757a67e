import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Handler, Routes } from '#platform/http-server.ts';
import { assetRoutes } from './assets.ts';
import { storyIn } from './story.ts';

/** The page's settings. None is secret: everyone who opens the page can read them. */
interface PlaygroundOptions {
  /** The currency of the story. */
  readonly currency: string;
  /** Whether the page may make and use a customer whose password is public: in development alone. */
  readonly hasDemoCustomer: boolean;
  /** What the administrator's sign-in begins with; the password is typed by the person. */
  readonly adminEmail: string | undefined;
  /** Where the mails of this system can be read. */
  readonly mailboxUrl: string | undefined;
}

/** The router's settings that the playground shows. */
export interface PlaygroundSettings {
  readonly NODE_ENV: string;
  readonly DEFAULT_CURRENCY: string;
  readonly ADMIN_EMAIL?: string | undefined;
  readonly MAILBOX_URL?: string | undefined;
}

const optionsOf = (settings: PlaygroundSettings): PlaygroundOptions => {
  const isProduction = settings.NODE_ENV === 'production';
  return {
    currency: settings.DEFAULT_CURRENCY,
    hasDemoCustomer: !isProduction,
    adminEmail: isProduction ? undefined : settings.ADMIN_EMAIL,
    mailboxUrl: settings.MAILBOX_URL,
  };
};

export interface Playground {
  /** Serves a browser that opens the graph's address. */
  readonly page: Handler;
  /** The files that the page consists of. */
  readonly routes: Routes;
}

/** GraphiQL with a story to run and a user to be, whole, from this process: no one else learns what is asked. */
export function createPlayground(given: PlaygroundSettings): Playground {
  const template = readFileSync(new URL('browser/index.html', import.meta.url), 'utf8');
  const settings = settingsOf(optionsOf(given));
  return {
    routes: assetRoutes(),
    page: (_, response) => {
      const nonce = randomBytes(16).toString('base64');
      const html = template.replaceAll('%NONCE%', nonce).replace('%SETTINGS%', () => settings);
      response.writeHead(200, {
        'content-security-policy': policyFor(nonce),
        // The policy and the page belong together; the files, which are large, may be kept.
        'cache-control': 'no-store',
        vary: 'accept',
        'content-type': 'text/html; charset=utf-8',
        'content-length': Buffer.byteLength(html),
      });
      response.end(html);
    },
  };
}

/** As JSON that can be part of a page: no `<` begins anything there. */
function settingsOf({ currency, ...options }: PlaygroundOptions): string {
  const story = storyIn(currency).map(({ query, variables }) => ({
    query,
    variables: JSON.stringify(variables, null, 2),
  }));
  // A browser keeps its tabs; those of another story are not this one's.
  const storyId = createHash('sha256').update(JSON.stringify(story)).digest('base64url').slice(0, 12);
  return JSON.stringify({ ...options, story, storyId }).replaceAll('<', String.raw`\u003c`);
}

/** Only scripts that the page itself names run, and it talks to this router alone. The editor writes style elements of its own. */
const policyFor = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
