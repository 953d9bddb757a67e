import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { createFaultLog, createLog, createOutageLog } from './log.ts';
import { inScope } from './scope.ts';

function capture() {
  const stream = new PassThrough();
  const log = createLog('test', { LOG_LEVEL: 'info', LOG_FORMAT: 'json' }, stream);
  return { log, lines: () => String(stream.read() ?? '') };
}

test('writes one line of JSON with the ids of the request or message', () => {
  const { log, lines } = capture();
  inScope({ requestId: 'r1', traceparent: '00-t1-s1-01' }, () => log.info({ orderId: 'o1' }, 'placed'));
  expect(JSON.parse(lines())).toMatchObject({
    level: 'info',
    name: 'test',
    msg: 'placed',
    orderId: 'o1',
    requestId: 'r1',
    trace_id: 't1',
    span_id: 's1',
  });
});

test('never writes a secret, at any depth', () => {
  const { log, lines } = capture();
  log.info({ password: 'p4ss', input: { token: 't0ken' }, request: { headers: { authorization: 'Bearer x1' } } }, 'in');
  expect(lines()).not.toMatch(/p4ss|t0ken|Bearer/);
});

test('an e-mail address, a password in a URL and a token that an error quotes are not written', () => {
  const { log, lines } = capture();
  const error = new Error(
    '550 <ada.l+x@mail.example.com>: no; postgres://me:s3cret@127.0.0.1/x; eyJhbGciOi.eyJzdWIi.c2ln',
  );
  log.error({ err: Object.assign(error, { detail: 'Key (username)=(lovelace)' }) }, 'at node_modules/@apollo/server');
  const written = lines();
  expect(written).not.toMatch(/ada|s3cret|eyJ|lovelace/);
  expect(written).toContain('node_modules/@apollo/server');
  expect(JSON.parse(written)).toMatchObject({ err: { message: '550 <***>: no; postgres://me:***/x; ***' } });
});

test('a time-out is written without the codes of other errors', async () => {
  const { log, lines } = capture();
  const signal = AbortSignal.timeout(1);
  await once(signal, 'abort');
  log.warn({ err: signal.reason }, 'late');
  const written = lines();
  expect(written).not.toContain('_ERR');
  expect(JSON.parse(written)).toMatchObject({
    err: { name: 'TimeoutError', message: 'The operation was aborted due to timeout' },
  });
});

/** What was logged, by message. */
const messagesOf = (lines: string): string[] =>
  [...lines.matchAll(/"msg":"([^"]+)"/g)].map(([, message = '']) => message);
const LINES = { begins: 'it is away', ends: 'it is back' };

test('an outage is one line at its start and one at its end, and one that comes and goes is told once a minute', () => {
  const { log, lines } = capture();
  const outage = createOutageLog(log, LINES);
  for (let attempt = 0; attempt < 1000; attempt += 1) outage.failed(new Error(`attempt ${attempt}`));
  outage.works();
  for (let time = 0; time < 1000; time += 1) {
    outage.failed(new Error('again'));
    outage.works();
  }
  expect(messagesOf(lines())).toEqual(['it is away', 'it is back']);
});

test('what began before an outage does not end it, and what began before its end does not begin another', () => {
  vi.useFakeTimers();
  const { log, lines } = capture();
  const outage = createOutageLog(log, LINES);
  outage.failed(new Error('away'), performance.now());
  outage.works(performance.now() - 1);
  vi.advanceTimersByTime(60_000);
  outage.works();
  outage.failed(new Error('late'), performance.now() - 1);
  expect(messagesOf(lines())).toEqual(['it is away', 'it is back']);
  // One that is not told, so soon after another, is told if it lasts.
  outage.failed(new Error('away again'));
  outage.works();
  expect(messagesOf(lines())).toEqual(['it is away', 'it is back']);
  outage.failed(new Error('and again'));
  expect(lines()).toBe('');
  vi.advanceTimersByTime(60_000);
  outage.failed(new Error('and still'));
  vi.useRealTimers();
  expect(messagesOf(lines())).toEqual(['it is away']);
});

test('a part that fails for what is away leaves that to its outage log; its own faults it tells', () => {
  const { log, lines } = capture();
  const faults = createFaultLog(log, LINES);
  faults.failed(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
  faults.failed(new Error('a bug'));
  expect(messagesOf(lines())).toEqual(['it is away']);
});
