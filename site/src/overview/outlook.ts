/** What becomes of a volume until the campaign's planned end, in words and with a state. */

import { forecast, usedBy, type Filling } from '#telemetry/analysis/forecast.ts';
import { formatSignificant, showText } from '#telemetry/units.ts';
import { DISK_ALARM_DAYS, DISK_ATTENTION_DAYS } from '../now/thresholds.ts';
import type { State } from '../now/state.ts';
import { dayClock, span } from '../text/times.ts';

const DAY = 86_400_000;
/** Beyond this a date would claim to be known to the day. */
const FAR_MS = 365 * DAY;

export interface Outlook {
  readonly state: State;
  readonly words: string;
  /** When it is full, UTC ms; null: never, or not known. */
  readonly fullAt: number | null;
}

/** Judges a volume at `at`; `plannedEnd` null: no end is planned. */
export function outlookOf(
  volume: Filling & { readonly unit: string },
  plannedEnd: number | null,
): Outlook {
  const { at, unit, growth } = volume;
  const seen = forecast(volume);
  if (seen.kind === 'unknown') return { state: 'none', words: seen.why, fullAt: null };
  if (seen.kind === 'steady') return { state: 'good', words: 'not growing', fullAt: null };
  const left = seen.at - at;
  if (left <= 0) return { state: 'alarm', words: 'full', fullAt: seen.at };
  const rate = `at ${showText((growth ?? 0) * 86_400, unit)} a day`;
  const ahead = plannedEnd !== null && plannedEnd > at ? plannedEnd : null;
  const when =
    left > FAR_MS ? 'full in over a year' : `full ${dayClock(seen.at, at)}, in ${spanWords(left)}`;
  return {
    state: stateOf(left),
    words: `${when}, ${rate}${ahead === null ? '' : `; ${untilEnd(volume, seen.at, ahead)}`}`,
    fullAt: seen.at,
  };
}

function spanWords(ms: number): string {
  return ms < 2 * DAY
    ? span(ms)
    : `${formatSignificant(ms / DAY, ms < 10 * DAY ? 2 : 3)}\u00a0days`;
}

function stateOf(leftMs: number): State {
  if (leftMs < DISK_ALARM_DAYS * DAY) return 'alarm';
  return leftMs < DISK_ATTENTION_DAYS * DAY ? 'attention' : 'good';
}

/** Against the planned end of the campaign. */
function untilEnd(volume: Filling, fullAt: number, plannedEnd: number): string {
  if (fullAt < plannedEnd)
    return `${spanWords(plannedEnd - fullAt)} before the campaign's planned end`;
  const then = usedBy(volume, plannedEnd);
  const share =
    then === null || !volume.capacity
      ? ''
      : ` with ${formatSignificant((then / volume.capacity) * 100, 2)}\u00a0% used`;
  return `lasts to the campaign's planned end${share}`;
}
