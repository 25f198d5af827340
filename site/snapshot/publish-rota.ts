/** Writes shifts and flags by year: a year is written again when one of its own was set or withdrawn. */

import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readFlags,
  readShifts,
  readYearsOfRota,
  type ListedFlagRow,
} from '#telemetry/catalogue/read/rota.ts';
import { isPossibleTime } from '#telemetry/possible-time.ts';
import type { YearAsset } from './schema/overview.ts';
import type { FlagShown } from './schema/rota.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';

const GROUP = 'rota';
/** Of a year: a cut list that was imported can hold more than a page shows. */
const MOST_FLAGS = 2_000;

export interface RotaPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly known: readonly YearAsset[];
  /** Years that changed; null: any may have. */
  readonly years: ReadonlySet<string> | null;
}

/** Returns the years in which a change of shifts or flags may show; null: any. */
export function yearsOf(
  changes: readonly ChangeSpan[] | null,
  now: number,
): ReadonlySet<string> | null {
  if (changes === null) return null;
  const touched = changes.filter(({ subject }) => subject === 'shift' || subject === 'flag');
  // A flag stands in the year in which it was set, whatever time it is of: one that is withdrawn may be of any.
  if (touched.some(({ subject }) => subject === 'flag')) return null;
  const times = touched.flatMap(({ from, to }) => [from, to, now]);
  return new Set(times.flatMap((t) => (t === null || !isPossibleTime(t) ? [] : [yearOf(t)])));
}

const yearOf = (t: number): string => new Date(t).toISOString().slice(0, 4);

/** Writes what changed; returns the index, newest year first. */
export async function publishRota(publication: RotaPublication): Promise<readonly YearAsset[]> {
  const { connection, known } = publication;
  const years = new Map(known.map((one) => [one.year, one]));
  const changed =
    publication.years ?? new Set([...years.keys(), ...(await readYearsOfRota(connection))]);
  for (const year of changed) {
    const written = await writeYear(publication, year);
    if (written === null) years.delete(year);
    else years.set(year, written);
  }
  return [...years.values()].sort((a, b) => (a.year < b.year ? 1 : -1));
}

async function writeYear(
  { connection, store, tree }: RotaPublication,
  year: string,
): Promise<YearAsset | null> {
  const [from, to] = [Date.UTC(Number(year), 0), Date.UTC(Number(year) + 1, 0)];
  const shifts = await readShifts(connection, from, to);
  const flags = await readFlags(connection, from, to, MOST_FLAGS + 1);
  const branch = { group: GROUP, leaf: year };
  tree.drop(branch, '*');
  if (shifts.length === 0 && flags.length === 0) return null;
  const asset = await store.putHashed(`rota/${year}`, {
    shifts: shifts.map(({ id, person, role, from: begin, to: end }) => ({
      id,
      person,
      role,
      from: begin,
      to: end,
    })),
    flags: flags.slice(0, MOST_FLAGS).map(showFlag),
    isCut: flags.length > MOST_FLAGS,
  });
  tree.put(branch, asset);
  return { year, asset };
}

function showFlag(row: ListedFlagRow): FlagShown {
  const { id, campaign, run, from, to, quality, why, by, createdAt } = row;
  const { withdrawnAt, withdrawnBy, withdrawnWhy } = row;
  return {
    id,
    run: campaign === null || run === null ? null : { campaign, number: run },
    from,
    to,
    quality,
    why,
    by,
    createdAt,
    withdrawn:
      withdrawnAt === null
        ? null
        : { at: withdrawnAt, by: withdrawnBy ?? '', why: withdrawnWhy ?? '' },
  };
}
