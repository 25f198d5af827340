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
import { short } from './buckets.ts';
import type { KeyRole } from './schema/now.ts';
import type { FilesPart, KeyChannel, RunColumns, Runs, Tuner } from './schema/runs.ts';

export interface RunsInput {
  readonly campaign: CampaignRow;
  readonly keyChannels: readonly KeyChannel[];
  readonly columns: RunColumns;
  readonly parts: readonly FilesPart[];
}

/** Runs that were read again, with what the list shows of them. */
export interface RowsInput {
  readonly keyChannels: readonly KeyChannel[];
  readonly runs: readonly RunRow[];
  readonly steps: readonly StepSummaryRow[];
  readonly statistics: readonly RunChannelRow[];
  /** By run id. */
  readonly copies: ReadonlyMap<number, CopyCountRow>;
}

/** Points kept of f0 against tuner angle: more than can be told apart in a chart. */
const MOST_POINTS = 4_000;

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
    columns: input.columns,
    parts: input.parts,
  };
}

/** Returns f0 against tuner angle: what is known of other runs, and these rows of the runs that were read again. */
export function buildTuner(
  known: Tuner | null,
  isReadAgain: (run: number) => boolean,
  sweeps: readonly TunerRow[],
  listedAngles: readonly { readonly number: number; readonly tunerDeg: number }[],
): Tuner {
  const fitted = sweeps.flatMap(({ number, t, tunerDeg, f0Hz, qL }) =>
    f0Hz === null ? [] : [{ run: number, t, tunerDeg, f0Hz, qL }],
  );
  const unfitted = [
    ...listedAngles.map(({ number, tunerDeg }) => ({ run: number, tunerDeg })),
    ...sweeps.flatMap(({ number, tunerDeg, f0Hz }) =>
      f0Hz === null ? [{ run: number, tunerDeg }] : [],
    ),
  ];
  const kept = <Point extends { run: number }>(points: readonly Point[] = []): Point[] =>
    points.filter(({ run }) => !isReadAgain(run));
  return {
    tuner: [...kept(known?.tuner), ...fitted].sort((a, b) => b.t - a.t).slice(0, MOST_POINTS),
    unfittedTunerDeg: [...kept(known?.unfittedTunerDeg), ...unfitted]
      .sort((a, b) => b.run - a.run || a.tunerDeg - b.tunerDeg)
      .slice(0, MOST_POINTS),
  };
}

/** Significant digits in the list of runs; a run's own page has all of them. */
const DIGITS = { frequency: 7, other: 3 } as const;

/** Times of the list are whole seconds; those of the run's page are exact. */
const second = (ms: number | null): number | null =>
  ms === null ? null : Math.floor(ms / 1_000) * 1_000;

/** Returns the columns of some runs, in their order; where their files stand is not known here. */
export function columnsOf(input: RowsInput): RunColumns {
  const { copies, runs } = input;
  const steps = new Map(input.steps.map((row) => [row.runId, row]));
  const means = meansByRole(input);
  const mean = (run: RunRow, role: KeyRole): number | null =>
    short(means.get(`${run.id} ${role}`) ?? null, DIGITS.other);
  const frequency = (value: number | null | undefined): number | null =>
    short(value ?? null, DIGITS.frequency);
  const rounded = (value: number | null | undefined): number | null =>
    short(value ?? null, DIGITS.other);
  return {
    number: runs.map((run) => run.number),
    revision: runs.map((run) => run.revision),
    title: runs.map((run) => run.title),
    tags: runs.map((run) => run.tags || null),
    kind: runs.map((run) => run.kind as RunKind),
    state: runs.map((run) => run.state),
    origin: runs.map((run) => run.origin),
    site: runs.map((run) => run.site),
    start: runs.map((run) => second(run.start)),
    end: runs.map((run) => second(run.end)),
    steps: runs.map((run) => steps.get(run.id)?.steps ?? 0),
    f0Min: runs.map((run) => frequency(steps.get(run.id)?.f0Min)),
    f0Max: runs.map((run) => frequency(steps.get(run.id)?.f0Max)),
    qL: runs.map((run) => rounded(steps.get(run.id)?.qL)),
    beta: runs.map((run) => rounded(steps.get(run.id)?.beta)),
    regime: runs.map((run) => steps.get(run.id)?.regime ?? null),
    fieldT: runs.map((run) => mean(run, 'field') ?? rounded(steps.get(run.id)?.fieldT)),
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
    part: runs.map(() => null),
    row: runs.map(() => null),
  };
}

/** Means of key channels over runs by `<run id> <role>`; the first channel of a role speaks for it. */
function meansByRole(input: RowsInput): ReadonlyMap<string, number | null> {
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
