/** Takes a run out of its page: all of its files and readings, fetched when somebody asks for them. */

import { unpackFiles, unpackRun } from '#site/snapshot/encoding/run-table.ts';
import { filesSchema, runSchema } from '#site/snapshot/parse/run.ts';
import type { Run } from '#site/snapshot/schema/run.ts';
import { createPartedFiles } from '../run/parted-files.ts';
import { filesTable, readingsTable, runRecord } from '../run/take-out.ts';
import type { RunPart } from '../run/take-section.ts';
import { toCsv } from '../runs/take-out.ts';
import { fetchAsset } from './feed.ts';
import { saveFile } from './save-file.ts';

/** Saves one part of the run whose asset is at `path`. */
export async function takeRun(path: string, part: RunPart): Promise<void> {
  const run = unpackRun(await fetchAsset({ path }, runSchema));
  const name = `${run.campaign}-${run.number}`;
  const save = (file: string, type: string, text: string): void =>
    saveFile(file, new Blob([text], { type }));
  if (part === 'record') save(`run-${name}.json`, 'application/json', runRecord(run));
  if (part === 'files') save(`files-${name}.csv`, 'text/csv', await filesCsv(run));
  if (part === 'readings') save(`readings-${name}.csv`, 'text/csv', toCsv(readingsTable(run)));
}

async function filesCsv(run: Run): Promise<string> {
  const parted = createPartedFiles(
    run,
    async (path) => unpackFiles(await fetchAsset({ path }, filesSchema)),
    () => undefined,
  );
  await parted.loadAll(() => undefined);
  return toCsv(filesTable(parted.list(), run));
}
