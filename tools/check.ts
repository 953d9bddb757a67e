// Everything that can be said of the code without running the system: `npm run check`. Each step is a script of
// package.json. All of them run, so that one run tells all faults.
import { spawnSync } from 'node:child_process';

const STEPS = ['typecheck', 'lint', 'format:check', 'unused', 'check:supergraph', 'architecture'];

const failed = STEPS.filter((step) => {
  const startedAt = performance.now();
  const { status, error, stdout, stderr } = spawnSync('npm', ['run', '--silent', step], {
    encoding: 'utf8',
    shell: process.platform === 'win32', // There npm is a script, which only a shell finds.
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${step} (${seconds} s)`);
  if (status !== 0) console.log([error?.message ?? '', stdout, stderr].join('\n').trim());
  return status !== 0;
});

if (failed.length > 0) {
  console.log(
    `\nnpm run check found faults. Once mended, each can be looked at alone: npm run ${failed.join(', npm run ')}`,
  );
  process.exitCode = 1;
}
