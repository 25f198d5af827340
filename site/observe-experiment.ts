/** The experiment as the catalogue knows it, as observations: the open runs, the key channels, the resonance, the agents. */

import { thresholds } from '#dashboards/thresholds.ts';
import { isHistory } from '#telemetry/analysis/history.ts';
import { limitKey, type LimitStates } from '#telemetry/alarms/key-series.ts';
import { limitState, type LimitState } from '#telemetry/analysis/limit-state.ts';
import {
  limitsAt,
  readCampaigns,
  readKeyChannels,
  readLimits,
  type KeyChannelRow,
  type LimitRow,
} from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readLastFileTimes, readNodes, type NodeRow } from '#telemetry/catalogue/read/now.ts';
import { readLastFit, readLastStep, type LastFitRow } from '#telemetry/catalogue/read/run.ts';
import { readOpenRuns } from '#telemetry/catalogue/read/runs.ts';
import { readChannels, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { HysteresisOf } from '#telemetry/config/channel-limits.ts';
import type { MetricDefinition, Observation } from '#telemetry/metrics/definition.ts';
import * as metrics from '#telemetry/metrics/experiment.ts';
import { nodeCollectorUp, nodeLastHeartbeat, nodeSpoolOldest } from '#telemetry/metrics/hub.ts';
import { staleAfter } from './snapshot/build-now.ts';

type Labels = Observation['labels'];

/** An observation of what is known; nothing of what is not. */
function put(metric: MetricDefinition, labels: Labels, value: number | null): Observation[] {
  return value === null ? [] : [{ metric, labels, value }];
}

/** Reads the state of the experiment; `now`: UTC ms, against which channels are fresh. */
export async function observeExperiment(
  connection: ReadConnection,
  now: number,
  judge: JudgeKey,
): Promise<readonly Observation[]> {
  const campaigns = await readCampaigns(connection);
  const nameOf = new Map(campaigns.map(({ id, slug }) => [id, slug]));
  const current = campaigns.find(({ lastStart }) => lastStart !== null) ?? campaigns[0];
  const observations: Observation[] = (await readNodes(connection)).flatMap(observeNode);
  const campaignsSeen = new Set<number>();
  for (const run of await readOpenRuns(connection)) {
    // Of two open runs of a campaign the one that began last is the one that goes on.
    if (run.origin !== 'live' || campaignsSeen.has(run.campaignId)) continue;
    campaignsSeen.add(run.campaignId);
    const campaign = nameOf.get(run.campaignId) ?? '';
    observations.push(...(await observeRun(connection, run, campaign)));
  }
  if (current === undefined) return observations;
  const keys = (await readKeyChannels(connection)).filter(
    ({ campaignId }) => campaignId === current.id,
  );
  const limits = await readLimits(connection);
  const channels = new Map((await readChannels(connection)).map((row) => [row.id, row]));
  for (const key of keys) {
    const channel = key.channelId === null ? undefined : channels.get(key.channelId);
    const held = limitsAt(limits, current.id, key.channelId, now);
    if (channel !== undefined) {
      const judged = (side: 'low' | 'high', value: number): LimitState =>
        judge({ campaign: current.name, channel: key.channel, side }, held, value);
      observations.push(...observeKey(key, channel, held, { now, judged }));
    }
  }
  return observations;
}

type OpenRun = Awaited<ReturnType<typeof readOpenRuns>>[number];

async function observeRun(
  connection: ReadConnection,
  run: OpenRun,
  campaign: string,
): Promise<readonly Observation[]> {
  const labels = { campaign, node: run.node ?? '' };
  const file = await readLastFileTimes(connection, run.id);
  // A run of the past that is taken in now: nobody waits for its next file, nor for a sweep.
  if (file !== null && isHistory(file.taken, file.seen ?? file.taken)) return [];
  const sweep = await readLastFit(connection, run.id);
  const step = await readLastStep(connection, run.id);
  return [
    ...put(metrics.runOpen, { ...labels, kind: run.kind }, 1),
    ...put(metrics.runLastFile, labels, seconds(file?.taken)),
    ...put(metrics.runCadence, labels, seconds(run.cadenceMs)),
    ...put(metrics.resonanceSweep, { campaign }, seconds(sweep?.takenAt)),
    ...put(metrics.resonanceFrequency, { campaign }, sweep?.f0Hz ?? null),
    ...put(metrics.resonanceQuality, { campaign }, sweep?.qL ?? null),
    ...put(metrics.resonanceCoupling, { campaign }, couplingOf(sweep)),
    ...put(metrics.resonanceOffset, { campaign }, offsetOf(sweep, step?.f0Hz ?? null)),
  ];
}

/** Of the two readings of a dip the under-coupled one, where the regime is not known. */
function couplingOf(sweep: LastFitRow | null): number | null {
  if (sweep === null) return null;
  return sweep.regime === 'unknown' ? (sweep.betaUnder ?? sweep.beta) : sweep.beta;
}

/** In loaded linewidths, f0 / Q_L. */
function offsetOf(
  sweep: { readonly f0Hz: number | null; readonly qL: number | null } | null,
  centreHz: number | null,
): number | null {
  if (sweep === null || sweep.f0Hz === null || sweep.qL === null || centreHz === null) return null;
  return ((sweep.f0Hz - centreHz) * sweep.qL) / sweep.f0Hz;
}

/** Only a good and fresh value says how a channel is. */
function observeKey(
  { role, channel: name }: KeyChannelRow,
  channel: ChannelRow,
  limits: readonly LimitRow[],
  {
    now,
    judged,
  }: {
    readonly now: number;
    readonly judged: (side: 'low' | 'high', value: number) => LimitState;
  },
): readonly Observation[] {
  const { last, lastQuality, lastValue: value } = channel;
  const fresh = staleAfter(channel) ?? thresholds.unknownCadence.value;
  if (last === null || value === null || lastQuality !== 'good' || now - last > fresh) return [];
  const sides = new Set(limits.map(({ side }) => side));
  return [
    ...(role === 'field' && channel.unit === 'T'
      ? put(metrics.keyField, { channel: name }, value)
      : []),
    ...(role === 'magnet_mode' ? put(metrics.keyMagnetMode, { channel: name }, value) : []),
    ...[...sides].flatMap((side) =>
      put(metrics.keyLimitState, { role, channel: name, side }, judged(side, value)),
    ),
  ];
}

/** How a key channel stands to its limits of one side, after a value that is good and fresh. */
export type JudgeKey = (
  key: { readonly campaign: string; readonly channel: string; readonly side: 'low' | 'high' },
  limits: readonly LimitRow[],
  value: number,
) => LimitState;

/** Makes a judge that remembers: a limit that was broken is kept again only by its hysteresis; `before` is how it began. */
export function createKeyJudge(
  hysteresis: HysteresisOf,
  before: LimitStates = new Map(),
): JudgeKey {
  const states = new Map<string, LimitState>();
  return (key, limits, value) => {
    const { campaign, channel, side } = key;
    const name = [campaign, channel, side].join('\u0000');
    const own = limits
      .filter((limit) => limit.side === side)
      .map((limit) => ({ ...limit, hysteresis: hysteresis({ ...key, ...limit }) }));
    const known = states.get(name) ?? before.get(limitKey(channel, side)) ?? 0;
    const state = limitState(own, value, known);
    states.set(name, state);
    return state;
  };
}

function observeNode({ node, heartbeat, spoolOldestAt, collectors }: NodeRow): Observation[] {
  return [
    ...put(nodeLastHeartbeat, { node }, seconds(heartbeat)),
    ...put(nodeSpoolOldest, { node }, seconds(spoolOldestAt)),
    ...collectorStates(collectors).flatMap(({ name, up }) =>
      put(nodeCollectorUp, { node, collector: name }, Number(up)),
    ),
  ];
}

function collectorStates(
  text: string | null,
): readonly { readonly name: string; readonly up: boolean }[] {
  return text === null ? [] : JSON.parse(text);
}

function seconds(ms: number | null | undefined): number | null {
  return ms === null || ms === undefined ? null : ms / 1_000;
}
