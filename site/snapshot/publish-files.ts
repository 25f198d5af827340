/** Keeps the Parquet parts of a campaign's files: closed ones as they are, the open one now and then. */

import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readNameAt } from '#telemetry/catalogue/read/files.ts';
import {
  cutOf,
  pauseOf,
  revisionsOf,
  runsOfPart,
  type PartRun,
  type PartStart,
} from './plan-parts.ts';
import type { FilesPart } from './schema/runs.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';
import type { PartRows, PartRunRow } from './part-writer.ts';
import { sumPart, writePart } from './write-part.ts';

export type PartsRun = PartRun & PartRunRow;

/** Where a run's first file stands. */
export interface Place {
  readonly part: number;
  readonly row: number;
}

export interface FilesPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly campaign: { readonly slug: string; readonly name: string };
  /** Smallest number first. */
  readonly runs: readonly PartsRun[];
  readonly parts: readonly FilesPart[];
  /** By run number; kept up here. */
  readonly places: Map<number, Place>;
  /** When each part was looked at last, by slug and part; kept up here. */
  readonly lookedAt: Map<string, number>;
  readonly now: number;
  readonly onImpossibleTimes: (count: number) => void;
}

export interface PublishedFiles {
  readonly parts: readonly FilesPart[];
  readonly hasChanged: boolean;
  /** Whether a part that changed has to wait for its pause. */
  readonly isWaiting: boolean;
}

const LEAST_PAUSE_MS = 60_000;

/** Writes the parts that are due; returns all of them. */
export async function publishFiles(publication: FilesPublication): Promise<PublishedFiles> {
  const { runs, now, lookedAt } = publication;
  const starts = await planStarts(publication);
  const parts: FilesPart[] = [];
  let hasChanged = false;
  let isWaiting = false;
  for (const [i, start] of starts.entries()) {
    const next = starts[i + 1] ?? null;
    const known = publication.parts[i] ?? null;
    const own = runsOfPart(runs, start, next);
    const isClosing = next !== null && known?.isClosed !== true;
    const isSame = known !== null && known.revisions === revisionsOf(own) && !isClosing;
    if (isSame) {
      parts.push(known);
      continue;
    }
    const key = `${publication.campaign.slug} ${i + 1}`;
    const at = lookedAt.get(key) ?? 0;
    const pause =
      known === null || isClosing ? 0 : known.isClosed ? LEAST_PAUSE_MS : pauseOf(known.bytes);
    if (known !== null && now >= at && now - at < pause) {
      parts.push(known);
      isWaiting = true;
      continue;
    }
    lookedAt.set(key, now);
    const written = await renewPart(publication, { part: i + 1, start, next, known, own });
    parts.push(written);
    hasChanged = true;
  }
  return { parts, hasChanged, isWaiting };
}

/** Where each part begins; where the last one has become too large, it is divided. */
async function planStarts({
  connection,
  runs,
  parts,
}: FilesPublication): Promise<readonly PartStart[]> {
  const [first] = runs;
  if (first === undefined) return parts;
  const starts: PartStart[] = parts.map(({ fromRun, fromName }) => ({ fromRun, fromName }));
  if (starts.length === 0) starts.push({ fromRun: 0, fromName: null });
  for (;;) {
    const last = starts.at(-1) ?? { fromRun: 0, fromName: null };
    const own = runsOfPart(runs, last, null);
    const skipped = await filesBefore(connection, own[0], last);
    const cut = cutOf(own, skipped);
    const run = runs.find(({ number }) => number === cut?.run);
    if (cut === null || run === undefined) return starts;
    const name = cut.files === 0 ? null : await readNameAt(connection, run.id, null, cut.files);
    // Fewer files than the run's row says: nothing to divide.
    if (cut.files !== 0 && name === null) return starts;
    starts.push({ fromRun: run.number, fromName: name });
  }
}

/** Files of a divided run that are in the part before. */
async function filesBefore(
  connection: ReadConnection,
  run: PartsRun | undefined,
  { fromRun, fromName }: PartStart,
): Promise<number> {
  if (run === undefined || fromName === null || run.number !== fromRun) return 0;
  const rows = await connection.query<{ count: number }>(
    'SELECT COUNT(*) AS count FROM file WHERE run_id = ? AND name < ?',
    [run.id, fromName],
  );
  return rows[0]?.count ?? 0;
}

interface Renewal {
  readonly part: number;
  readonly start: PartStart;
  readonly next: PartStart | null;
  readonly known: FilesPart | null;
  readonly own: readonly PartsRun[];
}

async function renewPart(
  publication: FilesPublication,
  { part, start, next, known, own }: Renewal,
): Promise<FilesPart> {
  const { connection, store, tree, campaign, places } = publication;
  const isClosed = next !== null;
  const revisions = revisionsOf(own);
  // Copies and log entries raise a run's revision too: of those a closed part shows nothing.
  if (known?.isClosed === true && known.sum === (await sumPart(connection, own, start, next)))
    return { ...known, revisions };
  // A first revision is the minute in which it is written: no name is given twice, also not after all was lost.
  const revision = known === null ? Math.floor(publication.now / 60_000) : known.revision + 1;
  const path = `files/${campaign.slug}/${part}.r${revision}.parquet`;
  let written: PartRows | null = null;
  const asset = await store.putStream(path, async (write) => {
    written = await writePart(connection, campaign.name, own, start, next, write);
  });
  const { rows, sum, firstRows, impossibleTimes, names: chunks, ...bounds } = wroteOf(written);
  for (const [number, row] of firstRows) {
    const place = places.get(number);
    if (place === undefined || place.part >= part) places.set(number, { part, row });
  }
  if (impossibleTimes > 0) publication.onImpossibleTimes(impossibleTimes);
  const stem = `files/${campaign.slug}/${part}.r${revision}`;
  const names = await store.putNamed(`${stem}.names.json`, { chunks }, { isClosed });
  const branch = { group: `campaign/${campaign.slug}`, leaf: 'files' };
  if (known !== null) for (const old of [known, known.names]) tree.drop(branch, old.path);
  for (const one of [asset, names]) tree.put(branch, one);
  return { ...asset, ...start, part, revision, revisions, rows, sum, isClosed, ...bounds, names };
}

/** What the stream left behind. */
function wroteOf(written: PartRows | null): PartRows {
  if (written === null) throw new RangeError('a part was put without being written');
  return written;
}
