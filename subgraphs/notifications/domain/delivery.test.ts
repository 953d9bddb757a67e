import { describe, expect, test } from 'vitest';
import { decideNext, resendFault } from './delivery.ts';

const queuedAt = new Date('2026-03-01T12:00:00Z');
const minutesLater = (minutes: number): Date => new Date(queuedAt.getTime() + minutes * 60_000);
const patience = { deferralsMax: 4, retryMs: 5_000 };
const first = { attempts: 1, deferrals: 0, queuedAt };

describe('after an attempt', () => {
  test('that was accepted, the notification is sent', () => {
    expect(decideNext({ kind: 'accepted' }, first, patience, queuedAt)).toEqual({ status: 'SENT' });
  });

  test('that was refused permanently, it has failed at once, with the server’s reason', () => {
    expect(decideNext({ kind: 'refused', reason: '550 No such user' }, first, patience, queuedAt)).toEqual({
      status: 'FAILED',
      reason: 'The mail server refused the message: 550 No such user',
    });
  });

  test('that was deferred, it is retried after twice the time, and fails after the last deferral', () => {
    const after = (deferrals: number) =>
      decideNext({ kind: 'deferred', reason: '451 later' }, { ...first, deferrals }, patience, queuedAt);
    expect([0, 1, 2].map(after)).toEqual([
      { status: 'QUEUED', delayMs: 5_000, deferrals: 1 },
      { status: 'QUEUED', delayMs: 10_000, deferrals: 2 },
      { status: 'QUEUED', delayMs: 20_000, deferrals: 3 },
    ]);
    expect(after(3)).toMatchObject({ status: 'FAILED' });
  });

  test('never waits longer than a quarter of an hour for a server that responds', () => {
    const next = decideNext(
      { kind: 'deferred', reason: '' },
      { ...first, deferrals: 1_000 },
      { ...patience, deferralsMax: 2_000 },
      queuedAt,
    );
    expect(next).toMatchObject({ delayMs: 900_000 });
  });

  test('that reached no server, it is retried every half minute for days', () => {
    const away = { kind: 'unreachable', reason: 'connect ECONNREFUSED' } as const;
    const after = (attempts: number, minutes: number) =>
      decideNext(away, { ...first, attempts }, patience, minutesLater(minutes));
    expect(after(1, 0)).toEqual({ status: 'QUEUED', delayMs: 1_000, deferrals: 0 });
    expect(after(3, 1)).toEqual({ status: 'QUEUED', delayMs: 4_000, deferrals: 0 });
    expect(after(9_000, 4 * 24 * 60 - 1)).toEqual({ status: 'QUEUED', delayMs: 30_000, deferrals: 0 });
    expect(after(9_001, 4 * 24 * 60)).toMatchObject({ status: 'FAILED' });
  });
});

test.for([
  ['ORDER_PLACED', 'SENT', true],
  ['CUSTOM', 'FAILED', true],
  ['WELCOME', 'QUEUED', false],
  ['PASSWORD_RESET', 'SENT', false],
  ['PASSWORD_RESET', 'FAILED', false],
  ['EMAIL_VERIFICATION', 'SENT', false],
] as const)('a %s that is %s can be sent again: %s', ([type, status, can]) => {
  expect(resendFault({ type, status }) === undefined).toBe(can);
});
