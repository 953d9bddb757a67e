import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DockerfileParser } from 'dockerfile-ast';

/** The Dockerfile of the repository. */
export const DOCKERFILE = fileURLToPath(new URL('../../deploy/Dockerfile', import.meta.url));

/** One instruction of a stage, its flags and continued lines taken apart. */
export interface Step {
  readonly keyword: string;
  /** What follows the keyword and the flags. */
  readonly content: string;
  /** The stage that a COPY takes from; undefined for the build context. */
  readonly from: string | undefined;
}

/** A stage of the build. The last one is what becomes the image, and has no name. */
export interface Stage {
  readonly name: string;
  /** Another stage's name, or an external image. */
  readonly base: string;
  readonly steps: readonly Step[];
}

/** Takes a Dockerfile apart into its stages. */
export function readStages(source: string = readFileSync(DOCKERFILE, 'utf8')): Stage[] {
  const file = DockerfileParser.parse(source);
  const stageOfCopy = new Map(
    file.getCOPYs().map((copy) => [copy.getRange().start.line, copy.getFromFlag()?.getValue() ?? undefined]),
  );
  const stages: { name: string; base: string; steps: Step[] }[] = [];
  for (const instruction of file.getInstructions()) {
    const keyword = instruction.getKeyword();
    const content = instruction.getArgumentsContent() ?? '';
    if (keyword === 'FROM') {
      const [base = '', , name = ''] = content.split(/\s+/);
      stages.push({ name, base, steps: [] });
    } else {
      stages.at(-1)?.steps.push({ keyword, content, from: stageOfCopy.get(instruction.getRange().start.line) });
    }
  }
  return stages;
}
