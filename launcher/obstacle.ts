/**
 * Something that keeps the system from starting and that a person can do something about. The message is one line that says
 * what happened, where, and what to do; it is shown as it is, without a stack.
 */
export class Obstacle extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Obstacle';
  }
}

/** Why something failed, in a word or one line: the operating system's code (`EACCES`, …), else the last line that was said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  const said = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  return (said.trim() || error.message.trim()).split('\n').at(-1) ?? '';
}
