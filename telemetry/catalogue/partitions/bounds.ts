/** Where partitions of readings begin: at midnight UTC, of every month, or of every Monday where little is kept. */

/** `month` holds many partitions down over ten years; `week` lets a short retention drop sooner. */
export type PartitionWidth = 'month' | 'week';

const DAY_MS = 86_400_000;
/** The first Monday after 1 January 1970, a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/** Below this a month would keep far more than was asked for, days. */
const WEEKS_BELOW_DAYS = 93;

/** Returns how wide new partitions are where readings are kept for `days` (null: for ever). */
export function widthFor(days: number | null): PartitionWidth {
  return days !== null && days < WEEKS_BELOW_DAYS ? 'week' : 'month';
}

/** Returns the bounds after `last` up to the first that is at or after `until`; all UTC ms. */
export function boundsAfter(last: number, until: number, width: PartitionWidth): readonly number[] {
  const bounds: number[] = [];
  for (let bound = last; bound < until;) {
    bound = nextBound(bound, width);
    bounds.push(bound);
  }
  return bounds;
}

function nextBound(after: number, width: PartitionWidth): number {
  if (width === 'week') {
    const weeks = Math.floor((after - FIRST_MONDAY_MS) / (7 * DAY_MS)) + 1;
    return FIRST_MONDAY_MS + weeks * 7 * DAY_MS;
  }
  const date = new Date(after);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

/** `p20260701`: the day on which it begins. */
export function partitionName(begin: number): string {
  return `p${new Date(begin).toISOString().slice(0, 10).replaceAll('-', '')}`;
}
