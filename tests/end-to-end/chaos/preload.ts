// Loaded before every process of a system under chaos (NODE_OPTIONS): lets the clock of one process be wrong, and takes a protection away
// for a control. Nothing of it is known to the code that it is loaded into.
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { sourceWithout } from './protections.ts';

/** Holds a number of milliseconds by the name of each process whose clock is wrong; read at the start and at every SIGUSR2. */
const clockFile = process.env['CHAOS_CLOCKS'] ?? '';
const without = process.env['CHAOS_WITHOUT'] ?? '';

const script = process.argv[1] ?? '';
const name = /(\w+)\/main\.ts$/.exec(script)?.[1] ?? '';
const rightNow = Date.now.bind(Date);
let shiftMs = 0;

function readClock(): void {
  const text = existsSync(clockFile) ? readFileSync(clockFile, 'utf8') : '';
  shiftMs = Number(new RegExp(String.raw`^${name} (-?\d+)$`, 'm').exec(text)?.[1] ?? 0);
}

const WrongDate = new Proxy(Date, {
  construct: (target, values, newTarget): object => {
    const made: unknown = Reflect.construct(target, values.length === 0 ? [rightNow() + shiftMs] : values, newTarget);
    if (typeof made !== 'object' || made === null) throw new TypeError('A Date was not made');
    return made;
  },
  apply: () => new Date().toString(),
});

if (name !== '' && name !== 'launcher') {
  Date.now = () => rightNow() + shiftMs;
  globalThis.Date = WrongDate;
  process.on('SIGUSR2', readClock);
  readClock();
}

if (without !== '')
  registerHooks({
    load: (url, context, nextLoad) => {
      const loaded = nextLoad(url, context);
      if (!(loaded.source instanceof Uint8Array)) return loaded; // One of Node's own.
      const source = sourceWithout(without, url, Buffer.from(loaded.source).toString());
      return source === undefined ? loaded : { ...loaded, source };
    },
  });
