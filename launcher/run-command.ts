import { ConfigurationError } from '#platform/config.ts';
import { Obstacle } from './obstacle.ts';

/** Returns the message of an error that the user can correct, and the stack of any other. */
export function describeFailure(error: unknown): string {
  if (error instanceof Obstacle || error instanceof ConfigurationError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a command; prints its failure on stderr and sets the exit code to 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}
