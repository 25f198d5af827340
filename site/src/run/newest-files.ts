/** The newest files of a run, which the tail has and its shard has not yet. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import type { Tail } from '#site/snapshot/schema/tail.ts';

/** Returns the files that the tail has and `last`, the last ones of the run that are loaded, has not; null: none. */
export function newestOf(
  { campaign, number, fileSpans }: Pick<Run, 'campaign' | 'number' | 'fileSpans'>,
  last: Pick<FileColumns, 'name'>,
  tail: Tail,
): FileColumns | null {
  // A name comes once in a run: the last ones are enough to know what is there already.
  const known = new Set(last.name.slice(-1_000));
  const from = fileSpans.at(-1)?.to ?? 0;
  const news = tail.files.filter(
    (file) =>
      file.campaign === campaign &&
      file.run === number &&
      !known.has(file.name) &&
      (file.t === null || file.t >= from),
  );
  if (news.length === 0) return null;
  const none = news.map(() => null);
  const t0 = news.find(({ t }) => t !== null)?.t ?? null;
  return {
    t0,
    name: news.map(({ name }) => name),
    dt: news.map(({ t }) => (t === null || t0 === null ? null : t - t0)),
    bytes: news.map(({ bytes }) => bytes),
    adler32: none,
    tunerDeg: none,
    tCavK: none,
    tMcK: none,
    cavityHz: none,
    softwareVersion: none,
    copies: news.map(() => 0),
    copyWords: ['copies not known yet'],
  };
}
