/** Takes a datadir for this process; a hub waits for a command that has it for the moment. */

import { setTimeout as sleep } from 'node:timers/promises';

import type { Log } from '../../effects.ts';
import { FlashError } from '../../errors.ts';
import { takeLease, type Lease, type LeaseHolder, type LeaseMode } from '../../lease.ts';
import type { EmbeddedPlace } from './place.ts';

/** How long a hub waits for a command to end, ms. */
const WAIT_MS = 30_000;
const LOOK_AGAIN_MS = 50;

/** @throws {FlashError} that names the process which holds it: at once for a hub, after 30 s for a command. */
export async function holdDatadir(
  place: EmbeddedPlace,
  mode: LeaseMode,
  log: Log,
  waitMs: number = WAIT_MS,
): Promise<Lease> {
  const deadline = performance.now() + waitMs;
  for (let isSaid = false; ; isSaid = true) {
    const taken = takeLease(place.lease, mode);
    if ('release' in taken) return taken;
    const isPassing = mode === 'hold' && taken.mode === 'use';
    if (!isPassing || performance.now() > deadline) throw inUse(place, taken);
    if (!isSaid) {
      const { pid, command } = taken;
      log.write('info', 'waiting for a command that uses the catalogue', { pid, command });
    }
    await sleep(LOOK_AGAIN_MS);
  }
}

function inUse(place: EmbeddedPlace, { pid, command }: LeaseHolder): FlashError {
  return new FlashError({
    operation: 'open the embedded catalogue',
    subject: place.datadir,
    reason: `process ${String(pid)} holds it${command === '' ? '' : ` (${command})`}`,
    hint: `end process ${String(pid)}, or set FLASH_HOME to another folder`,
  });
}
