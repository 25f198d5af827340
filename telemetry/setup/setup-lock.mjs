/** One setup at a time in a clone: a lock file with the process that holds it. */

import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const PAUSE_MS = 250;

/**
 * Takes the lock, waiting for another setup that is alive; a lock whose process is gone is taken
 * over.
 *
 * @param {string} path the lock file
 * @param {(line: string) => void} say told once, when there is somebody to wait for
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeSetupLock(path, say) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${process.pid} ${startOf(process.pid)}\n`;
  let hasSaid = false;
  for (;;) {
    if (tryCreate(path, mine)) return () => release(path, mine);
    const holder = readIfThere(path);
    if (holder === undefined) continue;
    if (!isAlive(holder)) {
      takeAway(path, holder);
      continue;
    }
    if (!hasSaid) say(`waiting for another setup in this clone (process ${holder.split(' ')[0]})`);
    hasSaid = true;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The lock appears with its content, or not at all. */
function tryCreate(path, content) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, content);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a dead lock; when somebody else was quicker, their new lock is put back. */
function takeAway(path, dead) {
  const taken = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, taken);
    if (readFileSync(taken, 'utf8') !== dead) linkSync(taken, path);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes(error.code)) throw error;
  } finally {
    rmSync(taken, { force: true });
  }
}

function release(path, mine) {
  if (readIfThere(path) === mine) rmSync(path, { force: true });
}

function isAlive(holder) {
  const [pid, start] = holder.trim().split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code === 'ESRCH') return false;
  }
  return Number(pid) > 0 && startOf(pid) === start;
}

/** When a process began (field 22 of /proc/PID/stat, proc(5)), to tell it from a later namesake. */
function startOf(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '0';
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
