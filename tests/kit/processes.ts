import { execFileSync } from 'node:child_process';

export interface RunningProcess {
  readonly pid: number;
  readonly command: string;
}

/** A process and all that it has started, directly or not, that run now. */
export function processesBelow(root: number): RunningProcess[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
  const found = new Set([root]);
  for (let grew = true; grew;) {
    const before = found.size;
    for (const { pid, parent } of rows) if (found.has(parent)) found.add(pid);
    grew = found.size > before;
  }
  return rows
    .filter(({ pid, command }) => found.has(pid) && !command.includes('<defunct>'))
    .map(({ pid, command }) => ({ pid, command }));
}

/** Whether a process is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
