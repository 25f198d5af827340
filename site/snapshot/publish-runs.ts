/** Writes the shards of runs that changed and the index of their campaign; what did not change is taken over as it stands. */

import type { CampaignRow, KeyChannelRow, LimitRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readListedAngles,
  readRunChannels,
  readStepSummaries,
  readTunerPoints,
  type CopyCountRow,
  type RunChannelRow,
  type RunRow,
} from '#telemetry/catalogue/read/runs.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import { buildRun, type BuiltRun } from './build-run.ts';
import { buildRuns, buildTuner, columnsOf, keyChannelsOf } from './build-runs.ts';
import { packFiles, packRun } from './encoding/run-table.ts';
import { mergeColumns, packRuns } from './encoding/runs-table.ts';
import type { PublishedCampaign, PublishedShard, PublishedState } from './published-state.ts';
import { publishFiles, type Place } from './publish-files.ts';
import { readAhead } from './read-ahead.ts';
import {
  runPath,
  type FilesPart,
  type KeyChannel,
  type RunColumns,
  type Tuner,
} from './schema/runs.ts';
import type { AssetStore } from './store.ts';
import type { Branch, Tree } from './tree.ts';

/** An open run's shard is written again at most once a minute; a closed one that still changes (an import) every five seconds. */
const OPEN_EVERY_MS = 60_000;
const CLOSED_EVERY_MS = 5_000;
/** Runs whose rows of the index are read together. */
const AT_ONCE = 200;
/** Runs that are read while one before them is packed: so many are in memory. */
const AHEAD = 2;

export interface RunsPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly state: PublishedState;
  readonly campaign: CampaignRow;
  /** All of the campaign, largest number first. */
  readonly runs: readonly RunRow[];
  readonly keyChannelRows: readonly KeyChannelRow[];
  readonly limits: readonly LimitRow[];
  readonly channels: ReadonlyMap<string, ChannelRow>;
  /** When each Parquet part was looked at last. */
  readonly lookedAt: Map<string, number>;
  readonly now: number;
  readonly say: (level: 'info' | 'warn', text: string) => void;
}

/** Returns whether a run's shard has to be written now: it is new, it closed, or it changed and its pause is over. */
export function isShardDue(
  run: RunRow,
  shard: PublishedShard | undefined,
  now: number,
  shownFiles: number | null = null,
): boolean {
  if (shard === undefined) return true;
  if (shard.revision === run.revision) return false;
  if (shard.state !== run.state) return true;
  // While a history is taken in, an open run is another one every few seconds.
  const hasGrown = shownFiles !== null && run.fileCount > shownFiles * 1.2 + 20;
  const pause = run.state === 'open' && !hasGrown ? OPEN_EVERY_MS : CLOSED_EVERY_MS;
  // A clock that was set back must not stop publishing: what lies in the future counts as long ago.
  return now < shard.writtenAt || now - shard.writtenAt >= pause;
}

/** Publishes a campaign's runs where they changed; returns whether something still waits for its pause to end. */
export async function publishRuns(publication: RunsPublication): Promise<boolean> {
  const { runs, campaign, now, state } = publication;
  const known = state.campaigns.get(campaign.slug);
  const shown = new Map(
    known?.runs.columns.number.map((number, i) => [number, known.runs.columns.files[i] ?? null]),
  );
  // A run's page names its campaign.
  const isRenamed = known !== undefined && known.runs.name !== campaign.name;
  const isDue = (run: RunRow): boolean =>
    isRenamed || isShardDue(run, known?.shards.get(run.number), now, shown.get(run.number));
  const due = new Set(runs.filter(isDue));
  const waits = runs.some(
    (run) => !due.has(run) && known?.shards.get(run.number)?.revision !== run.revision,
  );
  const places = known?.places ?? new Map<number, Place>();
  const files = await publishFiles({
    ...publication,
    runs: runs.toReversed(),
    parts: known?.runs.parts ?? [],
    places,
    onImpossibleTimes: (count) =>
      publication.say('warn', `campaign ${campaign.slug}: ${count} files have an impossible time`),
  });
  const isWaiting = waits || files.isWaiting;
  const isSame =
    known !== undefined && due.size === 0 && !files.hasChanged && !hasGone(known, runs);
  if (isSame && sameHead(known, campaign, publication)) return isWaiting;
  await writeIndex(publication, { runs, due, known, parts: files.parts, places });
  return isWaiting;
}

interface IndexParts {
  readonly runs: readonly RunRow[];
  readonly due: ReadonlySet<RunRow>;
  readonly known: PublishedCampaign | undefined;
  readonly parts: readonly FilesPart[];
  readonly places: Map<number, Place>;
}

async function writeIndex(
  publication: RunsPublication,
  { runs, due, known, parts, places }: IndexParts,
): Promise<void> {
  const { store, tree, state, campaign, now } = publication;
  const { slug, name, title, experiment } = campaign;
  const keyChannels = keyChannelsOf(
    campaign.id,
    publication.keyChannelRows,
    publication.limits,
    now,
  );
  const written = await writeDue([...due], publication, keyChannels, known?.tuner ?? null);
  const shards = new Map<number, PublishedShard>();
  for (const { number, revision, state } of runs) {
    const old = known?.shards.get(number);
    const isWritten = old === undefined || written.numbers.has(number);
    shards.set(number, isWritten ? { number, revision, state, writtenAt: now } : old);
  }
  const numbers = runs.map(({ number }) => number);
  const here = new Set(numbers);
  for (const number of known?.runs.columns.number ?? []) {
    if (!here.has(number)) tree.drop(runBranch(slug, number), `run/${slug}/${number}.*`);
  }
  const columns = {
    ...mergeColumns(numbers, written.columns, known?.runs.columns ?? null),
    part: numbers.map((number) => places.get(number)?.part ?? null),
    row: numbers.map((number) => places.get(number)?.row ?? null),
  };
  const index = buildRuns({ campaign, keyChannels, columns, parts });
  const tuner = {
    tuner: written.tuner.tuner.filter(({ run }) => here.has(run)),
    unfittedTunerDeg: written.tuner.unfittedTunerDeg.filter(({ run }) => here.has(run)),
  };
  const head = {
    slug,
    name,
    title,
    experiment,
    runCount: runs.length,
    fileCount: columns.files.reduce((sum, count) => sum + count, 0),
    runs: await store.putHashed(`runs/${slug}`, packRuns(index)),
    tuner: await store.putHashed(`tuner/${slug}`, tuner),
  };
  const branch = { group: `campaign/${slug}`, leaf: 'index' };
  tree.drop(branch, '*');
  tree.put(branch, head.runs);
  tree.put(branch, head.tuner);
  state.campaigns.set(slug, { head, runs: index, tuner, shards, places });
}

interface Written {
  readonly numbers: ReadonlySet<number>;
  readonly columns: RunColumns;
  readonly tuner: Tuner;
}

/** Writes the shards of the runs that are due, and returns what the index shows of them. */
async function writeDue(
  due: readonly RunRow[],
  publication: RunsPublication,
  keyChannels: readonly KeyChannel[],
  known: Tuner | null,
): Promise<Written> {
  const { connection } = publication;
  const numbers = new Set(due.map(({ number }) => number));
  let columns = columnsOf({ keyChannels, runs: [], steps: [], statistics: [], copies: new Map() });
  let tuner = buildTuner(known, (run) => numbers.has(run), [], []);
  for (let i = 0; i < due.length; i += AT_ONCE) {
    const runs = due.slice(i, i + AT_ONCE);
    const ids = runs.map(({ id }) => id);
    const statistics = await readRunChannels(connection, ids);
    const ofRun = Map.groupBy(statistics, ({ runId }) => runId);
    const copies = new Map<number, CopyCountRow>();
    const build = (run: RunRow) => buildShard(run, publication, ofRun.get(run.id) ?? []);
    for await (const [run, built] of readAhead(runs, AHEAD, build))
      copies.set(run.id, await writeShard(run, publication, built));
    const fresh = columnsOf({
      keyChannels,
      runs,
      steps: await readStepSummaries(connection, ids),
      statistics,
      copies,
    });
    columns = mergeColumns([...columns.number, ...fresh.number], fresh, columns);
    const sweeps = await readTunerPoints(connection, ids);
    tuner = buildTuner(tuner, () => false, sweeps, await readListedAngles(connection, ids));
  }
  return { numbers, columns, tuner };
}

function hasGone(known: PublishedCampaign, runs: readonly RunRow[]): boolean {
  const numbers = new Set(runs.map((run) => run.number));
  return known.runs.columns.number.some((number) => !numbers.has(number));
}

function sameHead(
  known: PublishedCampaign,
  campaign: CampaignRow,
  publication: RunsPublication,
): boolean {
  const keys = keyChannelsOf(
    campaign.id,
    publication.keyChannelRows,
    publication.limits,
    publication.now,
  );
  const { name, title, experiment, planned } = known.runs;
  return (
    name === campaign.name &&
    title === campaign.title &&
    experiment === campaign.experiment &&
    planned.start === campaign.plannedStart &&
    planned.end === campaign.plannedEnd &&
    JSON.stringify(known.runs.keyChannels) === JSON.stringify(keys)
  );
}

async function buildShard(
  run: RunRow,
  publication: RunsPublication,
  statistics: readonly RunChannelRow[],
): Promise<BuiltRun> {
  const { connection, campaign, channels, now } = publication;
  // A run is judged by the limits of its time.
  const at = run.end ?? now;
  const keyChannels = keyChannelsOf(
    campaign.id,
    publication.keyChannelRows,
    publication.limits,
    Math.max(at, run.start ?? at),
  );
  return await buildRun(run, { connection, campaign, keyChannels, channels, statistics, now });
}

async function writeShard(
  run: RunRow,
  { store, tree, campaign }: RunsPublication,
  built: BuiltRun,
): Promise<CopyCountRow> {
  const branch = runBranch(campaign.slug, run.number);
  const stem = `run/${campaign.slug}/${run.number}`;
  tree.drop(branch, `${stem}.*`);
  const fileParts: string[] = [];
  for (const [i, part] of built.parts.entries()) {
    const asset = await store.putHashed(`${stem}.files-${i + 2}`, packFiles(part));
    tree.put(branch, asset);
    fileParts.push(asset.path);
  }
  const path = runPath(campaign.slug, run.number, run.revision);
  const isClosed = run.state !== 'open';
  tree.put(branch, await store.putNamed(path, packRun({ ...built.run, fileParts }), { isClosed }));
  return built.counts;
}

/** Lists of assets hold 256 runs each. */
function runBranch(slug: string, number: number): Branch {
  return { group: `campaign/${slug}`, leaf: `runs-${Math.floor(number / 256)}` };
}
