/** When the next nightly backup is due: after its hour, once, tried again a few times where it failed. */

import { createLocalClock } from '../../time.ts';
import type { BackupRecord } from './record.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** A try that failed is repeated after so long, and so many times in a night; then the next night tries. */
export const RETRY_MS = HOUR_MS;
export const TRIES = 3;

/** The last time, at or before `now`, at which the clock on the wall of a zone showed this full hour; UTC ms. */
export function lastHour(now: number, hour: number, timeZone: string): number {
  for (let back = 0; ; back += 1) {
    const day = Math.floor((now + DAY_MS) / DAY_MS) - back;
    // A fresh clock each time: it remembers stamps to tell the two passes of a doubled hour apart.
    const { t } = createLocalClock({ zone: timeZone }).read(day * DAY_MS + hour * HOUR_MS);
    if (t <= now) return t;
  }
}

export interface DueInput {
  readonly now: number;
  /** Null: there is no nightly backup. */
  readonly hour: number | null;
  readonly timeZone: string;
  readonly record: Pick<BackupRecord, 'last_good' | 'last_try' | 'copy'>;
  /** When the catalogue was made: one that is younger than the hour waits for the next night. */
  readonly madeAt: number | null;
  /** Tries since the hour, of this process. */
  readonly tries: number;
}

/** Whether a nightly backup has to be made now; also one whose hour passed while nothing ran. */
export function isDue({ now, hour, timeZone, record, madeAt, tries }: DueInput): boolean {
  if (hour === null) return false;
  const since = lastHour(now, hour, timeZone);
  if (madeAt !== null && madeAt > since) return false;
  const { last_good: good, last_try: last, copy } = record;
  const isMade = good !== null && good.snapshot_ms >= since;
  const isCopied = copy === null || copy.failed === null;
  if (isMade && isCopied) return false;
  if (tries >= TRIES) return false;
  return last === null || last.at_ms < since || now - last.at_ms >= RETRY_MS;
}
