/** With the tiles, once a minute: storage, jobs, days and shifts, where something of theirs changed; one small asset leads to all of them. */

import type { CampaignRow } from '#telemetry/catalogue/read/campaigns.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import { buildJobs, newJobsMemory, noteJobs, type JobsMemory } from './build-jobs.ts';
import { buildStorage, newStorageMemory, type StorageMemory } from './build-storage.ts';
import type { PublicationMemory, PublicationOptions, Seen } from './publication-memory.ts';
import { newDaysMemory, noteDays, publishDays, type DaysMemory } from './publish-days.ts';
import { publishRota, yearsOf } from './publish-rota.ts';
import type { AssetReference } from './schema/asset.ts';
import type { Overview, YearAsset } from './schema/overview.ts';
import type { Tree } from './tree.ts';

/** Days that changed long ago are counted over several minutes, not while readings wait. */
const BUDGET_MS = 300;

export interface OverviewMemory {
  readonly storage: StorageMemory;
  readonly jobs: JobsMemory;
  readonly days: DaysMemory;
  rota: readonly YearAsset[];
  /** Years of shifts and flags that changed; null: any may have. */
  rotaYears: Set<string> | null;
  /** Null: not published since this process began. */
  shown: Overview | null;
  asset: AssetReference | null;
}

/** The memory of a publisher that has read `published` back, or nothing. */
export function newOverviewMemory(): OverviewMemory {
  return {
    storage: newStorageMemory(),
    jobs: newJobsMemory(),
    days: newDaysMemory(),
    rota: [],
    rotaYears: new Set(),
    shown: null,
    asset: null,
  };
}

/** Notes what changed, and writes it with the tiles; returns what leads to it. */
export async function publishOverview(
  connection: ReadConnection,
  memory: PublicationMemory,
  options: PublicationOptions,
  seen: Seen,
): Promise<AssetReference> {
  const { campaigns, channels, changes, now } = seen;
  const own = memory.overview;
  await noteDays(connection, own.days, seen);
  noteJobs(own.jobs, changes);
  const years = yearsOf(changes, now);
  if (years === null) own.rotaYears = null;
  else for (const year of years) own.rotaYears?.add(year);
  // With the tiles: a publisher that starts takes up the changes since then.
  if (own.asset !== null && memory.tilesAt !== now) return own.asset;
  const { store, tree } = options;
  if (changes === null) await forgetGroups(tree);
  const isFirst = own.shown === null;
  const current: CampaignRow | null =
    campaigns.find(({ lastStart }) => lastStart !== null) ?? campaigns[0] ?? null;
  const days = await publishDays({
    connection,
    store,
    tree,
    memory: own.days,
    now,
    budgetMs: isFirst ? Infinity : BUDGET_MS,
    monotonic: () => performance.now(),
  });
  const storage = { connection, memory: own.storage, campaign: current, now };
  const jobs = { connection, memory: own.jobs, channels, now };
  own.rota = await publishRota({ connection, store, tree, known: own.rota, years: own.rotaYears });
  own.rotaYears = new Set();
  own.shown = {
    storage: await store.putHashed('storage', await buildStorage(storage)),
    jobs: await store.putHashed('jobs', await buildJobs(jobs)),
    days,
    waiting: [...own.days.waiting].sort(),
    rota: own.rota,
  };
  own.asset = await store.putHashed('overview', own.shown);
  return own.asset;
}

/** Nothing leads to the years of a catalogue that may be another one. */
async function forgetGroups(tree: Tree): Promise<void> {
  for (const group of ['days', 'rota'])
    for (const leaf of await tree.leaves(group)) tree.drop({ group, leaf }, '*');
}

/** What the manifest's overview leads to, and no list names. */
export function overviewPieces({ shown }: OverviewMemory): readonly AssetReference[] {
  return shown === null ? [] : [shown.storage, shown.jobs];
}
