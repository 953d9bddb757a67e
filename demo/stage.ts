import { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** Where the story is shown. */
export interface Stage {
  /** Begins an act. */
  readonly act: (title: string) => void;
  readonly line: (text: string) => void;
  /** Ends the story well. */
  readonly end: (text: string) => void;
  readonly style: (style: Style, text: string) => string;
  /** A line that grows while something happens; without a terminal, a line for each step. */
  readonly live: (name: string) => { readonly step: (text: string) => void; readonly end: () => void };
}

/** The terminal or, without colours and in whole lines, the pipe that standard output is. */
export function openStage(output: NodeJS.WriteStream): Stage {
  // A reader that went away (`npm run demo | head`) is no fault of the story.
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
