import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** The output of the demo. */
export interface Stage {
  /** Begins a section. */
  readonly act: (title: string) => void;
  readonly line: (text: string) => void;
  /** Prints the end of a successful demo. */
  readonly end: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** A line that grows with each step; in a pipe, a line per step. */
  readonly live: (name: string) => { readonly step: (text: string) => void; readonly end: () => void };
}

/** Writes to the terminal, or without colours and in whole lines to a pipe. */
export function openStage(output: NodeJS.WriteStream): Stage {
  // A closed pipe (`npm run demo | head`) is not an error.
  output.on('error', () => undefined);
  const style = (wanted: Style, text: string): string => styleText(wanted, text, { stream: output });
  const line = (text: string): void => void output.write(`  ${text.trimEnd()}\n`);
  let acts = 0;
  return {
    style,
    line,
    end: (text) => void output.write(`\n${style('green', text)}\n`),
    act: (title) => {
      acts += 1;
      output.write(`\n${style('bold', `${acts}. ${title}`)}\n`);
    },
    live: (name) => {
      if (!output.isTTY) return { step: (text) => line(`${name}  ${text}`), end: () => undefined };
      let before = `  ${name}  `;
      return {
        step: (text) => {
          output.write(before + text);
          before = style('dim', ' → ');
        },
        end: () => void output.write('\n'),
      };
    },
  };
}
