/** A run's files from its shard, its parts and the tail as one list of columns. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';

/** Joins parts in their order; times become relative to the first known one. */
export function joinFiles(parts: readonly FileColumns[]): FileColumns {
  const t0 = parts.find((part) => part.t0 !== null)?.t0 ?? null;
  const copyWords: string[] = [];
  const copies = parts.flatMap((part) => {
    const first = copyWords.length;
    copyWords.push(...part.copyWords);
    return part.copies.map((i) => i + first);
  });
  const shifted = ({ dt, t0: own }: FileColumns): readonly (number | null)[] =>
    dt.map((value) => (value === null || own === null || t0 === null ? null : own + value - t0));
  return {
    t0,
    name: parts.flatMap(({ name }) => name),
    dt: parts.flatMap(shifted),
    bytes: parts.flatMap(({ bytes }) => bytes),
    adler32: parts.flatMap(({ adler32 }) => adler32),
    tunerDeg: parts.flatMap(({ tunerDeg }) => tunerDeg),
    tCavK: parts.flatMap(({ tCavK }) => tCavK),
    tMcK: parts.flatMap(({ tMcK }) => tMcK),
    cavityHz: parts.flatMap(({ cavityHz }) => cavityHz),
    copies,
    copyWords,
  };
}

/** Returns the run with the files that the tail has and the run has not yet. */
export function withTailFiles(run: Run, tail: Tail | null): Run {
  // A name comes once in a run: the last ones are enough to know what is there already.
  const known = new Set(run.files.name.slice(-1_000));
  const news = (tail?.files ?? []).filter(
    (file) => file.campaign === run.campaign && file.run === run.number && !known.has(file.name),
  );
  if (news.length === 0) return run;
  const none = news.map(() => null);
  const t0 = run.files.t0 ?? news[0]?.t ?? null;
  const files = joinFiles([
    run.files,
    {
      t0,
      name: news.map(({ name }) => name),
      dt: news.map(({ t }) => (t === null || t0 === null ? null : t - t0)),
      bytes: news.map(({ bytes }) => bytes),
      adler32: none,
      tunerDeg: none,
      tCavK: none,
      tMcK: none,
      cavityHz: none,
      copies: news.map(() => 0),
      copyWords: ['copies not known yet'],
    },
  ]);
  return { ...run, files, fileCount: Math.max(run.fileCount, files.name.length) };
}
