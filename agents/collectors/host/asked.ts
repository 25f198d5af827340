/** What is not in `/proc`: thermometers, and what the clock's keeper and systemd say, asked once in a while and kept until the next time. */

import type { Clock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import * as metrics from '#telemetry/metrics/host-state.ts';

import type { CollectorProblem } from '../../collector.ts';
import { parseFailedUnits } from '../../formats/failed-units.ts';
import { readClock } from '../../sources/clock.ts';
import { readFailedUnits } from '../../sources/failed-units.ts';
import { findSensors, readSensors } from '../../sources/sensors.ts';
import type { Sensor } from '../../sources/sensors.ts';
import { keepLabels, NONE } from './put.ts';
import type { Put } from './put.ts';

/** Between two questions to another program: each costs some ms of a processor. */
const ASK_MS = 60_000;

/** Between two searches for thermometers. */
const FIND_MS = 600_000;

/** Puts what it knows, after asking anew where that is due; its problems are those of its last question. */
export type Asked = (put: Put, signal: AbortSignal) => Promise<readonly CollectorProblem[]>;

/** Returns a question that is asked at most once in `periodMs`; a failed one is forgotten, not kept. */
function once<Answer>(
  clock: Clock,
  periodMs: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): (signal: AbortSignal) => Promise<Answer> {
  let kept: { readonly answer: Answer; readonly until: number } | null = null;
  return async (signal) => {
    const now = clock.monotonic();
    if (kept !== null && now < kept.until) return kept.answer;
    kept = null;
    const answer = await ask(signal);
    kept = { answer, until: now + periodMs };
    return answer;
  };
}

export function askClock(clock: Clock, read: typeof readClock = readClock): Asked {
  const ask = once(clock, ASK_MS, (signal) => read(signal));
  return async (put, signal) => {
    const state = await ask(signal);
    put(metrics.clockOffset, NONE, state?.offsetSeconds);
    put(metrics.clockSynchronised, NONE, state === null ? null : Number(state.isSynchronised));
    return [];
  };
}

export function askUnits(clock: Clock, read: typeof readFailedUnits = readFailedUnits): Asked {
  const ask = once(clock, ASK_MS, (signal) => read(signal));
  const unitLabels = keepLabels((unit) => ({ unit }));
  return async (put, signal) => {
    const odd: string[] = [];
    try {
      const text = await ask(signal);
      if (text === null) return [];
      const units = parseFailedUnits(text, odd);
      put(metrics.failedUnits, NONE, units.length);
      for (const unit of units) put(metrics.failedUnit, unitLabels(unit), 1);
    } catch (thrown) {
      return [{ reason: 'systemd', subject: 'systemctl', message: describeError(thrown) }];
    }
    return odd.map((line) => ({
      reason: 'parse',
      subject: 'systemctl',
      message: `it is not a unit: "${line.slice(0, 80)}"`,
    }));
  };
}

export function askSensors(clock: Clock, sys: string): Asked {
  const find = once(clock, FIND_MS, () => findSensors(sys));
  const labels = new WeakMap<Sensor, { readonly hw_id: string; readonly hw_name: string }>();
  return async (put, signal) => {
    try {
      for (const { sensor, celsius } of await readSensors(await find(signal))) {
        const known = labels.get(sensor) ?? { hw_id: sensor.id, hw_name: sensor.name };
        labels.set(sensor, known);
        put(metrics.temperature, known, celsius);
      }
      return [];
    } catch (thrown) {
      return [{ reason: 'sensor', subject: `${sys}/class`, message: describeError(thrown) }];
    }
  };
}
