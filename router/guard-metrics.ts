import { createHash, timingSafeEqual } from 'node:crypto';
import type { Handler, Routes } from '#platform/http-server.ts';
import { sendJson } from '#platform/http-server.ts';

/**
 * The same routes, with `/metrics` for those alone who send `Authorization: Bearer <token>`; without a token in the settings there is none
 * at all. The router's port is open to everybody, and its metrics tell how much is asked of the shop.
 */
export function guardMetrics(routes: Routes, token: string | undefined): Routes {
  const { '/metrics': metrics, ...open } = routes;
  if (metrics === undefined || token === undefined) return open;
  const expected = digest(`Bearer ${token}`);
  const guarded: Handler = (request, response, url) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return metrics(request, response, url);
    sendJson(response, 401, { error: 'This needs the token for metrics.' }, { 'www-authenticate': 'Bearer' });
  };
  return { ...open, '/metrics': guarded };
}

/** Of one length, whatever was sent, so that comparing takes the same time for all. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
