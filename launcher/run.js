/// <reference types="node" />
// Runs one of the launcher's commands: `node launcher/run.js <command>`. This one file is JavaScript, so that a Node too old
// to read TypeScript can still say so.

import process from 'node:process';

const NODE_MAJOR_MIN = 24;

const [command = ''] = process.argv.splice(2, 1);

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(
    `This is Node ${process.versions.node} (${process.execPath}) and Ordergraph needs ${NODE_MAJOR_MIN} or newer: run it through npm after \`npm ci\`, which brings one along, or install Node ${NODE_MAJOR_MIN}.\n`,
  );
  process.exitCode = 1;
} else {
  await import(`./${command}.ts`);
}
