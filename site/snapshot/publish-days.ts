/** Keeps the days up: a day is counted again when a run, a flag or an alarm of it changed, and its year is written again. */

import { readFirstAlarmTime } from '#telemetry/catalogue/alarms.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  LONGEST_RUN_MS,
  readCampaignSpans,
  readRunSpans,
  type DayRunRow,
} from '#telemetry/catalogue/read/days.ts';
import { isPossibleTime } from '#telemetry/possible-time.ts';
import { buildDay, DAY_MS, endOf } from './build-day.ts';
import type { Seen } from './publication-memory.ts';
import type { Day } from './schema/days.ts';
import type { YearAsset } from './schema/overview.ts';
import type { AssetStore } from './store.ts';
import type { Tree } from './tree.ts';

const GROUP = 'days';

/** What is known of the days between publications. */
export interface DaysMemory {
  /** By date. */
  readonly days: Map<string, Day>;
  /** Dates to be counted again. */
  readonly waiting: Set<string>;
  /** Where each run lay when it was counted last: what it leaves is counted again too. */
  readonly runs: Map<number, readonly string[]>;
  years: readonly YearAsset[];
}

export function newDaysMemory(): DaysMemory {
  return { days: new Map(), waiting: new Set(), runs: new Map(), years: [] };
}

/** `2026-11-20`. */
export function dateOf(t: number): string {
  return new Date(t).toISOString().slice(0, 10);
}

/** Returns the dates that a span of time lies in; of an impossible one none. */
export function datesOf(from: number, to: number): readonly string[] {
  if (!isPossibleTime(from) || !isPossibleTime(to) || from < 0 || to >= Date.UTC(10_000, 0))
    return [];
  const dates: string[] = [];
  const last = Math.min(to, from + LONGEST_RUN_MS);
  for (let t = Math.floor(from / DAY_MS) * DAY_MS; t <= last; t += DAY_MS) dates.push(dateOf(t));
  return dates;
}

/** Notes which days changed; without changes any may have. */
export async function noteDays(
  connection: ReadConnection,
  memory: DaysMemory,
  { campaigns, changes, now }: Pick<Seen, 'campaigns' | 'changes' | 'now'>,
): Promise<void> {
  const wait = (dates: readonly string[]): void =>
    dates.forEach((date) => memory.waiting.add(date));
  if (changes === null) {
    memory.days.clear();
    memory.years = [];
    wait([...(await allDates(connection, campaigns, now))]);
    return;
  }
  const touched = changes.filter(({ subject }) => subject === 'run');
  for (const { subjectId, from, to } of touched) {
    wait(memory.runs.get(subjectId) ?? []);
    if (from !== null && to !== null) wait(datesOf(from, to));
  }
  for (const run of await readRunSpans(
    connection,
    touched.map(({ subjectId }) => subjectId),
  )) {
    const dates = datesOfRun(run, now);
    memory.runs.set(run.id, dates);
    wait(dates);
  }
  for (const { subject, from, to } of changes) {
    if (subject !== 'flag' && subject !== 'alarm') continue;
    if (from !== null && to !== null) wait(datesOf(from, to));
  }
}

function datesOfRun(run: DayRunRow, now: number): readonly string[] {
  return datesOf(run.start, Math.max(run.start, endOf(run, now), run.lastFile ?? 0));
}

/** Every day of a run or an alarm: for a snapshot that is published whole. */
async function allDates(
  connection: ReadConnection,
  campaigns: Seen['campaigns'],
  now: number,
): Promise<ReadonlySet<string>> {
  const dates = new Set<string>();
  for (const { id } of campaigns)
    for (const run of await readCampaignSpans(connection, id))
      for (const date of datesOfRun(run, now)) dates.add(date);
  for (let from = 0; ;) {
    const at = await readFirstAlarmTime(connection, from);
    if (at === null || !isPossibleTime(at)) return dates;
    dates.add(dateOf(at));
    from = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
  }
}

export interface DaysPublication {
  readonly connection: ReadConnection;
  readonly store: AssetStore;
  readonly tree: Tree;
  readonly memory: DaysMemory;
  readonly now: number;
  /** How long counting may take, ms; what is left waits for the next time. */
  readonly budgetMs: number;
  readonly monotonic: () => number;
}

/** Counts what waits, the newest day first, and writes the years in which something is other than before. */
export async function publishDays(publication: DaysPublication): Promise<readonly YearAsset[]> {
  const { connection, memory, now, budgetMs, monotonic } = publication;
  const until = monotonic() + budgetMs;
  const changed = new Set<string>();
  for (const date of [...memory.waiting].sort().reverse()) {
    if (monotonic() > until) break;
    const day = await buildDay(connection, Date.parse(date), now);
    memory.waiting.delete(date);
    if (JSON.stringify(day) === JSON.stringify(memory.days.get(date) ?? null)) continue;
    if (day === null) memory.days.delete(date);
    else memory.days.set(date, day);
    changed.add(date.slice(0, 4));
  }
  for (const year of changed) await writeYear(publication, year);
  return memory.years;
}

async function writeYear({ store, tree, memory }: DaysPublication, year: string): Promise<void> {
  const days = [...memory.days]
    .filter(([date]) => date.startsWith(`${year}-`))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const branch = { group: GROUP, leaf: year };
  tree.drop(branch, '*');
  const others = memory.years.filter((one) => one.year !== year);
  memory.years = others;
  if (days.length === 0) return;
  const asset = await store.putHashed(`days/${year}`, { days: Object.fromEntries(days) });
  tree.put(branch, asset);
  memory.years = [...others, { year, asset }].sort((a, b) => (a.year < b.year ? 1 : -1));
}

/** Returns the places of which any copy is known. */
export function locationsOf({ days }: DaysMemory): readonly string[] {
  const places = new Set<string>();
  for (const { copies } of days.values())
    for (const place of Object.keys(copies)) if (place !== '') places.add(place);
  return [...places].sort();
}
