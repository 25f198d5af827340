/** The current state of everything, for the Now page and for whoever polls it. */

import { thresholds } from '#dashboards/thresholds.ts';
import { growthOf } from '#telemetry/analysis/forecast.ts';
import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readLastEntries } from '#telemetry/catalogue/read/log.ts';
import {
  readEndedJobs,
  readHeldReasons,
  readJobStates,
  readLastFile,
  readNodes,
  readSchedulers,
  readUsage,
  readVolumes,
  type NodeRow,
} from '#telemetry/catalogue/read/now.ts';
import { readLastFit, readLastStep } from '#telemetry/catalogue/read/run.ts';
import { readLatestRun, readOpenRuns, type RunRow } from '#telemetry/catalogue/read/runs.ts';
import type { ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { JobState } from '#telemetry/facts/job.ts';
import { isOfHub } from '#telemetry/metrics/recorded-name.ts';
import { buildBackup } from './build-backup.ts';
import { logHead } from './build-run.ts';
import { isStale } from './is-stale.ts';
import type { LatelyBeside } from './build-lately.ts';
import type { ChannelNow, Now, RunNow, Spark, VolumeNow } from './schema/now.ts';
import type { KeyChannel } from './schema/runs.ts';

export interface NowInput extends Pick<Now, 'alarms' | 'needs'> {
  readonly connection: ReadConnection;
  /** Newest first. */
  readonly campaigns: readonly CampaignRow[];
  readonly keyChannels: readonly KeyChannel[];
  readonly channels: readonly ChannelRow[];
  readonly sparks: Readonly<Record<string, Spark>>;
  readonly lately: LatelyBeside;
  readonly now: number;
}

/** Reads the current state; everything that is unknown is null, never 0. */
export async function buildNow(input: NowInput): Promise<Now> {
  const { connection, now } = input;
  const campaign =
    input.campaigns.find((one) => one.lastStart !== null) ?? input.campaigns[0] ?? null;
  const open =
    (await readOpenRuns(connection)).find((run) => run.campaignId === campaign?.id) ?? null;
  const channels = input.channels.map((row) => channelNow(row, input.keyChannels));
  const nodes = (await readNodes(connection)).map(agentNow);
  const volumes = await readVolumesNow(connection, now);
  const jobs = await readJobsNow(connection, now);
  const backup = await buildBackup(connection);
  const partial = { channels, volumes, jobs, agents: nodes, backup };
  const seen = { channels, agents: nodes, now };
  const daq = await readDaq(connection, open, input.sparks['daq'] ?? null, seen);
  const run = open === null || campaign === null ? null : await runNow(connection, open, campaign);
  const times = [
    // The hub reads its own health for as long as it runs: that is no news of the experiment.
    ...channels.flatMap((one) => (isOfHub(one.name) ? [] : [one.t])),
    daq?.lastFile?.t,
    ...volumes.map((one) => one.at),
    jobs?.seenAt,
  ];
  return {
    asOf: Math.max(
      0,
      ...times.flatMap((t) => (t === null || t === undefined || t > now ? [] : [t])),
    ),
    campaign:
      campaign === null
        ? null
        : {
            slug: campaign.slug,
            name: campaign.name,
            experiment: campaign.experiment,
            plannedEnd: campaign.plannedEnd,
          },
    run,
    lastRun: open !== null || campaign === null ? null : await readLastRun(connection, campaign),
    ...partial,
    daq,
    sparks: input.sparks,
    ...input.lately,
    alarms: input.alarms,
    needs: input.needs,
    log: (await readLastEntries(connection, 12)).map(logHead),
  };
}

/** Returns how old a channel's last reading may be, ms: as declared, else three times its observed cadence; null: not known yet. */
export function staleAfter(row: ChannelRow): number | null {
  if (row.staleAfterMs !== null) return row.staleAfterMs;
  return row.cadenceMs === null ? null : Math.max(thresholds.staleAtLeast.value, row.cadenceMs * 3);
}

function channelNow(row: ChannelRow, keys: readonly KeyChannel[]): ChannelNow {
  const key = keys.find((one) => one.channel === row.name);
  return {
    name: row.name,
    device: row.device,
    label: key?.label ?? row.label ?? row.name,
    quantity: row.quantity,
    unit: row.unit,
    role: key?.role ?? null,
    t: row.last,
    value: row.lastQuality === 'good' ? row.lastValue : null,
    quality: row.lastQuality,
    goodT: row.lastGood,
    goodValue: row.lastGoodValue,
    staleAfterMs: staleAfter(row),
    limits: key?.limits ?? [],
  };
}

async function runNow(
  connection: ReadConnection,
  run: RunRow,
  campaign: CampaignRow,
): Promise<RunNow> {
  const step = await readLastStep(connection, run.id);
  const sweep = await readLastFit(connection, run.id);
  return {
    campaign: campaign.slug,
    number: run.number,
    title: run.title,
    kind: run.kind as RunKind,
    start: run.start,
    fileCount: run.fileCount,
    bytes: run.bytes,
    step:
      step === null
        ? null
        : {
            n: step.n,
            start: step.start,
            tunerDeg: step.tunerDeg,
            f0Hz: sweep?.f0Hz ?? step.f0Hz,
            qL: sweep?.qL ?? step.qL,
            beta: sweep?.beta ?? step.beta,
            regime: sweep?.regime ?? step.regime,
            depthDb: sweep?.depthDb ?? null,
            sweepAt: sweep?.takenAt ?? null,
            drift: driftOf(sweep, step.f0Hz),
          },
  };
}

function driftOf(
  sweep: { readonly f0Hz: number | null; readonly qL: number | null } | null,
  centreHz: number | null,
): number | null {
  if (sweep === null || sweep.f0Hz === null || sweep.qL === null || centreHz === null) return null;
  return ((sweep.f0Hz - centreHz) * sweep.qL) / sweep.f0Hz;
}

async function readLastRun(
  connection: ReadConnection,
  campaign: CampaignRow,
): Promise<Now['lastRun']> {
  const last = await readLatestRun(connection, campaign.id);
  return last === null
    ? null
    : {
        campaign: campaign.slug,
        number: last.number,
        kind: last.kind as RunKind,
        origin: last.origin,
        end: last.end,
      };
}

/** Null: no agent watches a DAQ's disk. */
async function readDaq(
  connection: ReadConnection,
  open: RunRow | null,
  spark: Spark | null,
  seen: {
    readonly channels: readonly ChannelNow[];
    readonly agents: Now['agents'];
    readonly now: number;
  },
): Promise<Now['daq']> {
  const isWatched = seen.agents.some(({ collectors }) =>
    collectors.some(({ name }) => name === 'daq'),
  );
  if (open === null) {
    return isWatched
      ? { lastFile: null, bytesPerS: null, filesPerMinute: null, cadenceMs: null }
      : null;
  }
  const rate =
    open.node === null
      ? undefined
      : seen.channels.find(({ name }) => name === `${open.node}/daq/rate`);
  const isFresh = rate !== undefined && !isStale(rate, seen.now);
  const bytesPerS = spark?.max.at(-1) ?? (isFresh ? rate.value : null);
  return {
    lastFile: await readLastFile(connection, open.id),
    bytesPerS,
    filesPerMinute: filesPerMinute(bytesPerS, open.cadenceMs),
    cadenceMs: open.cadenceMs,
  };
}

function filesPerMinute(bytesPerS: number | null, cadenceMs: number | null): number | null {
  // Files that were copied in at once have no cadence that means anything.
  if (bytesPerS === null || cadenceMs === null || cadenceMs < 50) return null;
  return bytesPerS === 0 ? 0 : 60_000 / cadenceMs;
}

async function readVolumesNow(
  connection: ReadConnection,
  now: number,
): Promise<readonly VolumeNow[]> {
  const volumes: VolumeNow[] = [];
  for (const row of await readVolumes(connection)) {
    const history = await readUsage(connection, row.id, now - 6 * 3_600_000);
    volumes.push({
      name: row.name,
      label: row.label,
      role: row.role as VolumeNow['role'],
      at: row.at,
      used: row.used,
      capacity: row.capacity,
      isQuota: row.isQuota === 1,
      growth: growthOf(history),
    });
  }
  return volumes;
}

/** Null: no scheduler has answered yet, so nothing is known of jobs. */
async function readJobsNow(connection: ReadConnection, now: number): Promise<Now['jobs']> {
  const schedulers = await readSchedulers(connection);
  if (schedulers.length === 0) return null;
  // Jobs of a scheduler that no longer answers are not current; where none answers, all are shown with their age.
  const seenAt = Math.max(...schedulers.map((one) => one.seenAt));
  const since = seenAt - thresholds.jobsStale.value;
  const states = await readJobStates(connection, since);
  const today = Math.floor(now / 86_400_000) * 86_400_000;
  const ended = new Map(
    (await readEndedJobs(connection, today)).map((row) => [row.state, row.count]),
  );
  const idle = states.find((row) => row.state === 'idle');
  return {
    seenAt,
    byState: Object.fromEntries(states.map((row) => [row.state as JobState, row.count])),
    oldestIdleSince: idle?.oldestSince ?? null,
    completedToday: ended.get('completed') ?? 0,
    failedToday: ended.get('failed') ?? 0,
    heldReasons: await readHeldReasons(connection, since),
  };
}

function agentNow(row: NodeRow): Now['agents'][number] {
  const collectors =
    row.collectors === null
      ? []
      : (JSON.parse(row.collectors) as Now['agents'][number]['collectors']);
  return { ...row, collectors };
}
