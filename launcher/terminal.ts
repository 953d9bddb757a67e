import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where a person, or whoever reads for them, is told what happens. */
export interface Terminal {
  readonly isInteractive: boolean;
  readonly print: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** Does a step of the start and shows what it was, how long it took and what came of it. */
  readonly step: <Result>(
    name: string,
    work: () => Promise<Result>,
    outcome?: (result: Result) => string,
  ) => Promise<Result>;
}

const NAME_WIDTH = 14;
const SECONDS_WIDTH = 8;

// A reader that does not keep up, a slow pipe for one, loses lines rather than filling the launcher's memory.
const BUFFERED_BYTES_MAX = 8_000_000;

const seconds = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** The terminal, or the pipe, that standard output is. */
export function openTerminal(output: NodeJS.WriteStream = process.stdout): Terminal {
  // A reader that went away (`npm start | head`) is no reason to take the system down.
  output.on('error', () => undefined);
  const isInteractive = output.isTTY;
  const write = (text: string): void => {
    if (output.writableLength < BUFFERED_BYTES_MAX) output.write(text);
  };
  const style = (wanted: Style, text: string): string => styleText(wanted, text, { stream: output });
  return {
    isInteractive,
    style,
    print: (text) => write(`${text}\n`),
    step: async (name, work, outcome) => {
      const startedAt = performance.now();
      const label = `  ${name.padEnd(NAME_WIDTH)}`;
      if (isInteractive) write(`${label}${style('dim', '…')}`);
      try {
        const result = await work();
        const after = outcome?.(result) ?? '';
        write(
          `${isInteractive ? '\r' : ''}${label}${seconds(startedAt).padStart(SECONDS_WIDTH)}${after && `   ${after}`}\n`,
        );
        return result;
      } catch (error) {
        if (isInteractive) write('\n');
        throw error;
      }
    },
  };
}
