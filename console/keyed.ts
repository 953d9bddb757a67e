import { useRef } from 'react';
import { newIdempotencyKey, type Result } from '../client/index.ts';

/**
 * Gives each intention one idempotency key: pressed again after no answer came, a button repeats what it did, and nothing happens
 * twice. Another input, and the same again after an answer, is another intention.
 */
export function useKeyed<Input, Made>(
  run: (input: Input & { idempotencyKey: string }) => Promise<Result<Made>>,
): (input: Input) => Promise<Result<Made>> {
  const open = useRef<{ readonly text: string; readonly key: string }>(undefined);
  return async (input) => {
    const text = JSON.stringify(input);
    if (open.current?.text !== text) open.current = { text, key: newIdempotencyKey() };
    const made = await run({ ...input, idempotencyKey: open.current.key });
    open.current = undefined;
    return made;
  };
}
