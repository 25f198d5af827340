/** What is done to hub, agent and database in a trial: planned from the seed, then carried out while instruments write. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Part } from './part.ts';
import { createRandom } from './random.ts';
import type { Sources } from './sources.ts';

/** Where a process may die by its own hand: between commit and acknowledgement, between spool and cursor, and around them. */
export const FAULTS = [
  { part: 'hub', point: 'recorder:before-commit' },
  { part: 'hub', point: 'recorder:committed' },
  { part: 'agent', point: 'spool:facts' },
  { part: 'agent', point: 'spool:committed' },
  { part: 'agent', point: 'delivery:acknowledged' },
] as const;

export interface Round {
  readonly victim: 'hub' | 'agent' | 'both' | 'database';
  /** Null: killed from outside. */
  readonly fault: string | null;
  /** Pauses between writes, ms; the round ends with them, or with the victim's own death. */
  readonly pauses: readonly number[];
}

const FAULT_WITHIN_MS = 60_000;

/** Plans the rounds of a seed: each fault once, in a seeded order, as far as the rounds reach, then any kind of death. */
export function planRounds({
  seed,
  rounds,
}: {
  readonly seed: number;
  readonly rounds: number;
}): readonly Round[] {
  const random = createRandom(seed);
  const first = [...FAULTS];
  return Array.from({ length: rounds }, (): Round => {
    const forced = first.length > 0 ? first.splice(random.below(first.length), 1)[0] : undefined;
    const fault = forced ?? (random.below(2) === 0 ? random.pick(FAULTS) : undefined);
    const writes = fault === undefined ? 6 + random.below(6) : 60;
    const pauses = Array.from({ length: writes }, () => 60 + random.below(130));
    if (fault === undefined)
      return {
        victim: random.pick(['hub', 'agent', 'both', 'database'] as const),
        fault: null,
        pauses,
      };
    return { victim: fault.part, fault: `${fault.point}:${1 + random.below(3)}`, pauses };
  });
}

/** Carries the rounds out; returns how often the database was killed. At the end nothing runs. */
export async function torment(options: {
  readonly hub: Part;
  readonly agent: Part;
  readonly sources: Sources;
  readonly rounds: readonly Round[];
}): Promise<number> {
  const { hub, agent, sources } = options;
  const parts = { hub: [hub], agent: [agent], both: [hub, agent], database: [] } as const;
  let databaseKills = 0;
  for (const { victim, fault, pauses } of options.rounds) {
    // A fault is given at the start: a victim that still runs begins a new life with it.
    if (fault !== null) await end(parts[victim]);
    hub.start(victim === 'hub' ? (fault ?? '') : '');
    agent.start(victim === 'agent' ? (fault ?? '') : '');
    // On a busy machine a part may take its time to start: a fault is waited for, not only hoped for.
    const giveUpAt = performance.now() + FAULT_WITHIN_MS;
    const goesOn = (n: number): boolean =>
      n < pauses.length || (fault !== null && performance.now() < giveUpAt);
    for (let n = 0; goesOn(n) && hub.isRunning() && agent.isRunning(); n += 1) {
      await sources.write();
      await sleep(pauses[n % pauses.length] ?? 0);
    }
    if (fault === null) await end(parts[victim]);
    if (victim === 'database' && killDatabase(hub)) databaseKills += 1;
  }
  // Whatever still carries a fault is ended, so that the last life is an ordinary one.
  await end([hub, agent]);
  return databaseKills;
}

async function end(parts: readonly Part[]): Promise<void> {
  for (const part of parts) part.kill();
  while (parts.some((part) => part.isRunning())) await sleep(20);
}

function killDatabase(hub: Part): boolean {
  const message = hub.message();
  if (typeof message !== 'object' || message === null || !('serverPid' in message)) return false;
  try {
    process.kill(Number(message.serverPid), 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}
