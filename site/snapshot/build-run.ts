/** One run's shard: everything its page shows. */

import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readRunFlags, type FlagRow } from '#telemetry/catalogue/read/flags.ts';
import { readRunEntries, type LogRow } from '#telemetry/catalogue/read/log.ts';
import {
  readFiles,
  readReplicas,
  readRunJobs,
  readSteps,
  readSweeps,
  type FileRow,
  type SweepRecord,
} from '#telemetry/catalogue/read/run.ts';
import type { CopyCountRow, RunChannelRow, RunRow } from '#telemetry/catalogue/read/runs.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import type { SweepFit, SweepTrace } from '#telemetry/facts/sweep.ts';
import {
  copiesByFile,
  countCopies,
  fileColumns,
  fileSpans,
  FILES_A_PART,
} from './build-run-files.ts';
import { readRunSeries, readThroughput, sumsOf } from './build-run-series.ts';
import type { LogHead } from './schema/now.ts';
import type { FileColumns, Run, RunSeries, SweepRow } from './schema/run.ts';
import type { KeyChannel } from './schema/runs.ts';

export interface RunContext {
  readonly connection: ReadConnection;
  readonly campaign: CampaignRow;
  readonly keyChannels: readonly KeyChannel[];
  readonly channels: ReadonlyMap<string, ChannelRow>;
  readonly statistics: readonly RunChannelRow[];
  readonly now: number;
}

export interface BuiltRun {
  /** Without `fileParts`, which are written first. */
  readonly run: Omit<Run, 'fileParts'>;
  /** Files beyond the first 5 000. */
  readonly parts: readonly FileColumns[];
  readonly counts: CopyCountRow;
}

/** Reads a run and returns its shard and the further parts of its files. */
export async function buildRun(row: RunRow, context: RunContext): Promise<BuiltRun> {
  const { connection, campaign, keyChannels } = context;
  const files = await readFiles(connection, row.id);
  const copies = copiesByFile(await readReplicas(connection, row.id));
  const counts = { runId: row.id, ...countCopies(copies.values()) };
  const parts: FileColumns[] = [];
  for (let i = FILES_A_PART; i < files.length; i += FILES_A_PART) {
    parts.push(fileColumns(files.slice(i, i + FILES_A_PART), copies));
  }
  const run = {
    campaign: campaign.slug,
    campaignName: campaign.name,
    number: row.number,
    revision: row.revision,
    title: row.title,
    path: row.path,
    kind: row.kind as RunKind,
    kindRaw: row.kindRaw,
    site: row.site,
    node: row.node,
    origin: row.origin,
    state: row.state,
    closedBy: row.closedBy,
    start: row.start,
    end: row.end,
    softwareVersion: row.softwareVersion,
    tags: row.tags.split(',').filter(Boolean),
    quality: row.quality,
    flags: (await readFlags(row, context)).map(({ id: _id, ...flag }) => flag),
    startedBy: row.startedBy,
    keyChannels,
    statistics: context.statistics
      .filter((statistic) => statistic.runId === row.id)
      .map(({ channel, n, min, max, mean, last }) => ({ channel, n, min, max, mean, last })),
    steps: await readSteps(connection, row.id),
    sweeps: (await readSweeps(connection, row.id)).map(sweepRow),
    jobs: (await readRunJobs(connection, row.id)).map((job) => ({
      ...job,
      state: job.state as JobState,
    })),
    log: (await readRunEntries(connection, row.id)).map(logHead),
    fileCount: row.fileCount,
    sizedCount: row.sizedCount,
    bytes: row.bytes,
    cadenceMs: row.cadenceMs,
    files: fileColumns(files.slice(0, FILES_A_PART), copies),
    ...(await readLanes(row, context, files)),
    fileSpans: fileSpans(files, row.cadenceMs),
  };
  return { run, parts, counts };
}

async function readFlags(
  row: RunRow,
  { connection, now }: RunContext,
): Promise<readonly FlagRow[]> {
  // Copy times of an imported list are not times of data taking: what is said of a time is not said of it.
  const from = row.origin === 'import' ? null : row.start;
  return await readRunFlags(connection, row.id, { from, to: row.end ?? now });
}

async function readLanes(
  row: RunRow,
  context: RunContext,
  files: readonly FileRow[],
): Promise<Pick<Run, 'throughput' | 'series'>> {
  const from = row.start;
  const to = row.end ?? (row.state === 'open' ? context.now : null);
  // Copy times of an imported list are not times of data taking: no axis is made of them.
  if (from === null || to === null || to <= from || row.origin === 'import')
    return { throughput: null, series: [] };
  const witness = row.node === null ? null : (context.channels.get(`${row.node}/daq/rate`) ?? null);
  const series: RunSeries[] = [];
  for (const key of context.keyChannels) {
    const channel = context.channels.get(key.channel);
    const one =
      channel === undefined ? null : await readRunSeries(context.connection, channel, from, to);
    if (one !== null) series.push(one);
  }
  const options = { sums: sumsOf(files), witness, cadenceMs: row.cadenceMs, from, to };
  return { throughput: await readThroughput(context.connection, options), series };
}

/** Returns a log entry as lists show it. */
export function logHead(row: LogRow): LogHead {
  return {
    id: row.id,
    at: row.at,
    author: row.author,
    authorKind: row.authorKind,
    title: row.title,
    tags: row.tags === '' ? [] : row.tags.split(','),
    run:
      row.campaign === null || row.number === null
        ? null
        : { campaign: row.campaign, number: row.number },
  };
}

function sweepRow(record: SweepRecord): SweepRow {
  const { name, takenAt, parameter, tunerDeg, method, points, spanHz, refused } = record;
  const trace = record.trace === null ? null : (JSON.parse(record.trace) as SweepTrace);
  return {
    name,
    takenAt,
    parameter,
    tunerDeg,
    method,
    points,
    spanHz,
    fit: fitOf(record),
    refused,
    trace,
  };
}

function fitOf(record: SweepRecord): SweepFit | null {
  if (record.f0Hz === null || record.qL === null) return null;
  const measured = (value: number | null, error: number | null) =>
    value === null ? null : { value, error };
  return {
    f0Hz: { value: record.f0Hz, error: record.f0Error },
    qL: { value: record.qL, error: record.qLError },
    q0: measured(record.q0, record.q0Error),
    beta: measured(record.beta, record.betaError),
    betaUnder: measured(record.betaUnder, record.betaUnderError),
    regime: record.regime ?? 'unknown',
    depthDb: record.depthDb ?? 0,
    rmsDb: record.rmsDb ?? 0,
  };
}
