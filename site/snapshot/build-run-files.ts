/** A run's files as columns, in parts of 5 000, and the spans of time in which they came. */

import type { FileRow, ReplicaRow } from '#telemetry/catalogue/read/run.ts';
import { short } from './buckets.ts';
import type { FileColumns } from './schema/run.ts';

/** Files in the shard itself; the rest follows in parts of the same size. */
export const FILES_A_PART = 5_000;

/** Returns the copies of one file in words; "verified" and "archived" only where the row holds the evidence. */
export function copyWords(copies: readonly ReplicaRow[]): string {
  if (copies.length === 0) return 'no copy known';
  return copies
    .map((copy) => {
      const words = [copy.state];
      if (copy.state === 'present') {
        if (copy.verifiedAt !== null) words.push('verified');
        else words.push('unverified');
        if (copy.locality === 'tape' || copy.locality === 'both') words.push('archived');
      }
      return `${copy.location}: ${words.join(', ')}`;
    })
    .join('; ');
}

/** Returns files as columns; times in ms after the first known one. */
export function fileColumns(
  files: readonly FileRow[],
  copies: ReadonlyMap<number, readonly ReplicaRow[]>,
): FileColumns {
  const t0 = files.find((file) => file.t !== null)?.t ?? null;
  const words = new Map<string, number>();
  const copyIndex = files.map((file) => {
    const text = copyWords(copies.get(file.id) ?? []);
    const known = words.get(text) ?? words.size;
    words.set(text, known);
    return known;
  });
  return {
    t0,
    name: files.map((file) => file.name),
    dt: files.map((file) => (file.t === null || t0 === null ? null : file.t - t0)),
    bytes: files.map((file) => file.bytes),
    adler32: files.map((file) => file.adler32),
    tunerDeg: files.map((file) => file.tunerDeg),
    tCavK: files.map((file) => short(file.tCavK)),
    tMcK: files.map((file) => short(file.tMcK)),
    cavityHz: files.map((file) => file.cavityHz),
    softwareVersion: files.map((file) => file.softwareVersion),
    copies: copyIndex,
    copyWords: [...words.keys()],
  };
}

/** Returns copies by file. */
export function copiesByFile(
  copies: readonly ReplicaRow[],
): ReadonlyMap<number, readonly ReplicaRow[]> {
  return Map.groupBy(copies, (copy) => copy.fileId);
}

export interface CopyCounts {
  readonly present: number;
  readonly removed: number;
  readonly verified: number;
  readonly archived: number;
}

/**
 * Returns how many files have a copy that is present, one that was removed, one that is verified (with evidence, and no
 * other copy that differs), and one that is archived (present on tape).
 */
export function countCopies(files: Iterable<readonly ReplicaRow[]>): CopyCounts {
  const counts = { present: 0, removed: 0, verified: 0, archived: 0 };
  for (const copies of files) {
    const present = copies.filter(({ state }) => state === 'present');
    const isVerified = present.some(({ verifiedAt }) => verifiedAt !== null);
    const differs = copies.some(({ state }) => state === 'differs');
    if (present.length > 0) counts.present += 1;
    if (copies.some(({ state }) => state === 'removed')) counts.removed += 1;
    if (isVerified && !differs) counts.verified += 1;
    if (present.some(({ locality }) => locality === 'tape' || locality === 'both'))
      counts.archived += 1;
  }
  return counts;
}

/** Returns the spans of time in which files came: a pause longer than `pauseMs` between two files ends one. */
export function fileSpans(
  files: readonly FileRow[],
  cadenceMs: number | null,
): readonly { readonly from: number; readonly to: number }[] {
  const lasts = cadenceMs ?? 0;
  const pauseMs = Math.max(lasts * 3, 10_000);
  const spans: { from: number; to: number }[] = [];
  for (const { t } of files) {
    if (t === null) continue;
    const last = spans.at(-1);
    if (last !== undefined && t - last.to <= pauseMs) last.to = t + lasts;
    else spans.push({ from: t, to: t + lasts });
  }
  return spans;
}
