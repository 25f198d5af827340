/** What is not in `/proc`: thermometers, and what the clock's keeper and systemd say, asked once in a while and kept until the next time. */

import type { Clock } from '#telemetry/effects.ts';
import { describeError } from '#telemetry/errors.ts';
import * as metrics from '#telemetry/metrics/host-state.ts';

import type { CollectorProblem } from '../../collector.ts';
import { parseFailedUnits } from '../../formats/failed-units.ts';
import { createAskProgram } from '../../sources/ask-program.ts';
import type { AskProgram } from '../../sources/ask-program.ts';
import { readClock } from '../../sources/clock.ts';
import { readFailedUnits } from '../../sources/failed-units.ts';
import { findSensors, readSensors } from '../../sources/sensors.ts';
import type { Sensor, SensorReading } from '../../sources/sensors.ts';
import { systemTimers } from '../../timers.ts';
import { keepLabels, NONE } from './put.ts';
import type { Put } from './put.ts';

/** Between two questions to another program: each costs some ms of a processor. */
const ASK_MS = 60_000;

/** Between two searches for thermometers. */
const FIND_MS = 600_000;

/** Puts what it knows, after asking anew where that is due; its problems are those of its last question. */
export type Asked = (put: Put, signal: AbortSignal) => Promise<readonly CollectorProblem[]>;

/** Three programs are asked in turn for the clock, within the round's 5 s. */
const TIMEOUT_MS = 1_200;

/**
 * Returns a question that is asked at most once in `periodMs`, also after a failure, which is thrown once;
 * until the next time the answer to a failed question is null: not known.
 */
function once<Answer>(
  clock: Clock,
  periodMs: number,
  ask: (signal: AbortSignal) => Promise<Answer>,
): (signal: AbortSignal) => Promise<Answer | null> {
  let kept: Answer | null = null;
  let until = -Infinity;
  return async (signal) => {
    const now = clock.monotonic();
    if (now < until) return kept;
    kept = null;
    until = now + periodMs;
    kept = await ask(signal);
    return kept;
  };
}

export function askClock(clock: Clock, program: AskProgram = createAskProgram(TIMEOUT_MS)): Asked {
  const ask = once(clock, ASK_MS, (signal) => readClock(program, signal));
  return async (put, signal) => {
    const state = await ask(signal);
    put(metrics.clockOffset, NONE, state?.offsetSeconds);
    put(metrics.clockSynchronised, NONE, state === null ? null : Number(state.isSynchronised));
    return [];
  };
}

/** `read` gives what systemctl prints, or null where systemd does not run the machine. */
export function askUnits(
  clock: Clock,
  read: (signal: AbortSignal) => Promise<string | null> = readUnits(),
): Asked {
  const ask = once(clock, ASK_MS, read);
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

function readUnits(): (signal: AbortSignal) => Promise<string | null> {
  const program = createAskProgram(2 * TIMEOUT_MS);
  return (signal) => readFailedUnits(program, signal);
}

/** Thermometers answer in some ms; they wait where every file thread of this process hangs in a dead mount. */
const SENSORS_MS = 500;

export function askSensors(clock: Clock, sys: string): Asked {
  const find = once(clock, FIND_MS, () => findSensors(sys));
  const labels = new WeakMap<Sensor, { readonly hw_id: string; readonly hw_name: string }>();
  const read = async (signal: AbortSignal): Promise<readonly SensorReading[]> =>
    await readSensors((await find(signal)) ?? []);
  // One that did not end in its round is waited for in the next: never two at once.
  let reading: ReturnType<typeof read> | null = null;
  return async (put, signal) => {
    try {
      reading ??= read(signal).finally(() => (reading = null));
      const readings = await within(SENSORS_MS, reading);
      if (readings === null) {
        const message = `no thermometer answered within ${String(SENSORS_MS / 1_000)} s; does a mount hang?`;
        return [{ reason: 'timeout', subject: `${sys}/class`, message }];
      }
      for (const { sensor, celsius } of readings) {
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

/** Null where it has not ended by then. */
async function within<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer | null> {
  const end = new AbortController();
  try {
    return await Promise.race([answer, systemTimers.wait(ms, end.signal).then(() => null)]);
  } finally {
    end.abort();
  }
}
