/** Reads a published snapshot from a directory through its manifest, as pages and commands do. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import { readBody as bodyOf } from './body.ts';
import { damaged, READING } from './damaged.ts';
import { unpackHeads } from './encoding/log-table.ts';
import { openRun, unpackFiles, type OpenedRun } from './encoding/run-table.ts';
import { unpackRuns } from './encoding/runs-table.ts';
import { unpackTile } from './encoding/tile-table.ts';
import { loadNow, loadTail, type ReadAsset } from './load-live.ts';
import { openOverview } from './load-overview.ts';
import { partFileOf, type PartFile } from './part-file.ts';
import { alarmsOfMonthSchema, alarmsSchema } from './parse/alarms.ts';
import { check } from './parse/check.ts';
import { logBodiesSchema, logHeadsSchema, logIndexSchema } from './parse/log.ts';
import { campaignsSchema, manifestSchema } from './parse/manifest.ts';
import type { Schema } from './parse/packed.ts';
import { partNamesSchema } from './parse/part-names.ts';
import { filesSchema, runSchema } from './parse/run.ts';
import { runsSchema, tunerSchema } from './parse/runs.ts';
import { seriesIndexSchema, tileSchema } from './parse/series.ts';
import type { AlarmMonth, Alarms, AlarmsOfMonth } from './schema/alarms.ts';
import { SNAPSHOT_SCHEMA, type AssetReference } from './schema/asset.ts';
import type { LogBodies, LogHeads, LogIndex, LogMonth } from './schema/log.ts';
import type { DaysOfYear } from './schema/days.ts';
import type { Jobs } from './schema/jobs.ts';
import type { CampaignHead, Campaigns, Manifest } from './schema/manifest.ts';
import type { Now } from './schema/now.ts';
import type { Overview, YearAsset } from './schema/overview.ts';
import type { PartNames } from './schema/part-names.ts';
import type { RotaOfYear } from './schema/rota.ts';
import type { FileColumns } from './schema/run.ts';
import { type FilesPart, runPath, type Runs, type Tuner } from './schema/runs.ts';
import type { ChannelSeries, SeriesTile, TileReference } from './schema/series.ts';
import type { Storage } from './schema/storage.ts';
import type { Tail } from './schema/tail.ts';

/** One consistent state, of which parts are read when they are asked for. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly now: Now;
  readonly tail: Tail;
  /** All campaigns, newest first. */
  campaigns(): Promise<Campaigns>;
  /** Null: the snapshot has no campaign of this slug. */
  runs(slug: string): Promise<Runs | null>;
  /** Null: the snapshot has no campaign of this slug. */
  tuner(slug: string): Promise<Tuner | null>;
  /** Null: no such campaign, or no run of this number in it. */
  run(slug: string, number: number): Promise<OpenedRun | null>;
  /** More files of a long run: a path that its shard names. */
  runFiles(path: string): Promise<FileColumns>;
  /** The names of a part's rows, which a search looks through first. */
  partNames(part: FilesPart): Promise<PartNames>;
  /** A Parquet part, of which only the slices that are asked for are read. */
  partFile(part: FilesPart): PartFile;
  /** Null: the snapshot has no series of this channel. */
  series(channel: string): Promise<ChannelSeries | null>;
  /** Buckets of one channel over one span of time. */
  tile(reference: TileReference): Promise<SeriesTile>;
  /** What is raised, and what was lately. */
  alarms(): Promise<Alarms>;
  /** All of a month that are over. */
  alarmsOfMonth(month: AlarmMonth): Promise<AlarmsOfMonth>;
  /** Which months the log has. */
  log(): Promise<LogIndex>;
  /** The entries of a month without their bodies. */
  logHeads(month: LogMonth): Promise<LogHeads>;
  /** The bodies of a month, by entry. */
  logBodies(month: LogMonth): Promise<LogBodies>;
  /** Where the following four are. */
  overview(): Promise<Overview>;
  /** Volumes and quotas. */
  storage(): Promise<Storage>;
  /** Batch jobs. */
  jobs(): Promise<Jobs>;
  /** What each day of a year came to. */
  daysOfYear(year: YearAsset): Promise<DaysOfYear>;
  /** Shifts and flags of a year. */
  rotaOfYear(year: YearAsset): Promise<RotaOfYear>;
}

/** Returns the manifest of a directory, null where nothing was published yet; an unknown schema is an error. */
export async function readManifest(directory: string): Promise<Manifest | null> {
  const path = join(directory, 'snapshot.json');
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const value = parseJson(path, text);
  const schema =
    typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (schema === SNAPSHOT_SCHEMA) return checked(path, value, manifestSchema);
  throw new FlashError({
    operation: READING,
    subject: directory,
    reason: `it has schema ${String(schema)}, this version reads ${SNAPSHOT_SCHEMA}`,
    hint: `publish it again with this version: ${program} snapshot`,
  });
}

/** Assets kept of an open snapshot, the last ones asked for: lists of campaigns and of their runs, and the tiles of a page or two. */
const KEPT = 64;

/** How an open snapshot reads. */
export interface SnapshotReading {
  /** Reads a run's shard: in turn with others where nothing else is said. */
  readonly readBody?: (path: string) => Promise<Buffer>;
}

/**
 * Opens one consistent state; null where nothing was published yet. What was asked for lately is kept while it is held.
 * @param directory the one that holds `snapshot.json`
 * @throws {FlashError} where the snapshot is of another schema, or one of its files is missing or damaged
 * @example
 * ```ts
 * const snapshot = await openSnapshot('.flash/snapshot');
 * const run = await snapshot?.run('run_2026.11-quax', 140);
 * for (const { n, f0Hz } of run?.steps ?? []) console.log(n, f0Hz);
 * ```
 */
export async function openSnapshot(
  directory: string,
  { readBody = bodyOf }: SnapshotReading = {},
): Promise<Snapshot | null> {
  const manifest = await readManifest(directory);
  if (manifest === null) return null;
  const once = onceAPath();
  const read: ReadAsset = (asset, schema) =>
    once(asset.path, () => readAsset(directory, asset, schema));
  const campaigns = (): Promise<Campaigns> => read(manifest.assets.campaigns, campaignsSchema);
  const headOf = async (slug: string): Promise<CampaignHead | undefined> =>
    (await campaigns()).campaigns.find((campaign) => campaign.slug === slug);
  const runs = async (slug: string): Promise<Runs | null> => {
    const head = await headOf(slug);
    if (head === undefined) return null;
    return await once(`${head.runs.path} unpacked`, async () =>
      unpacked(head.runs.path, unpackRuns, await readAsset(directory, head.runs, runsSchema)),
    );
  };
  return {
    manifest,
    now: await whole(manifest.assets.now, (asset) => loadNow(read, asset)),
    tail: await whole(manifest.assets.tail, (asset) => loadTail(read, asset)),
    campaigns,
    runs,
    async tuner(slug) {
      const head = await headOf(slug);
      return head === undefined ? null : await read(head.tuner, tunerSchema);
    },
    async run(slug, number) {
      const columns = (await runs(slug))?.columns;
      const revision = columns?.revision[columns.number.indexOf(number)];
      if (revision === undefined) return null;
      const path = runPath(slug, number, revision);
      // Not kept: a page shows a run once, and what outlives its page is moved about by the garbage collector.
      return unpacked(path, openRun, await readNamed(directory, path, runSchema, readBody));
    },
    runFiles: async (path) =>
      unpacked(path, unpackFiles, await readNamed(directory, path, filesSchema)),
    partNames: ({ names }) => read(names, partNamesSchema),
    partFile: (part) => partFileOf(directory, part),
    async series(channel) {
      const { channels } = await read(manifest.assets.series, seriesIndexSchema);
      return channels[channel] ?? null;
    },
    tile: ({ path }) =>
      once(path, async () =>
        unpacked(path, unpackTile, await readNamed(directory, path, tileSchema)),
      ),
    alarms: () => read(manifest.assets.alarms, alarmsSchema),
    alarmsOfMonth: ({ asset }) => read(asset, alarmsOfMonthSchema),
    log: () => read(manifest.assets.log, logIndexSchema),
    logHeads: ({ heads }) =>
      once(`${heads.path} unpacked`, async () =>
        unpacked(heads.path, unpackHeads, await readAsset(directory, heads, logHeadsSchema)),
      ),
    logBodies: ({ bodies }) => read(bodies, logBodiesSchema),
    ...openOverview(manifest, read),
  };
}

/** Reads what is asked for again and again once; of the rest it lets go, so that ten years of runs can be walked through. */
function onceAPath(): <T>(path: string, read: () => Promise<T>) => Promise<T> {
  const known = new Map<string, Promise<unknown>>();
  return <T>(path: string, read: () => Promise<T>): Promise<T> => {
    const running = known.get(path) ?? read();
    // A map keeps the order of setting: the one that was asked for longest ago stands first.
    known.delete(path);
    known.set(path, running);
    if (known.size > KEPT) known.delete(known.keys().next().value ?? path);
    return running as Promise<T>;
  };
}

/** Returns the content of an asset; one that is missing, has another length or another shape is an error that says so. */
export async function readAsset<T>(
  directory: string,
  asset: AssetReference,
  schema: Schema<T>,
): Promise<T> {
  const path = join(directory, asset.path);
  const body = await readOr(path);
  if (body.length !== asset.bytes)
    throw damaged(path, `it has ${body.length} bytes, the manifest says ${asset.bytes}`);
  return checked(path, parseJson(path, body.toString('utf8')), schema);
}

/** The same for an asset whose name alone leads to it. */
async function readNamed<T>(
  directory: string,
  name: string,
  schema: Schema<T>,
  readBody = bodyOf,
): Promise<T> {
  const path = join(directory, name);
  return checked(path, parseJson(path, (await readOr(path, readBody)).toString('utf8')), schema);
}

async function readOr(path: string, readBody = bodyOf): Promise<Buffer> {
  return await readBody(path).catch((cause: unknown) => {
    throw damaged(path, 'the manifest leads to it and it cannot be read', cause);
  });
}

function checked<T>(path: string, value: unknown, schema: Schema<T>): T {
  try {
    return check(schema, value);
  } catch (cause) {
    throw damaged(path, (cause as RangeError).message, cause);
  }
}

/** Columns that do not fit together are damage like any other. */
function unpacked<Packed, T>(path: string, unpack: (packed: Packed) => T, packed: Packed): T {
  try {
    return unpack(packed);
  } catch (cause) {
    throw damaged(path, (cause as RangeError).message, cause);
  }
}

/** The same for what is put together from several files. */
async function whole<T>(
  asset: AssetReference,
  load: (asset: AssetReference) => Promise<T>,
): Promise<T> {
  return await load(asset).catch((cause: unknown) => {
    throw cause instanceof RangeError ? damaged(asset.path, cause.message, cause) : cause;
  });
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(path, 'it is not JSON', cause);
  }
}
