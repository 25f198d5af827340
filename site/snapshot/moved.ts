/** Where an old address leads: to the campaign under its new slug, to the run that a merged one became. */

import { readFormerCampaigns, readMergedRuns } from '#telemetry/catalogue/read/moved.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import type { MergedRun, Moved } from './schema/moved.ts';

export interface Destination {
  readonly slug: string;
  /** Null: the campaign itself. */
  readonly number: number | null;
  /** When the campaign got the slug; null: it has it still. */
  readonly renamedAt: number | null;
  /** Null: the run was not merged. */
  readonly merged: MergedRun | null;
}

/** Reads what moved. */
export async function readMoved(connection: ReadConnection): Promise<Moved> {
  const former = await readFormerCampaigns(connection);
  return {
    campaigns: former.flatMap(({ kind, former: old, slug, at }) =>
      kind === 'slug' ? [{ former: old, slug, at }] : [],
    ),
    runs: [...(await readMergedRuns(connection))],
  };
}

/** Returns where an address leads that has no page of its own; null: nowhere. */
export function destinationOf(
  moved: Moved,
  slug: string,
  number: number | null,
): Destination | null {
  const renamed = moved.campaigns.find(({ former }) => former === slug);
  const here = renamed?.slug ?? slug;
  const merged = moved.runs.find((run) => run.slug === here && run.number === number) ?? null;
  if (renamed === undefined && merged === null) return null;
  return {
    slug: merged?.intoSlug ?? here,
    number: merged?.into ?? number,
    renamedAt: renamed?.at ?? null,
    merged,
  };
}

/** Returns the runs that became this one, smallest number first. */
export function runsMergedInto(
  { runs }: Moved,
  slug: string,
  number: number,
): readonly MergedRun[] {
  return runs.filter(({ intoSlug, into }) => intoSlug === slug && into === number);
}

/** Returns every address, without base, that leads elsewhere: `numbersOf` names the runs of a campaign. */
export async function movedPages(
  { campaigns, runs }: Moved,
  numbersOf: (slug: string) => Promise<readonly number[]>,
): Promise<readonly string[]> {
  const pages = runs.map(({ slug, number }) => `/runs/${slug}/${number}/`);
  for (const { former, slug } of campaigns) {
    const merged = runs.filter((run) => run.slug === slug).map(({ number }) => number);
    const numbers = [...(await numbersOf(slug)), ...merged];
    pages.push(`/runs/${former}/`, ...numbers.map((number) => `/runs/${former}/${number}/`));
  }
  return pages;
}

/** Returns what was kept by slug, under the slugs of now. */
export function followRenames<T>(
  known: ReadonlyMap<string, T>,
  { campaigns }: Moved,
): ReadonlyMap<string, T> {
  const now = new Map(campaigns.map(({ former, slug }) => [former, slug]));
  return new Map([...known].map(([slug, value]) => [now.get(slug) ?? slug, value]));
}
