// Asks a process of this container how it is: `node deploy/probe.ts <port> [path]`. Ends with 0 where the answer is 200. The
// path is /ready where none is given: can it serve? /health asks only whether it lives.
const [port, path = '/ready'] = process.argv.slice(2);
const TIMEOUT_MS = 4_000; // Below the five seconds after which the container's check is broken off.

try {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  console.log(await response.text());
  process.exitCode = response.ok ? 0 : 1;
} catch (error) {
  console.error(String(error));
  process.exitCode = 1;
}
