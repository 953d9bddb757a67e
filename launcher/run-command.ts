import { ConfigurationError } from '#platform/config.ts';
import { Obstacle } from './obstacle.ts';

/** What a person is shown for an error: what they can do something about as it is, anything else with its stack. */
export function describeFailure(error: unknown): string {
  if (error instanceof Obstacle || error instanceof ConfigurationError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Runs a command of the command line: its failure is shown on stderr and makes the exit code 1. */
export async function runCommand(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${describeFailure(error)}\n`);
    process.exitCode = 1;
  }
}
