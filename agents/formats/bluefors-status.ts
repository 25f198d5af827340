/** Bluefors `Status_yy-mm-dd.log` and `Channels yy-mm-dd.log`: pairs `name,value`, as many as the day has. */
import type { LineContext, LineResult, ParsedReading } from './bluefors-line.ts';
import { readStamp, readValue, refuse } from './bluefors-line.ts';

const NAME = /^[A-Za-z][\w.-]{0,63}$/;

function parsePairs(line: string, context: LineContext, lead: number): LineResult<ParsedReading> {
  if (line.trim() === '') return { ok: true, records: [] };
  const stamp = readStamp(line, context);
  if (typeof stamp === 'string') return refuse(stamp);
  const fields = line.slice(stamp.rest).split(',');
  if (fields.at(-1)?.trim() === '') fields.pop();
  if (fields.length < lead + 2 || (fields.length - lead) % 2 !== 0) {
    return refuse(`expected pairs of name and value, found ${fields.length} fields after the time`);
  }
  const records: ParsedReading[] = [];
  const seen = new Set<string>();
  for (let at = lead; at < fields.length; at += 2) {
    const name = (fields[at] ?? '').trim().toLowerCase();
    if (!NAME.test(name)) return refuse(`expected a name, found '${name.slice(0, 40)}'`);
    if (seen.has(name)) return refuse(`the name '${name}' comes twice in one line`);
    seen.add(name);
    const reading = readValue(`${context.channel}/${name}`, stamp, fields[at + 1] ?? '');
    if (typeof reading === 'string') return refuse(reading);
    records.push(reading);
  }
  return { ok: true, records };
}

/** Parses a `Status_` line into `status/<name>`: a line carries the names it has, their number may change. */
export function parseStatusLine(line: string, context: LineContext): LineResult<ParsedReading> {
  return parsePairs(line, context, 0);
}

/** Parses a `Channels` line into `valve/<name>` (1 open or on, 0 closed or off); its first field is a code. */
export function parseChannelsLine(line: string, context: LineContext): LineResult<ParsedReading> {
  return parsePairs(line, context, 1);
}
