/** Bluefors `Errors yy-mm-dd.log`: what the thermometry bridge complained of, `dd-mm-yy,HH:MM:SS,Ch6,T. OVER`. */
import type { BlueforsEvent, LineContext, LineResult } from './bluefors-line.ts';
import { readStamp, refuse } from './bluefors-line.ts';

/** Parses a line into an event of one thermometer; the words are kept as printed. */
export function parseErrorsLine(line: string, context: LineContext): LineResult<BlueforsEvent> {
  if (line.trim() === '') return { ok: true, records: [] };
  const stamp = readStamp(line, context);
  if (typeof stamp === 'string') return refuse(stamp);
  const rest = line.slice(stamp.rest).trim();
  const found = /^ch\s*(\d{1,2})\s*,\s*(\S.*)$/i.exec(rest);
  if (!found) return refuse(`expected a thermometer and its error, found '${rest.slice(0, 40)}'`);
  return {
    ok: true,
    records: [{ t: stamp.t, sensor: Number(found[1]), text: found[2] ?? '' }],
  };
}
