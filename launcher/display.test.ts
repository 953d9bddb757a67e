import { describe, expect, it } from 'vitest';
import { displayJson, displayPretty } from './display.ts';

const line = (level: string): string =>
  JSON.stringify({ level, time: '2026-01-01T00:00:00.000Z', name: 'orders', msg: 'hello' });

describe('displayPretty', () => {
  const display = displayPretty({ level: 'warn', colorize: false });

  it('shows warnings and worse with the name of the process', () => {
    expect(display('orders', line('warn'), 'stdout')).toContain('WARN (orders): hello');
    expect(display('orders', line('fatal'), 'stdout')).toContain('hello');
  });

  it('leaves out what is below its level', () => {
    expect(display('orders', line('info'), 'stdout')).toBeUndefined();
  });

  it('shows what Node itself says of a crash, and nothing else that is no log', () => {
    expect(display('orders', 'TypeError: boom', 'stderr')).toBe('orders: TypeError: boom');
    expect(display('orders', 'chatter', 'stdout')).toBeUndefined();
    expect(display('orders', '', 'stderr')).toBeUndefined();
  });
});

describe('displayJson', () => {
  it('passes lines of the log on as they are', () => {
    expect(displayJson('orders', line('trace'), 'stdout')).toBe(line('trace'));
  });

  it('makes a line of the log of everything else', () => {
    const shown = displayJson('orders', 'TypeError: "boom"', 'stderr') ?? '';
    expect(JSON.parse(shown)).toEqual({ level: 'error', name: 'orders', msg: 'TypeError: "boom"' });
  });
});
