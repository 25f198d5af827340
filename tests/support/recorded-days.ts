/** The recorded days of two real cryostats as their collector would read them: judged readings in the order of time. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeBlueforsChannel, recogniseBluefors } from '#agents/formats/bluefors-files.ts';
import { judgeBluefors } from '#agents/formats/bluefors-join.ts';
import type { BlueforsEvent, ParsedReading } from '#agents/formats/bluefors-line.ts';
import { splitLines } from '#agents/formats/lines.ts';
import { createLocalClock } from '#telemetry/time.ts';
import { sharedData } from './shared-data.ts';

/** Where the devices' folders lie; below each, one folder a day. */
export const RECORDED_DAYS = 'cryo/bluefors_ucsb/samples';

export const describeRecorded = describeBlueforsChannel;

/** Returns the names of a device's days, oldest first: `26-06-20`. */
export function daysOf(device: string): readonly string[] {
  return readdirSync(sharedData(`${RECORDED_DAYS}/${device}`)).toSorted();
}

/** Returns the readings of one day, oldest first; the times in the files are taken as UTC. */
export function readRecordedDay(device: string, day: string): ReturnType<typeof judgeBluefors> {
  const folder = sharedData(`${RECORDED_DAYS}/${device}/${day}`);
  const readings: ParsedReading[] = [];
  const events: BlueforsEvent[] = [];
  for (const name of readdirSync(folder)) {
    const file = recogniseBluefors(name);
    if (file === null) continue;
    const context = { ...file, clock: createLocalClock({ zone: 'UTC' }) };
    for (const line of splitLines(readFileSync(join(folder, name), 'latin1'))) {
      const result = file.parse.line(line.text, context);
      if (!result.ok) continue;
      for (const record of result.records) {
        if ('sensor' in record) events.push(record);
        else readings.push(record);
      }
    }
  }
  return judgeBluefors({ readings, events }).toSorted((a, b) => a.t - b.t);
}
