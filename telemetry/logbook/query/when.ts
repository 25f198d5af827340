/** Times as people ask for them: absolute in UTC, or back from now. */

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE,
  min: MINUTE,
  h: 60 * MINUTE,
  d: DAY,
  w: 7 * DAY,
};

export const WHEN =
  'a time such as 2026-11-20, 2026-11-20T10:00, 2026-11, today, yesterday, or back from now: 30min, 12h, 3d, 2w';

/** Returns UTC ms; null: it is none of these. */
export function readWhen(text: string, now: number): number | null {
  const word = text.toLowerCase();
  const today = Math.floor(now / DAY) * DAY;
  if (word === 'now') return now;
  if (word === 'today') return today;
  if (word === 'yesterday') return today - DAY;
  const back = /^(\d{1,6}(?:\.\d{1,3})?)(min|[mhdw])$/.exec(word);
  if (back !== null) return now - Number(back[1]) * (UNITS[back[2] ?? ''] ?? Number.NaN);
  return readAbsolute(text);
}

/** A year, month, day, or a time of day with or without its zone; without one it is UTC. */
function readAbsolute(text: string): number | null {
  const found =
    /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?)?)?$/i.exec(
      text,
    );
  if (found === null) return null;
  const [, year, month = '01', day = '01', time = '00:00', zone = 'Z'] = found;
  const date = Date.parse(`${year ?? ''}-${month}-${day}T00:00Z`);
  const t = Date.parse(`${year ?? ''}-${month}-${day}T${time}${zone.toUpperCase()}`);
  // 30 February is not the second of March.
  const isDay = !Number.isNaN(date) && new Date(date).getUTCDate() === Number(day);
  return isDay && !Number.isNaN(t) ? t : null;
}
