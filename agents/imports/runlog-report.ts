/** What an import of the run catalogue says at its end, for a person and as JSON. */

import type { DateOrder } from '#agents/formats/runlog-values.ts';
import type { Refused } from './refused-lines.ts';
import { describeRefused } from './refused-lines.ts';

export interface RunlogReport {
  /** File or table, as it was named. */
  readonly file: string;
  readonly rows: number;
  readonly refused: readonly Refused[];
  readonly runs: readonly string[];
  readonly dateOrder: DateOrder;
  /** Files that were not in the catalogue before; null where the recorder does not say. */
  readonly added: number | null;
}

/** `21 rows, 0 new, 21 known already, 0 refused`, and the refused rows with their place. */
export function describeReport(report: RunlogReport, reportFile: string | null): string {
  const { file, rows, refused, runs, dateOrder, added } = report;
  const taken = rows - refused.length;
  const known = Math.max(0, taken - (added ?? 0));
  const counts = added === null ? `${taken} taken in` : `${added} new, ${known} known already`;
  const words = { dmy: 'day/month', mdy: 'month/day' } as const;
  const lines = [
    `${file}: ${rows === 1 ? '1 row' : `${rows} rows`}, ${counts}, ${refused.length} refused`,
    ...(runs.length === 0 ? [] : [`  runs: ${runs.length}; dates read as ${words[dateOrder]}`]),
    ...describeRefused(refused, reportFile),
  ];
  return `${lines.join('\n')}\n`;
}

/** One line of JSON. */
export function reportJson(report: RunlogReport): string {
  return `${JSON.stringify(report)}\n`;
}
