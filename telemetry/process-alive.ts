/** Whether a process runs: one that has ended and only waits for its parent to notice does not. */

import { readFileSync } from 'node:fs';
import { errorCode } from './errors.ts';

/** True for a process of any user that runs; false for a zombie, which in a container may stay for long. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    if (errorCode(thrown) !== 'EPERM') return false;
  }
  return !isZombie(pid);
}

/** Field 3 of `/proc/<pid>/stat`, proc(5); where there is no `/proc` nothing is known against it. */
function isZombie(pid: number): boolean {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    // The second field is the program's name in parentheses and may hold anything.
    const state = text.slice(text.lastIndexOf(')') + 2, text.lastIndexOf(')') + 3);
    return state === 'Z' || state === 'X';
  } catch {
    return false;
  }
}
