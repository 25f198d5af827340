/** Refuses a drop in rows that the catalogue does not explain: what was published stays until a person accepts it. */

import { ACCEPTED, readRemovals } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { readRunsById } from '#telemetry/catalogue/read/runs.ts';
import { FlashError } from '#telemetry/errors.ts';
import { program } from '#telemetry/program.ts';
import type { PublishedCampaign, PublishedState } from './published-state.ts';

/** What a campaign holds: files by run number. */
type CampaignRows = ReadonlyMap<number, number>;

interface Removals {
  readonly isAccepted: boolean;
  /** Runs that were deleted, as the catalogue recorded it. */
  readonly runs: number;
  /** Files that were removed from runs that are still there, by campaign id. */
  readonly files: ReadonlyMap<number, number>;
}

export interface Shrinkage {
  readonly table: 'campaign' | 'run' | 'file';
  /** The campaign's slug. */
  readonly campaign: string;
  readonly count: number;
}

/** Reads what the catalogue says of rows that went between two positions. */
async function readExplained(
  connection: ReadConnection,
  since: number,
  until: number,
): Promise<Removals> {
  const removals = await readRemovals(connection, since, until);
  const ofRuns = removals.filter(({ subject }) => subject === 'run');
  const there = await readRunsById(
    connection,
    ofRuns.map(({ subjectId }) => subjectId),
  );
  const campaigns = new Map(there.map(({ id, campaignId }) => [id, campaignId]));
  const files = new Map<number, number>();
  let runs = 0;
  for (const { subjectId, removed } of ofRuns) {
    const campaign = campaigns.get(subjectId);
    if (campaign === undefined) runs += 1;
    else files.set(campaign, (files.get(campaign) ?? 0) + removed);
  }
  return { isAccepted: removals.some(({ subject }) => subject === ACCEPTED), runs, files };
}

/** Files of each run that a campaign shows. */
function rowsOf({ runs }: PublishedCampaign): CampaignRows {
  const { number, files } = runs.columns;
  return new Map(number.map((one, i) => [one, files[i] ?? 0]));
}

/** The campaigns that are gone or were written again; the others hold what they held, and cost nothing here. */
function rewritten(
  before: ReadonlyMap<string, PublishedCampaign>,
  { campaigns }: Pick<PublishedState, 'campaigns'>,
): ReadonlyMap<string, CampaignRows> {
  const changed = [...before].filter(([slug, known]) => campaigns.get(slug) !== known);
  return new Map(changed.map(([slug, known]) => [slug, rowsOf(known)]));
}

/**
 * Compares what was published with what is to be; returns how many runs went as the catalogue records.
 * @throws {FlashError} where rows are gone and the catalogue does not say why
 */
export async function refuseShrinkage(
  connection: ReadConnection,
  options: {
    /** The state's campaigns before this publication. */
    readonly before: ReadonlyMap<string, PublishedCampaign>;
    readonly state: Pick<PublishedState, 'campaigns'>;
    readonly campaigns: readonly { readonly id: number; readonly slug: string }[];
    readonly since: number;
    readonly position: number;
  },
): Promise<number> {
  const removals = await readExplained(connection, options.since, options.position);
  const before = rewritten(options.before, options.state);
  const after = new Map(
    options.campaigns.flatMap(({ id, slug }) => {
      const now = options.state.campaigns.get(slug);
      if (!before.has(slug)) return [];
      return [[slug, { id, rows: now === undefined ? new Map() : rowsOf(now) }] as const];
    }),
  );
  const gone = unexplained(before, after, removals);
  if (gone.length > 0) throw shrinkageError(gone);
  return removals.runs;
}

/**
 * Returns what is gone without an explanation. A deleted run explains its files; files that were moved to another run of
 * the campaign are not gone.
 */
export function unexplained(
  before: ReadonlyMap<string, CampaignRows>,
  after: ReadonlyMap<string, { readonly id: number; readonly rows: CampaignRows }>,
  removals: Removals,
): readonly Shrinkage[] {
  if (removals.isAccepted) return [];
  const found: Shrinkage[] = [];
  let explainedRuns = removals.runs;
  for (const [campaign, rows] of before) {
    const now = after.get(campaign);
    if (now === undefined) {
      found.push({ table: 'campaign', campaign, count: 1 });
      continue;
    }
    const gone = [...rows].filter(([number]) => !now.rows.has(number));
    const isExplained = gone.length <= explainedRuns;
    if (isExplained) explainedRuns -= gone.length;
    else found.push({ table: 'run', campaign, count: gone.length - explainedRuns });
    const withRuns = isExplained ? sum(gone.map(([, files]) => files)) : 0;
    const missing =
      sum(rows.values()) - sum(now.rows.values()) - withRuns - (removals.files.get(now.id) ?? 0);
    if (missing > 0 && isExplained) found.push({ table: 'file', campaign, count: missing });
  }
  return found;
}

const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** The error that names what is gone. */
export function shrinkageError(found: readonly Shrinkage[]): FlashError {
  const [first] = found;
  const rows = found.map(
    ({ table, campaign, count }) =>
      `${count} ${count === 1 ? 'row' : 'rows'} of ${table} in ${campaign}`,
  );
  return new FlashError({
    operation: 'publish the snapshot',
    subject: `campaign ${first?.campaign ?? ''}`,
    reason: `the catalogue no longer holds what was published, and does not say why: ${rows.join('; ')}`,
    hint: `bring the rows back, or accept the loss: ${program} snapshot --accept-shrinkage`,
  });
}
