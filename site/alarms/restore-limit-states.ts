/** How key channels stood to their limits before the hub began, from the readings that were recorded. */

import {
  limitKey,
  SIDES,
  type KeyChannel,
  type LimitStates,
} from '#telemetry/alarms/key-series.ts';
import { settledState, type LimitState } from '#telemetry/analysis/limit-state.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readReadings } from '#telemetry/catalogue/read/series.ts';
import type { HysteresisOf } from '#telemetry/config/channel-limits.ts';
import { readKeys } from './feed.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/**
 * How far back is looked for a reading that decides, ms: most are outside the band now. What has been inside it for all
 * three days is taken to be within its limit.
 */
const SPANS_MS = [10 * MINUTE, 6 * HOUR, 72 * HOUR];

/** Returns the state of each side of each key channel of the current campaign whose limits have a hysteresis. */
export async function readLimitStates(
  connection: ReadConnection,
  now: number,
  hysteresis: HysteresisOf,
): Promise<LimitStates> {
  const states: LimitStates = new Map();
  for (const key of await readKeys(connection, now, hysteresis)) {
    for (const side of SIDES) {
      const state = await readState(connection, key, side, now);
      if (state !== null) states.set(limitKey(key.channel, side), state);
    }
  }
  return states;
}

async function readState(
  connection: ReadConnection,
  { channelId, limits }: KeyChannel,
  side: (typeof SIDES)[number],
  now: number,
): Promise<LimitState | null> {
  const own = limits.filter((limit) => limit.side === side);
  // Without a band the next reading decides alone.
  if (channelId === null || own.every(({ hysteresis }) => hysteresis === 0)) return null;
  for (const span of SPANS_MS) {
    const readings = await readReadings(connection, [channelId], now - span, now);
    const good = readings.flatMap(({ value, quality }) =>
      quality === 'good' && value !== null ? [value] : [],
    );
    const state = good.length === 0 ? null : settledState(own, good);
    if (state !== null) return state;
  }
  return null;
}
