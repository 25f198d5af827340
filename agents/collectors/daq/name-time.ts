/** The time in a file's name: `raw_20261123T101502Z.dat`, `2026-11-23_10-15-02.dat`. */

import { createLocalClock, naiveTime } from '#telemetry/time.ts';

const SHAPE =
  /(?:^|\D)(20\d\d)([-_.]?)(\d\d)\2(\d\d)[-T_ ]+(\d\d)([-_.:h]?)(\d\d)\6(\d\d)(?:[.,](\d{1,3}))?(Z?)(?:\D|$)/;

/** UTC milliseconds, or null where the name holds no date with a time; without a `Z` it is local time of `zone`. */
export function timeInName(name: string, zone: string): number | null {
  const found = SHAPE.exec(name);
  if (found === null) return null;
  const [, year, , month, day, hour, , minute, second, fraction = '', utc] = found;
  const naive = naiveTime(
    Number(year),
    Number(month),
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  if (Number.isNaN(naive)) return null;
  const whole = naive + Number(fraction.padEnd(3, '0'));
  return utc === 'Z' ? whole : createLocalClock({ zone }).read(whole).t;
}
