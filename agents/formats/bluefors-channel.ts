/** Bluefors `CH<n> T|R|P yy-mm-dd.log`: one value per line, `dd-mm-yy,HH:MM:SS,value`. */
import type { LineContext, LineResult, ParsedReading } from './bluefors-line.ts';
import { readStamp, readValue, refuse } from './bluefors-line.ts';

/**
 * Parses one line of a file that holds one channel (also `Flowmeter`, which has the same form).
 *
 * Temperatures are in K, resistances in ohm, powers in W; flow is printed in mmol/s and scaled to
 * mol/s. The instrument prints a number even where it is out of range: see `bluefors-judge.ts` for what the number is worth.
 */
export function parseChannelLine(line: string, context: LineContext): LineResult<ParsedReading> {
  if (line.trim() === '') return { ok: true, records: [] };
  const stamp = readStamp(line, context);
  if (typeof stamp === 'string') return refuse(stamp);
  const reading = readValue(context.channel, stamp, line.slice(stamp.rest), context.scale);
  return typeof reading === 'string' ? refuse(reading) : { ok: true, records: [reading] };
}
