/** The slots of a pool from their ads (`condor_status`): cores claimed, idle and others, slots by state. Names: HTCondor's manual, "Machine ClassAd Attributes". */

import { numberOf, textOf } from './condor-ad.ts';
import type { Ad } from './condor-ad.ts';

/** What is read of a slot. */
export const SLOT_ATTRIBUTES = 'Name,Machine,State,Activity,SlotType,Cpus';

/** States of a slot; another one is counted as unknown. */
const SLOT_STATES = [
  'owner',
  'unclaimed',
  'matched',
  'claimed',
  'preempting',
  'backfill',
  'drained',
] as const;

type SlotState = (typeof SLOT_STATES)[number] | 'unknown';

/** Cores of a pool by what they do. */
export interface PoolCount {
  /** Every known state is there, with 0 where no slot has it. */
  readonly slots: ReadonlyMap<SlotState, number>;
  readonly cores: { readonly claimed: number; readonly idle: number; readonly other: number };
  /** Slots that do not say how many cores they have. */
  readonly unsized: number;
}

function isState(text: string): text is (typeof SLOT_STATES)[number] {
  return SLOT_STATES.some((state) => state === text);
}

/**
 * Counts a pool. The Cpus of a partitionable slot are those that its dynamic slots left over, so that the sum over
 * all slots counts each core once; one that is given away whole holds no core and is no idle slot.
 */
export function countSlots(ads: readonly Ad[]): PoolCount {
  const slots = new Map<SlotState, number>(SLOT_STATES.map((state) => [state, 0]));
  const cores = { claimed: 0, idle: 0, other: 0 };
  let unsized = 0;
  for (const ad of ads) {
    const word = textOf(ad, 'State')?.toLowerCase() ?? '';
    const state = isState(word) ? word : 'unknown';
    const cpus = numberOf(ad, 'Cpus');
    if (cpus === null) unsized += 1;
    if (cpus === 0 && textOf(ad, 'SlotType') === 'Partitionable') continue;
    slots.set(state, (slots.get(state) ?? 0) + 1);
    const kind = state === 'claimed' ? 'claimed' : state === 'unclaimed' ? 'idle' : 'other';
    cores[kind] += cpus ?? 0;
  }
  return { slots, cores, unsized };
}
