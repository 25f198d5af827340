/** Bluefors `maxigauge yy-mm-dd.log`: six gauges per line, each `CHn,label,state,pressure,status,flag,`. */
import type { LineContext, LineResult, ParsedReading } from './bluefors-line.ts';
import { readStamp, readValue, refuse } from './bluefors-line.ts';
import type { Quality } from '#telemetry/facts/quality.ts';

const FIELDS = 6;

/**
 * The gauge controller's measurement status (Pfeiffer TPG 366 manual, command PRx):
 * 0 good, 1 under range, 2 over range, 3 sensor error, 4 sensor off, 5 no sensor, 6 unknown sensor.
 */
const STATUS: Readonly<Record<string, Quality>> = {
  '0': 'good',
  '1': 'under',
  '2': 'over',
  '3': 'missing',
  '4': 'off',
  '5': 'missing',
  '6': 'uncalibrated',
};

/** A gauge in state 0 is off, whatever number it prints; a pressure below zero is below its range. */
function judgeGauge(state: string, status: string, reading: ParsedReading): Quality {
  if (state === '0') return 'off';
  if (reading.value === null) return 'missing';
  const quality = STATUS[status] ?? 'uncalibrated';
  return quality === 'good' && reading.value < 0 ? 'under' : quality;
}

/** Parses a line into the readings `p1` to `p6` in Pa (the file prints mbar); labels may be blank and are not used. */
export function parseMaxigaugeLine(line: string, context: LineContext): LineResult<ParsedReading> {
  if (line.trim() === '') return { ok: true, records: [] };
  const stamp = readStamp(line, context);
  if (typeof stamp === 'string') return refuse(stamp);
  const fields = line.slice(stamp.rest).split(',');
  if (fields.at(-1)?.trim() === '') fields.pop();
  if (fields.length === 0 || fields.length % FIELDS !== 0) {
    return refuse(
      `expected groups of ${FIELDS} fields after the time, found ${fields.length} fields`,
    );
  }
  const records: ParsedReading[] = [];
  for (let at = 0; at < fields.length; at += FIELDS) {
    const name = /^\s*CH([1-9]\d?)\s*$/.exec(fields[at] ?? '');
    if (!name) return refuse(`expected a gauge such as CH1, found '${fields[at] ?? ''}'`);
    const state = (fields[at + 2] ?? '').trim();
    const status = (fields[at + 4] ?? '').trim();
    if (!/^\d+$/.test(state) || !/^\d+$/.test(status)) {
      return refuse(`p${name[1]}: state '${state}' and status '${status}' should be whole numbers`);
    }
    const reading = readValue(`p${name[1]}`, stamp, fields[at + 3] ?? '', context.scale);
    if (typeof reading === 'string') return refuse(reading);
    records.push({ ...reading, quality: judgeGauge(state, status, reading) });
  }
  return { ok: true, records };
}
