/** What became of a damaged spool: kept beside it for people, as long as the damaged file is kept. */

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Numbers of a stream that are lost, inclusive. */
export interface LostRange {
  readonly stream: string;
  readonly first: number;
  readonly last: number;
}

export interface SalvageReport {
  /** UTC, ms. */
  readonly at: number;
  /** Where the damaged file is kept. */
  readonly movedTo: string;
  readonly saved: number;
  /** Null: the file no longer says how many there were. */
  readonly lost: number | null;
  /** What is lost, as the recorder is told; empty where that cannot be known. */
  readonly gaps: readonly LostRange[];
  /** Collectors that go on where they stopped. */
  readonly resumed: readonly string[];
  /** Collectors that read their source again. */
  readonly readAgain: readonly string[];
}

/** Name of a spool's damaged file, made at a time (UTC ms). */
export function damagedFile(file: string, at: number): string {
  return `${file}.damaged-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`;
}

const ending = '.json';

/** Writes the report beside the place where the damaged file goes; throws where that cannot be written. */
export function writeReport(report: SalvageReport): void {
  writeFileSync(`${report.movedTo}${ending}`, `${JSON.stringify(report, null, 2)}\n`);
}

/** Returns the reports of a spool's damaged files that are still kept, the newest first. */
export function readReports(file: string): SalvageReport[] {
  const folder = dirname(file);
  if (!existsSync(folder)) return [];
  const before = `${basename(file)}.damaged-`;
  const isKept = (name: string): boolean =>
    name.startsWith(before) && /^[-0-9TZ]+$/.test(name.slice(before.length));
  return readdirSync(folder)
    .filter(isKept)
    .toSorted()
    .toReversed()
    .flatMap((name) => readReport(join(folder, name)));
}

function readReport(movedTo: string): SalvageReport[] {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- we wrote it ourselves
    const report = JSON.parse(readFileSync(`${movedTo}${ending}`, 'utf8')) as SalvageReport;
    return [{ ...report, movedTo }];
  } catch {
    return [];
  }
}

/** Says it in one line: what was saved, what was lost, where the damaged file is. */
export function describeSalvage({ at, movedTo, saved, lost, readAgain }: SalvageReport): string {
  const gone = lost === null ? 'how many were lost is not known' : `${String(lost)} lost`;
  const again = readAgain.length === 0 ? '' : `; ${readAgain.join(', ')} begin anew`;
  const when = new Date(at).toISOString();
  return `the spool was damaged (${when}): ${String(saved)} facts saved, ${gone}${again}; the damaged file is kept as ${movedTo}`;
}
