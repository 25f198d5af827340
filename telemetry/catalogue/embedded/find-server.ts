/** Finds servers that run on a datadir whatever their state file says, and ends one whose owner is gone. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { errorCode, FlashError } from '../../errors.ts';
import { isAlive, readStartTicks } from '../../lease.ts';

/** Process ids whose command line names this datadir, as `/proc` tells; none on systems without it. */
export function findServers(datadir: string): readonly number[] {
  const wanted = `--datadir=${datadir}`;
  return listProcesses().filter((pid) => readCommand(pid).includes(wanted));
}

/** A server that was asked to end while it starts may wait for ever for a thread that never came (MariaDB 10.11). */
const PATIENCE_MS = 15_000;
const KILLED_WITHIN_MS = 10_000;

/**
 * Asks a server without owner to end (SIGTERM: it closes its files properly), and kills it where it does not: what it
 * committed is in its redo log.
 */
export async function endOrphan(
  pid: number,
  datadir: string,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const startTicks = readStartTicks(pid);
  const isGone = (): boolean => !isAlive({ pid, startTicks });
  try {
    process.kill(pid, 'SIGTERM');
    if (await within(patienceMs, isGone)) return;
    process.kill(pid, 'SIGKILL');
  } catch (cause) {
    if (errorCode(cause) === 'ESRCH') return;
    throw inUse(pid, datadir, 'it belongs to another user', cause);
  }
  if (!(await within(KILLED_WITHIN_MS, isGone))) throw inUse(pid, datadir, 'it does not end');
}

async function within(ms: number, holds: () => boolean): Promise<boolean> {
  for (const deadline = performance.now() + ms; !holds(); await sleep(20))
    if (performance.now() > deadline) return false;
  return true;
}

function inUse(pid: number, datadir: string, why: string, cause?: unknown): FlashError {
  return new FlashError({
    operation: 'open the embedded catalogue',
    subject: datadir,
    reason: `it is in use by the server process ${String(pid)}: ${why}`,
    hint: `end process ${String(pid)}, then try again`,
    cause,
  });
}

function listProcesses(): readonly number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

function readCommand(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${String(pid)}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}
