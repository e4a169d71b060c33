import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * The processes of a group that still run. One that has ended and that nobody has asked about yet
 * (a zombie) does not count: in a container without an init they stay for ever.
 */
export function runningOf(groupId: number): readonly number[] {
  return allProcesses()
    .filter(({ group, state }) => group === groupId && !state.startsWith('Z'))
    .map(({ pid }) => pid);
}

// A slim Linux has no `ps`, and macOS has no /proc.
function allProcesses() {
  if (!existsSync('/proc/self/stat')) return processesOfPs();
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)));
}

function processOf(pid: number) {
  try {
    // `pid (name) state parent group …`, where the name may hold anything.
    const [state = '', , group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return [{ pid, group: Number(group), state }];
  } catch {
    return [];
  }
}

function processesOfPs() {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' });
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, group, state = ''] = line.trim().split(/\s+/);
      return { pid: Number(pid), group: Number(group), state };
    });
}
