/** Finds servers that run on a datadir whatever their state file says, and ends one whose owner is gone. */

import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

import { errorCode, FlashError } from '../../errors.ts';
import { isAlive, readStartTicks } from './lease.ts';

/** Process ids whose command line names this datadir, as `/proc` tells; none on systems without it. */
export function findServers(datadir: string): readonly number[] {
  const wanted = `--datadir=${datadir}`;
  return listProcesses().filter((pid) => readCommand(pid).includes(wanted));
}

/** Asks a server without owner to end (SIGTERM: it closes its files properly) and waits for it. */
export async function endOrphan(pid: number, datadir: string, waitMs = 60_000): Promise<void> {
  const startTicks = readStartTicks(pid);
  try {
    process.kill(pid, 'SIGTERM');
  } catch (cause) {
    if (errorCode(cause) === 'ESRCH') return;
    throw inUse(pid, datadir, 'it belongs to another user', cause);
  }
  const deadline = performance.now() + waitMs;
  while (isAlive({ pid, startTicks })) {
    if (performance.now() > deadline) throw inUse(pid, datadir, 'it does not end');
    await sleep(20);
  }
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
