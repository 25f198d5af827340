/** The superconducting magnet: field, lead current and mode as they follow quenches and ramps. */
import { progressOf } from './events.ts';
import type { SimulatedEvent } from './events.ts';
import type { LocalStamp } from './clock.ts';
import { isoLocal } from './clock.ts';
import { normal } from './random.ts';

export type MagnetMode = 'persistent' | 'driven' | 'quenched';

export interface MagnetState {
  readonly fieldT: number;
  readonly leadA: number;
  readonly mode: MagnetMode;
}

const FULL_T = 8;
const A_PER_T = 11.5;
const MINUTE = 60_000;

/** Phases of a ramp: minutes it lasts, field at its end, share of the full lead current at its end, mode. */
type Phase = readonly [minutes: number, fieldT: number, leads: 'field' | 'zero', mode: MagnetMode];

const RAMP_FROM_ZERO: readonly Phase[] = [
  [67, FULL_T, 'field', 'driven'],
  [11, FULL_T, 'field', 'driven'],
  [12, FULL_T, 'zero', 'persistent'],
];
const RAMP_DOWN_AND_UP: readonly Phase[] = [
  [8, FULL_T, 'field', 'persistent'],
  [22, 6, 'field', 'driven'],
  [30, FULL_T, 'field', 'driven'],
  [10, FULL_T, 'field', 'driven'],
  [12, FULL_T, 'zero', 'persistent'],
];

function ramping(from: MagnetState, minutes: number): MagnetState {
  let state = from;
  let left = minutes;
  for (const [lasts, fieldT, leads, mode] of from.fieldT < 1 ? RAMP_FROM_ZERO : RAMP_DOWN_AND_UP) {
    const leadA = leads === 'zero' ? 0 : fieldT * A_PER_T;
    if (left < lasts) {
      const x = left / lasts;
      return {
        fieldT: state.fieldT + (fieldT - state.fieldT) * x,
        leadA: state.leadA + (leadA - state.leadA) * x,
        mode,
      };
    }
    state = { fieldT, leadA, mode };
    left -= lasts;
  }
  return state;
}

function quenching(from: MagnetState, ms: number): MagnetState {
  const fieldT = from.fieldT * Math.exp(-ms / 6_000);
  return { fieldT: fieldT < 1e-4 ? 0 : fieldT, leadA: 0, mode: 'quenched' };
}

/** State of the magnet at `t`: persistent at 8 T unless an event before says otherwise. */
export function magnetAt(events: readonly SimulatedEvent[], t: number): MagnetState {
  let state: MagnetState = { fieldT: FULL_T, leadA: 0, mode: 'persistent' };
  const acts = events.filter(
    (event) =>
      (event.name === 'quench' || event.name === 'magnet-ramp') && progressOf(event, t) !== null,
  );
  for (const [n, event] of acts.entries()) {
    const ms = progressOf(event, acts[n + 1]?.at ?? t) ?? 0;
    state = event.name === 'quench' ? quenching(state, ms) : ramping(state, ms / MINUTE);
  }
  return state;
}

/** The mode as the power supply's program writes it. */
const MODE_CODE: Readonly<Record<MagnetMode, number>> = { driven: 0, persistent: 1, quenched: 2 };

export const MAGNET_HEADER = 'time,field_T,lead_current_A,mode\r\n';

/** One line of the magnet's table: `2026-11-23 10:02:14,8.0003,0.00,1`. */
export function magnetLine(
  events: readonly SimulatedEvent[],
  seed: number,
  t: number,
  stamp: LocalStamp,
): string {
  const { fieldT, leadA, mode } = magnetAt(events, t);
  const field = fieldT === 0 ? 0 : fieldT + 0.0004 * normal(seed, 'field', t);
  const current = leadA === 0 ? 0 : leadA + 0.02 * normal(seed, 'leads', t);
  return `${isoLocal(stamp)},${field.toFixed(4)},${current.toFixed(2)},${MODE_CODE[mode]}\r\n`;
}
