// Everything that can be said of the code without running the system: `npm run check`. All steps run, so that one run
// tells all faults.
import { spawnSync } from 'node:child_process';

const STEPS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '--noEmit'],
  ['lint', 'oxlint', '--type-aware', '--deny-warnings'],
  ['format', 'oxfmt', '--check'],
  ['unused code', 'knip'],
  ['composition', 'node', 'tools/compose.ts', '--check'],
  ['architecture, schema style, generated files', 'vitest', 'run', '--project', 'architecture', '--reporter', 'dot'],
];

const failed: string[] = [];
for (const [name, command, ...args] of STEPS) {
  const startedAt = performance.now();
  // npm has put node_modules/.bin on the path; Windows finds its .cmd files through a shell only.
  const { status, error, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(name);
  console.log([error?.message ?? '', stdout, stderr].join('\n').trim());
}
if (failed.length > 0) {
  console.error(`npm run check: ${failed.join(', ')} failed.`);
  process.exitCode = 1;
}
