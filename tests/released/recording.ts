import { z } from 'zod';
import type { Envelope } from '#platform/message.ts';

/** A message as the last release sent it. What differs in each run is a name between angle brackets. */
export const recordedSchema = z.object({ name: z.string(), version: z.number(), payload: z.unknown() });
export type Recorded = z.output<typeof recordedSchema>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const VARIABLE = new Set(['sealedToken', 'expiresAt', 'orderNumber']);
const PLACEHOLDER = /^<.+>$/;

/** Rebuilds a value with what `change` returns for each text; a text's path is "lines.0.sku". */
function mapTexts(value: unknown, change: (text: string, path: string) => string, path = ''): unknown {
  if (typeof value === 'string') return change(value, path);
  if (Array.isArray(value))
    return value.map((each, index) => mapTexts(each, change, `${path}.${index}`.slice(path === '' ? 1 : 0)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, mapTexts(each, change, path === '' ? key : `${path}.${key}`)]),
  );
}

/** Records messages: ids and what else is new in each run get names. */
export function record(envelopes: readonly Envelope[]): Recorded[] {
  const names = new Map<string, string>();
  const nameOf = (text: string, path: string): string => {
    const key = path.split('.').at(-1) ?? '';
    if (!UUID.test(text) && !VARIABLE.has(key)) return text;
    const name = names.get(text) ?? `<${key} ${names.size + 1}>`;
    names.set(text, name);
    return name;
  };
  return envelopes.map(({ name, version, payload }) => ({ name, version, payload: mapTexts(payload, nameOf) }));
}

/**
 * Replays a recording: returns what makes of each message that is sent now the one that the release sent in its place, with the ids of now.
 * Messages that the release did not send stay as they are.
 */
export function replay(recorded: readonly Recorded[]) {
  const left = [...recorded];
  const now = new Map<string, string>();
  return {
    /** What was not sent yet. */
    left,
    through: (envelope: Envelope): Envelope => {
      const index = left.findIndex(({ name }) => name === envelope.name);
      const [old] = index === -1 ? [] : left.splice(index, 1);
      if (old === undefined) return envelope;
      const texts = new Map<string, string>();
      mapTexts(envelope.payload, (text, path) => (texts.set(path, text), text));
      const payload = mapTexts(old.payload, (text, path) => {
        if (!PLACEHOLDER.test(text)) return text;
        const value = now.get(text) ?? texts.get(path);
        if (value === undefined) throw new Error(`${old.name}: nothing is known of ${text}`);
        now.set(text, value);
        return value;
      });
      return { ...envelope, version: old.version, payload };
    },
  };
}
