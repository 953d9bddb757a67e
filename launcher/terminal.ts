import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Shows what a step waits for. */
export type ShowState = (state: string) => void;

/** Progress of the start on standard output. */
export interface Terminal {
  readonly isInteractive: boolean;
  readonly print: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** Runs a step of the start and prints its name, duration and outcome. */
  readonly step: <Result>(
    name: string,
    work: (show: ShowState) => Promise<Result>,
    outcome?: (result: Result) => string,
  ) => Promise<Result>;
}

const NAME_WIDTH = 14;
const SECONDS_WIDTH = 8;

// A slow reader loses lines instead of filling the launcher's memory.
const BUFFERED_BYTES_MAX = 8_000_000;

const CLEAR_LINE = '\r\u001B[K';

const seconds = (startedAt: number): string => `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;

/** The terminal, or the pipe, that standard output is. */
export function openTerminal(output: NodeJS.WriteStream = process.stdout): Terminal {
  // A closed pipe (`npm start | head`) does not stop the system.
  output.on('error', () => undefined);
  const isInteractive = output.isTTY;
  // The status line at the bottom of an interactive terminal; other lines are written above it.
  let current = '';
  const write = (text: string): void => {
    if (output.writableLength < BUFFERED_BYTES_MAX) output.write(text);
  };
  const style = (wanted: Style, text: string): string => styleText(wanted, text, { stream: output });
  const print = (text: string): void => write(current === '' ? `${text}\n` : `${CLEAR_LINE}${text}\n${current}`);
  const show = (line: string): void => {
    if (!isInteractive) return;
    current = line;
    write(`${CLEAR_LINE}${line}`);
  };
  return {
    isInteractive,
    style,
    print,
    step: async (name, work, outcome) => {
      const startedAt = performance.now();
      const label = `  ${name.padEnd(NAME_WIDTH)}`;
      const showState: ShowState = (state) =>
        show(`${label}${style('dim', `${'…'.padStart(SECONDS_WIDTH)}   ${state}`)}`);
      showState('');
      try {
        const result = await work(showState);
        const after = outcome?.(result) ?? '';
        show('');
        print(`${label}${seconds(startedAt).padStart(SECONDS_WIDTH)}${after && `   ${after}`}`);
        return result;
      } finally {
        show('');
      }
    },
  };
}
