/** What a search of files has to look through: which Parquet parts, and which runs by themselves since no part holds all of their files yet. */

import type { CampaignHead } from '#site/snapshot/schema/manifest.ts';
import type { FilesPart, Runs } from '#site/snapshot/schema/runs.ts';
import { canBeWithin, isSha256, isWithin, type CopyState, type FilesQuery } from './query.ts';

export interface CampaignPlan {
  readonly head: Pick<CampaignHead, 'slug' | 'name'>;
  readonly runs: Runs;
  /** Newest first. */
  readonly parts: readonly PartPlan[];
  /** Read from their own shards; newest first. For a SHA-256 none: parts alone hold it. */
  readonly alone: readonly number[];
  /** Files that are in no part yet, where a SHA-256 is asked for: they cannot be found by it. */
  readonly withoutSha256: number;
  /** Parts that wait to be written again: what came since is missing in them. */
  readonly lagging: number;
}

export interface PartPlan {
  readonly part: FilesPart;
  /** Runs that may stand in it and may have what is asked. */
  readonly runs: ReadonlySet<number>;
}

/** Returns what of a campaign can hold a file that is asked for. */
export function planCampaign(
  head: Pick<CampaignHead, 'slug' | 'name'>,
  runs: Runs,
  query: FilesQuery,
): CampaignPlan {
  const { columns, parts } = runs;
  const rows = rowsByRun(runs);
  const wanted = columns.number.filter(
    (number, i) =>
      (columns.files[i] ?? 0) > 0 &&
      isWithin(number, query.run) &&
      canHave(query.copies, runs, i) !== 'none',
  );
  const isWhole = (number: number): boolean => {
    const i = columns.number.indexOf(number);
    return columns.state[i] !== 'open' && rows.get(number) === columns.files[i];
  };
  const isBySha256 = isSha256(query.sum);
  const searched = isBySha256 ? wanted : wanted.filter(isWhole);
  const planned = parts.toReversed().flatMap((part): PartPlan[] => {
    const own = new Set(searched.filter((number) => mayStandIn(number, part, parts)));
    return own.size > 0 && mayHold(part, query) ? [{ part, runs: own }] : [];
  });
  const lagging = parts.filter((part) => isLagging(part, runs)).length;
  const alone = isBySha256 ? [] : wanted.filter((number) => !isWhole(number));
  const missing = (number: number): number => {
    const files = columns.files[columns.number.indexOf(number)] ?? 0;
    return Math.max(0, files - (rows.get(number) ?? 0));
  };
  const withoutSha256 = isBySha256 ? wanted.reduce((sum, number) => sum + missing(number), 0) : 0;
  return { head, runs, parts: planned, alone, withoutSha256, lagging };
}

function mayHold({ t, tunerDeg, cavityHz }: FilesPart, query: FilesQuery): boolean {
  return (
    canBeWithin(t, query.taken) &&
    canBeWithin(tunerDeg, query.tuner) &&
    canBeWithin(cavityHz, query.f)
  );
}

function nextOf(part: FilesPart, parts: readonly FilesPart[]): FilesPart | undefined {
  return parts.find((one) => one.part === part.part + 1);
}

function mayStandIn(number: number, part: FilesPart, parts: readonly FilesPart[]): boolean {
  const next = nextOf(part, parts);
  if (number < part.fromRun) return false;
  return (
    next === undefined ||
    number < next.fromRun ||
    (number === next.fromRun && next.fromName !== null)
  );
}

/** How many files of each run stand in parts. */
export function rowsByRun({
  columns,
  parts,
}: Pick<Runs, 'columns' | 'parts'>): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  const add = (run: number, count: number): void => {
    rows.set(run, (rows.get(run) ?? 0) + count);
  };
  for (const part of parts) {
    const starts = columns.number
      .map((number, i) => ({ number, part: columns.part[i], row: columns.row[i] ?? 0 }))
      .filter((one) => one.part === part.part)
      .sort((a, b) => a.row - b.row || a.number - b.number);
    // A run that was divided goes on here.
    if (part.fromName !== null) {
      const own = starts.filter(({ number }) => number !== part.fromRun);
      add(part.fromRun, own[0]?.row ?? part.rows);
    }
    starts.forEach(({ number, row }, n) => add(number, (starts[n + 1]?.row ?? part.rows) - row));
  }
  return rows;
}

function isLagging(part: FilesPart, { columns, parts }: Runs): boolean {
  const own = columns.number.flatMap((number, i) =>
    mayStandIn(number, part, parts) ? [columns.revision[i] ?? 0] : [],
  );
  return (
    part.revisions !== own.reduce((sum, revision) => sum + revision, own.length) && !part.isClosed
  );
}

/** Whether all, some or none of a run's files can have copies in a state, by the counts of the index. */
export function canHave(
  state: CopyState | null,
  { columns }: Runs,
  i: number,
): 'all' | 'some' | 'none' {
  if (state === null) return 'all';
  const files = columns.files[i] ?? 0;
  const counts: Readonly<Record<CopyState, number>> = {
    present: columns.copiesPresent[i] ?? 0,
    none: files - (columns.copiesPresent[i] ?? 0),
    verified: columns.copiesVerified[i] ?? 0,
    archived: columns.copiesArchived[i] ?? 0,
    removed: columns.copiesRemoved[i] ?? 0,
  };
  if (counts[state] <= 0) return 'none';
  return counts[state] >= files ? 'all' : 'some';
}

/** Whether copies, in the words that the snapshot has of them, are in a state. */
export function isInState(words: string, state: CopyState): boolean {
  if (state === 'none') return !/: present\b/.test(words);
  if (state === 'present') return /: present\b/.test(words);
  if (state === 'verified') return /, verified\b/.test(words) && !/: differs\b/.test(words);
  return state === 'archived' ? /, archived\b/.test(words) : /: removed\b/.test(words);
}
