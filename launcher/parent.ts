import { environment } from '#platform/config.ts';

const POLL_MS = 250;

/**
 * Calls back when npm, which started this process, was killed: it then passes no signal on. A process that npm did not start may outlive its
 * parent, as with `&` in a shell that is closed.
 */
export function onNpmGone(callback: () => void): void {
  if (environment()['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}
