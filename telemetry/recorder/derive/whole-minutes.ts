/** Minutes of a channel that lie behind everything it had: all their readings are at hand, so that they need not be read back. */

import type { NumberedReading } from '../apply/number-readings.ts';
import type { Cell } from '../insert-rows.ts';

export interface MinuteSplit {
  /** Rows of `reading_minute`: channel, time, n, min, max, mean, last, all. */
  readonly rows: readonly (readonly Cell[])[];
  /** Times of the readings that fall into minutes which may hold others. */
  readonly others: readonly number[];
}

/** One minute while its readings are added; statistics over good values. */
class Minute {
  readonly start: number;
  #all = 0;
  #good = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #sum = 0;
  #last = 0;

  constructor(start: number) {
    this.start = start;
  }

  /** Readings come in the order of time and n. */
  add({ value, quality }: NumberedReading): void {
    this.#all += 1;
    if (quality !== 'good' || value === null) return;
    this.#good += 1;
    this.#min = Math.min(this.#min, value);
    this.#max = Math.max(this.#max, value);
    this.#sum += value;
    this.#last = value;
  }

  row(channelId: number): readonly Cell[] {
    if (this.#good === 0) {
      return [channelId, this.start, 0, null, null, null, null, this.#all];
    }
    const mean = this.#sum / this.#good;
    return [channelId, this.start, this.#good, this.#min, this.#max, mean, this.#last, this.#all];
  }
}

function inOrder(readings: readonly NumberedReading[]): readonly NumberedReading[] {
  const isSorted = readings.every((reading, i) => {
    const before = readings[i - 1];
    return (
      before === undefined ||
      before.t < reading.t ||
      (before.t === reading.t && before.n < reading.n)
    );
  });
  return isSorted ? readings : readings.toSorted((a, b) => a.t - b.t || a.n - b.n);
}

/** Rolls up the minutes behind `lastMs`, the time of the channel's last reading before `added` (null: it had none). */
export function splitMinutes(
  channelId: number,
  lastMs: number | null,
  added: readonly NumberedReading[],
  minuteMs: number,
): MinuteSplit {
  const firstWhole = lastMs === null ? 0 : lastMs - (lastMs % minuteMs) + minuteMs;
  const minutes: Minute[] = [];
  const others: number[] = [];
  let minute = new Minute(Number.NaN);
  for (const reading of inOrder(added)) {
    if (reading.t < firstWhole) {
      others.push(reading.t);
      continue;
    }
    const start = reading.t - (reading.t % minuteMs);
    if (minute.start !== start) {
      minute = new Minute(start);
      minutes.push(minute);
    }
    minute.add(reading);
  }
  return { rows: minutes.map((one) => one.row(channelId)), others };
}
