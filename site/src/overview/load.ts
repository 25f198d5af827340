/** What the pages of the overview read of a snapshot: the same for the hub's directory and for the browser. */

import type { DaysOfYear } from '#site/snapshot/schema/days.ts';
import type { Jobs } from '#site/snapshot/schema/jobs.ts';
import type { Overview, YearAsset } from '#site/snapshot/schema/overview.ts';
import type { RotaOfYear } from '#site/snapshot/schema/rota.ts';
import type { Storage } from '#site/snapshot/schema/storage.ts';
import { jobsSections } from './jobs.ts';
import { shiftsSections } from './shifts.ts';
import { statisticsSections } from './statistics.ts';
import { storageSections } from './storage.ts';
import { readWindow, yearsOfWindow } from './window.ts';

export interface OverviewAccess {
  overview(): Promise<Overview>;
  storage(): Promise<Storage>;
  jobs(): Promise<Jobs>;
  daysOfYear(year: YearAsset): Promise<DaysOfYear>;
  rotaOfYear(year: YearAsset): Promise<RotaOfYear>;
}

export interface Moment {
  /** All is judged for this time. */
  readonly at: number;
  /** When the publisher was heard last, where that is too long ago; null: it goes on. */
  readonly silentSince: number | null;
}

/** Draws a page for a moment. */
export type Draw = (moment: Moment) => Readonly<Record<string, string>>;

/** Reads what a page shows; what comes back draws it, again and again as time goes on. */
export type Load = (
  access: OverviewAccess,
  search: URLSearchParams,
  known: { readonly at: number; readonly files: number },
) => Promise<Draw>;

const loadStorage: Load = async (access) => {
  const { days } = await access.overview();
  const storage = await access.storage();
  const years = await Promise.all(days.map((year) => access.daysOfYear(year)));
  return (moment) => storageSections({ ...moment, storage, years });
};

const loadJobs: Load = async (access) => {
  const jobs = await access.jobs();
  return (moment) => jobsSections({ ...moment, jobs });
};

const loadStatistics: Load = async (access, search, { at, files }) => {
  const overview = await access.overview();
  const window = readWindow(search, at);
  const wanted = new Set(yearsOfWindow(window));
  const years = await Promise.all(
    overview.days.filter(({ year }) => wanted.has(year)).map((year) => access.daysOfYear(year)),
  );
  const { waiting } = overview;
  return (moment) => statisticsSections({ ...moment, years, window, waiting, files });
};

const NO_ROTA: RotaOfYear = { shifts: [], flags: [], isCut: false };

const loadShifts: Load = async (access, search, { at }) => {
  const { rota } = await access.overview();
  const years = rota.map(({ year }) => year);
  const year = search.get('year') ?? String(new Date(at).getUTCFullYear());
  const found = rota.find((one) => one.year === year);
  const ofYear = found === undefined ? NO_ROTA : await access.rotaOfYear(found);
  return (moment) => shiftsSections({ ...moment, rota: ofYear, year, years });
};

export const PAGES = {
  storage: loadStorage,
  jobs: loadJobs,
  statistics: loadStatistics,
  shifts: loadShifts,
} as const satisfies Readonly<Record<string, Load>>;

export type OverviewPage = keyof typeof PAGES;
