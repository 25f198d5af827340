/** Looks through the files of one run by its own shard and the parts of it. */

import type { FileColumns, Run } from '#site/snapshot/schema/run.ts';
import { isInState } from './plan.ts';
import { isWithin, type CopyState, type FilesQuery } from './query.ts';
import type { FilesSource, FoundFile } from './source.ts';

/** Yields the files of a run that fit, a part at a time; shards hold no SHA-256, so that it is not asked for one. */
export async function* searchRun(
  source: FilesSource,
  { slug, number, revision }: { slug: string; number: number; revision: number },
  query: FilesQuery,
): AsyncGenerator<readonly FoundFile[]> {
  const run = await source.run(slug, number, revision);
  yield fitting(run, run.files, query);
  for (const path of run.fileParts) yield fitting(run, await source.runFiles(path), query);
}

function fitting(run: Run, files: FileColumns, query: FilesQuery): readonly FoundFile[] {
  const { campaign: slug, campaignName: campaign, number, path } = run;
  const wanted = query.name?.toLowerCase() ?? '';
  const inState = files.copyWords.map(
    (words) => query.copies === null || isInState(words, query.copies),
  );
  return files.name.flatMap((name, i): FoundFile[] => {
    const dt = files.dt[i] ?? null;
    const t = dt === null || files.t0 === null ? null : files.t0 + dt;
    const adler32 = files.adler32[i] ?? null;
    const tunerDeg = files.tunerDeg[i] ?? null;
    const cavityHz = files.cavityHz[i] ?? null;
    const fits =
      name.toLowerCase().includes(wanted) &&
      isWithin(t, query.taken) &&
      isWithin(tunerDeg, query.tuner) &&
      isWithin(cavityHz, query.f) &&
      (query.sum === null || adler32 === query.sum) &&
      inState[files.copies[i] ?? -1] !== false;
    if (!fits) return [];
    return [
      {
        slug,
        campaign,
        run: number,
        path,
        name,
        t,
        bytes: files.bytes[i] ?? null,
        adler32,
        tunerDeg,
        cavityHz,
        softwareVersion: files.softwareVersion[i] ?? null,
      },
    ];
  });
}

/** Returns the names of a run's files whose copies are in a state: no Parquet part holds copies. */
export async function namesInState(
  source: FilesSource,
  run: { slug: string; number: number; revision: number },
  state: CopyState,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const shard = await source.run(run.slug, run.number, run.revision);
  const take = (files: FileColumns): void => {
    const inState = files.copyWords.map((words) => isInState(words, state));
    files.name.forEach((name, i) => {
      if (inState[files.copies[i] ?? -1] === true) names.add(name);
    });
  };
  take(shard.files);
  for (const path of shard.fileParts) take(await source.runFiles(path));
  return names;
}
