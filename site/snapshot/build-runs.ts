/** A campaign's runs index: all runs as columns, its key channels, and f0 against tuner angle. */

import {
  limitsAt,
  type CampaignRow,
  type KeyChannelRow,
  type LimitRow,
} from '#telemetry/catalogue/read/campaigns.ts';
import type {
  CopyCountRow,
  RunChannelRow,
  RunRow,
  StepSummaryRow,
  TunerRow,
} from '#telemetry/catalogue/read/runs.ts';
import type { RunKind } from '#telemetry/facts/file.ts';
import type { AssetReference } from './schema/asset.ts';
import type { KeyRole } from './schema/now.ts';
import type { KeyChannel, RunColumns, Runs } from './schema/runs.ts';

export interface RunsInput {
  readonly campaign: CampaignRow;
  readonly keyChannels: readonly KeyChannel[];
  readonly runs: readonly RunRow[];
  readonly steps: readonly StepSummaryRow[];
  readonly statistics: readonly RunChannelRow[];
  readonly copies: ReadonlyMap<number, CopyCountRow>;
  readonly tuner: readonly TunerRow[];
  readonly listedAngles: readonly { readonly number: number; readonly tunerDeg: number }[];
  /** By run id. */
  readonly shards: ReadonlyMap<
    number,
    { readonly revision: number; readonly asset: AssetReference }
  >;
}

/** Returns a campaign's key channels with the limits that hold at `at`. */
export function keyChannelsOf(
  campaignId: number,
  rows: readonly KeyChannelRow[],
  limits: readonly LimitRow[],
  at: number,
): readonly KeyChannel[] {
  return rows
    .filter((row) => row.campaignId === campaignId)
    .map((row) => ({
      channel: row.channel,
      role: row.role as KeyRole,
      label: row.label,
      quantity: row.quantity ?? 'unknown',
      unit: row.unit ?? '1',
      limits: limitsAt(limits, campaignId, row.channelId, at).map(
        ({ side, severity, value, reason }) => ({
          side,
          severity,
          value,
          reason,
        }),
      ),
    }));
}

/** Returns the index of a campaign; runs come largest number first. */
export function buildRuns(input: RunsInput): Runs {
  const { campaign, keyChannels } = input;
  const has = (role: KeyRole): boolean => keyChannels.some((key) => key.role === role);
  return {
    slug: campaign.slug,
    name: campaign.name,
    title: campaign.title,
    experiment: campaign.experiment,
    planned: { start: campaign.plannedStart, end: campaign.plannedEnd },
    keyChannels,
    has: { tCav: has('t_cav'), tMc: has('t_mc'), field: has('field') },
    columns: columnsOf(input),
    tuner: input.tuner.flatMap(({ number, t, tunerDeg, f0Hz, qL }) =>
      f0Hz === null ? [] : [{ run: number, t, tunerDeg, f0Hz, qL }],
    ),
    unfittedTunerDeg: [
      ...input.listedAngles.map(({ number, tunerDeg }) => ({ run: number, tunerDeg })),
      ...input.tuner.flatMap(({ number, tunerDeg, f0Hz }) =>
        f0Hz === null ? [{ run: number, tunerDeg }] : [],
      ),
    ],
  };
}

function columnsOf(input: RunsInput): RunColumns {
  const { runs, copies, shards } = input;
  const steps = new Map(input.steps.map((row) => [row.runId, row]));
  const means = meansByRole(input);
  const mean = (run: RunRow, role: KeyRole): number | null =>
    means.get(`${run.id} ${role}`) ?? null;
  return {
    number: runs.map((run) => run.number),
    revision: runs.map((run) => shards.get(run.id)?.revision ?? run.revision),
    title: runs.map((run) => run.title),
    kind: runs.map((run) => run.kind as RunKind),
    state: runs.map((run) => run.state),
    origin: runs.map((run) => run.origin),
    site: runs.map((run) => run.site),
    start: runs.map((run) => run.start),
    end: runs.map((run) => run.end),
    steps: runs.map((run) => steps.get(run.id)?.steps ?? 0),
    f0Min: runs.map((run) => steps.get(run.id)?.f0Min ?? null),
    f0Max: runs.map((run) => steps.get(run.id)?.f0Max ?? null),
    qL: runs.map((run) => steps.get(run.id)?.qL ?? null),
    beta: runs.map((run) => steps.get(run.id)?.beta ?? null),
    regime: runs.map((run) => steps.get(run.id)?.regime ?? null),
    fieldT: runs.map((run) => mean(run, 'field') ?? steps.get(run.id)?.fieldT ?? null),
    tCavK: runs.map((run) => mean(run, 't_cav')),
    tMcK: runs.map((run) => mean(run, 't_mc')),
    files: runs.map((run) => run.fileCount),
    sized: runs.map((run) => run.sizedCount),
    bytes: runs.map((run) => run.bytes),
    quality: runs.map((run) => run.quality),
    copiesPresent: runs.map((run) => copies.get(run.id)?.present ?? 0),
    copiesRemoved: runs.map((run) => copies.get(run.id)?.removed ?? 0),
    copiesVerified: runs.map((run) => copies.get(run.id)?.verified ?? 0),
    copiesArchived: runs.map((run) => copies.get(run.id)?.archived ?? 0),
    shard: runs.flatMap((run) => {
      const shard = shards.get(run.id);
      return shard === undefined ? [] : [shard.asset];
    }),
  };
}

/** Means of key channels over runs by `<run id> <role>`; the first channel of a role speaks for it. */
function meansByRole(input: RunsInput): ReadonlyMap<string, number | null> {
  const roles = new Map<string, KeyRole>();
  for (const key of input.keyChannels) {
    if (![...roles.values()].includes(key.role)) roles.set(key.channel, key.role);
  }
  return new Map(
    input.statistics.flatMap((row): [string, number | null][] => {
      const role = roles.get(row.channel);
      return role === undefined || row.n === 0 ? [] : [[`${row.runId} ${role}`, row.mean]];
    }),
  );
}
