/** Bluefors `Heaters yy-mm-dd.log`: pairs `on,power` for each heater, power in W. */
import type { LineContext, LineResult, ParsedReading } from './bluefors-line.ts';
import { readStamp, readValue, refuse } from './bluefors-line.ts';

/** Parses a line into `heater<n>-on` (0 or 1) and `heater<n>` in W. */
export function parseHeatersLine(line: string, context: LineContext): LineResult<ParsedReading> {
  if (line.trim() === '') return { ok: true, records: [] };
  const stamp = readStamp(line, context);
  if (typeof stamp === 'string') return refuse(stamp);
  const fields = line.slice(stamp.rest).split(',');
  if (fields.length % 2 !== 0) {
    return refuse(
      `expected pairs of state and power, found ${fields.length} fields after the time`,
    );
  }
  const records: ParsedReading[] = [];
  for (let at = 0; at < fields.length; at += 2) {
    const name = `heater${at / 2 + 1}`;
    const state = readValue(`${name}-on`, stamp, fields[at] ?? '');
    if (typeof state === 'string') return refuse(state);
    const power = readValue(name, stamp, fields[at + 1] ?? '');
    if (typeof power === 'string') return refuse(power);
    records.push(state, power);
  }
  return { ok: true, records };
}
