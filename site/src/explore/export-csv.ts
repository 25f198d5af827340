/** The points that are shown as CSV: one row a time in UTC, for each curve its mean, lowest and highest in SI with the unit in the name. */

import { toCsv } from '../runs/take-out.ts';
import type { Span } from '../charts/time-axis.ts';
import { pointsWithin } from './curve.ts';
import { writeTime } from './link.ts';
import type { ChartView } from './view.ts';

interface OutColumn {
  readonly names: readonly string[];
  /** By time, UTC ms. */
  readonly values: ReadonlyMap<number, readonly (number | null)[]>;
}

/** Returns the table; a gap is a row with empty fields, never a number. Times of a second span are those of the first that it stands under. */
export function chartsCsv(view: ChartView, window: Span): string {
  const columns = columnsOf(view, window);
  const times = [...new Set(columns.flatMap(({ values }) => [...values.keys()]))].sort(
    (a, b) => a - b,
  );
  return toCsv({
    names: ['time_utc', ...columns.flatMap(({ names }) => names)],
    rows: times.map((t) => [
      new Date(t).toISOString(),
      ...columns.flatMap(({ names, values }) => values.get(t) ?? names.map(() => null)),
    ]),
  });
}

function columnsOf({ panels, otherFrom }: ChartView, window: Span): readonly OutColumn[] {
  const from = otherFrom === null ? '' : `, from ${writeTime(otherFrom)}`;
  return panels.flatMap(({ curves, isSecond }) =>
    curves.flatMap(({ channel, unit, points, other }): OutColumn[] => {
      const named = (what: string, isOther: boolean): string =>
        `${channel} ${what} [${unit}]${isOther ? from : ''}`;
      const { t, mean, min, max } = pointsWithin(points, window);
      const own: OutColumn = {
        names: ['mean', 'min', 'max'].map((what) => named(what, isSecond)),
        values: new Map(
          t.map((time, i) => [time, [mean[i] ?? null, min[i] ?? null, max[i] ?? null]]),
        ),
      };
      if (other === null) return [own];
      const second = pointsWithin(other, window);
      return [
        own,
        {
          names: [named('mean', true)],
          values: new Map(second.t.map((time, i) => [time, [second.mean[i] ?? null]])),
        },
      ];
    }),
  );
}
