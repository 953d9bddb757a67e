import type { Handler, Routes } from '#platform/http-server.ts';

/** OWASP HTTP Headers Cheat Sheet, as far as it is about an API. The playground sets a policy of its own instead of this one. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
};

/** The same routes, with headers that keep browsers from doing more with an answer than it is for. */
export const withSecurityHeaders = (routes: Routes): Routes =>
  Object.fromEntries(Object.entries(routes).map(([path, handler]): [string, Handler] => [path, secured(handler)]));

const secured =
  (handler: Handler): Handler =>
  (request, response, url) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
    return handler(request, response, url);
  };
