/** Commands that use the server of another process: each leaves a file while it does, and a command that leaves waits for them. */

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Log } from '../../effects.ts';
import { errorCode } from '../../errors.ts';
import { readLease, takeLease, type Lease, type LeaseHolder } from '../../lease.ts';

/** How long a command keeps its server up for others, ms; then it ends all the same. */
const WAIT_MS = 600_000;
const LOOK_AGAIN_MS = 50;

let count = 0;

/** Says that this process uses the server, until released. */
export function joinUsers(folder: string): Lease {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  count += 1;
  const taken = takeLease(join(folder, `${String(process.pid)}-${String(count)}.json`), 'use');
  if ('release' in taken) return taken;
  throw new RangeError('process ids are unique');
}

/** Who uses the server; files of processes that are gone are removed. */
export function listUsers(folder: string): readonly LeaseHolder[] {
  return listFiles(folder).flatMap((path) => {
    const holder = readLease(path);
    if (holder === null) rmSync(path, { force: true });
    return holder ?? [];
  });
}

export interface LeaveOptions {
  readonly folder: string;
  readonly log: Log;
  /** Makes the server unknown to newcomers, and known again. */
  readonly hide: () => void;
  readonly show: () => void;
  readonly waitMs?: number;
}

/**
 * Resolves when nobody uses the server and nobody can begin to: who wants to use it joins first and looks for the
 * server afterwards, and we hide the server first and look for users afterwards.
 */
export async function waitForUsers(options: LeaveOptions): Promise<void> {
  const { folder, log, hide, show, waitMs = WAIT_MS } = options;
  const deadline = performance.now() + waitMs;
  for (let isSaid = false; ; isSaid = true) {
    if (listUsers(folder).length === 0) {
      hide();
      if (listUsers(folder).length === 0) return;
      show();
    }
    const [user] = listUsers(folder);
    if (performance.now() > deadline) return;
    if (user !== undefined && !isSaid) {
      const { pid, command } = user;
      log.write('info', 'done; waiting for another command that uses this server', {
        pid,
        command,
      });
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

function listFiles(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return names.map((name) => join(folder, name));
  } catch (thrown) {
    if (errorCode(thrown) === 'ENOENT') return [];
    throw thrown;
  }
}
