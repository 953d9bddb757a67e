// `npm run check`: all checks that need no running system. Each step is a script of package.json; all of them run, so that one run shows all faults.
import { spawnSync } from 'node:child_process';

const STEPS = ['typecheck', 'lint', 'format:check', 'unused', 'check:supergraph', 'check:migrations', 'architecture'];

const failed = STEPS.filter((step) => {
  const startedAt = performance.now();
  const { status, error, stdout, stderr } = spawnSync('npm', ['run', '--silent', step], {
    encoding: 'utf8',
    shell: process.platform === 'win32', // npm is a script there, which needs a shell.
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${step} (${seconds} s)`);
  if (status !== 0) console.log([error?.message ?? '', stdout, stderr].join('\n').trim());
  return status !== 0;
});

if (failed.length > 0) {
  console.log(`\nnpm run check found faults. Run a step alone: npm run ${failed.join(', npm run ')}`);
  process.exitCode = 1;
}
