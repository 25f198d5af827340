/** What acts of the demo's people are made of: names, ids that stay, entries. */
import type { Act } from '#telemetry/logbook/act.ts';
import { ulid } from '#telemetry/ulid.ts';
import { QUAX_CAMPAIGN } from './plan-run.ts';
import type { PlannedRun } from './plan.ts';
import { hashOf } from './random.ts';

export const SHIFT_MS = 8 * 3_600_000;

const SHIFTERS = ['Ada Neri', 'Bo Lindqvist', 'Chiara Sala', 'Deniz Aydin'] as const;
export const COORDINATOR = 'Marek Dvorak';

/** Who is on shift at a time, three shifts a day. */
export function shifterAt(t: number): string {
  return SHIFTERS[Math.floor(t / SHIFT_MS) % SHIFTERS.length] ?? COORDINATOR;
}

/** An id that the same thing always has. */
export function idOf(at: number, ...keys: readonly (string | number)[]): string {
  const bytes = new Uint8Array(10);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, hashOf('person', ...keys));
  view.setUint32(4, hashOf(...keys, at));
  return ulid(at, bytes);
}

/** A run of the demo's campaign by what the recorder calls it: numbers are given in the order in which runs begin. */
export function runName(
  runs: readonly PlannedRun[],
  run: PlannedRun | null,
): { readonly campaign: string; readonly number: number } | null {
  const index = run === null ? -1 : runs.indexOf(run);
  return index < 0 ? null : { campaign: QUAX_CAMPAIGN, number: index + 1 };
}

/** An entry as people write it. */
export function entry(
  at: number,
  by: string,
  key: string,
  text: {
    readonly title: string;
    readonly body?: string;
    readonly tags?: readonly string[];
    readonly run?: { readonly campaign: string; readonly number: number } | null;
    readonly replyTo?: string;
  },
): Act {
  return {
    do: 'log.add',
    id: idOf(at, key),
    by,
    at,
    eventAt: at,
    title: text.title,
    body: text.body ?? null,
    run: text.run ?? null,
    tags: [...(text.tags ?? [])],
    replyTo: text.replyTo ?? null,
    restricted: false,
    attachments: [],
  };
}
