/** An error that the user can correct. The message is one line (what, where, what to do) and is shown without a stack. */
export class Obstacle extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Obstacle';
  }
}

/** Returns the cause of an error in one line: the operating system's code (`EACCES`, …), else the last line of stderr or of the message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  const stderr = 'stderr' in error && typeof error.stderr === 'string' ? error.stderr : '';
  return (stderr.trim() || error.message.trim()).split('\n').at(-1) ?? '';
}
