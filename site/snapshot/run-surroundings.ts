/** What a run's page shows beside its shard: the runs before and after it, and the alarms of its time. Pages are made again where any of it changes. */

import { monthOf } from './months.ts';
import type { Snapshot } from './reader.ts';
import type { Alarms, AlarmsOfMonth, AlarmMonth, AlarmShown } from './schema/alarms.ts';
import type { Campaigns } from './schema/manifest.ts';
import type { Moved } from './schema/moved.ts';
import type { RunColumns, Runs } from './schema/runs.ts';

/** Numbers of runs, in the order in which they were taken; null: there is none. */
export interface Neighbours {
  readonly previous: number | null;
  readonly next: number | null;
  /** Of the same kind. */
  readonly previousOfKind: number | null;
  readonly nextOfKind: number | null;
}

/** An alarm of a run's time. */
export type RunAlarm = Pick<
  AlarmShown,
  'alert' | 'title' | 'about' | 'severity' | 'raisedAt' | 'clearedAt' | 'summary' | 'runbook'
>;

export interface RunSurroundings {
  readonly moved: Moved;
  readonly neighbours: Neighbours;
  /** Oldest first. */
  readonly alarms: readonly RunAlarm[];
  /** Whether alarms were watched when it began: where not, no alarm means nothing. */
  readonly isWatched: boolean;
}

/** What of a snapshot is asked. */
export interface SurroundingsSource {
  campaigns(): Promise<Campaigns>;
  runs(slug: string): Promise<Runs | null>;
  alarms(): Promise<Alarms>;
  alarmsOfMonth(month: AlarmMonth): Promise<AlarmsOfMonth>;
}

/** An alarm that was raised longer than this before a run, and is over, is not looked for. */
const BACK_MS = 31 * 86_400_000;

/** Returns what stands around a run; one that is not in the snapshot has nothing around it. */
export async function runSurroundings(
  snapshot: SurroundingsSource,
  slug: string,
  number: number,
): Promise<RunSurroundings> {
  const { moved } = await snapshot.campaigns();
  const columns = (await snapshot.runs(slug))?.columns;
  const i = columns?.number.indexOf(number) ?? -1;
  if (columns === undefined || i < 0)
    return { moved, neighbours: NOBODY, alarms: [], isWatched: false };
  const [start, end] = [columns.start[i] ?? null, columns.end[i] ?? null];
  const isListed = columns.origin[i] === 'import';
  const alarms =
    start === null || isListed ? [] : await alarmsDuring(snapshot, start, end ?? Infinity);
  const { watchedSince } = await snapshot.alarms();
  const isWatched = start !== null && watchedSince !== null && watchedSince <= start;
  return { moved, neighbours: neighboursOf(columns, i), alarms, isWatched };
}

const NOBODY: Neighbours = {
  previous: null,
  next: null,
  previousOfKind: null,
  nextOfKind: null,
};

/** What of the surroundings a page shows, as text: it differs where the page has to be made again. */
export async function surroundingsKey(
  snapshot: Snapshot,
  slug: string,
  number: number,
): Promise<string> {
  const { neighbours, alarms, isWatched } = await runSurroundings(snapshot, slug, number);
  return JSON.stringify([neighbours, alarms, isWatched]);
}

/** Returns the runs before and after the one at `i`, by when they began: numbers are given as runs are found. */
export function neighboursOf(columns: RunColumns, i: number): Neighbours {
  const { order, places } = orderOf(columns);
  const place = places[i] ?? 0;
  const kind = columns.kind[i];
  const numberAt = (at: number | undefined): number | null =>
    at === undefined ? null : (columns.number[at] ?? null);
  const isOfKind = (at: number): boolean => columns.kind[at] === kind;
  return {
    previous: numberAt(order[place - 1]),
    next: numberAt(order[place + 1]),
    previousOfKind: numberAt(order[findBack(order, place, isOfKind)]),
    nextOfKind: numberAt(order.find((at, n) => n > place && isOfKind(at))),
  };
}

function findBack(order: readonly number[], place: number, is: (at: number) => boolean): number {
  for (let n = place - 1; n >= 0; n -= 1) if (is(order[n] ?? -1)) return n;
  return -1;
}

interface Order {
  /** Indices of the columns, first run first. */
  readonly order: readonly number[];
  /** Where each index stands in that order. */
  readonly places: readonly number[];
}

const orders = new WeakMap<RunColumns, Order>();

/** Worked out once for a campaign: every one of its pages asks. */
function orderOf(columns: RunColumns): Order {
  const known = orders.get(columns);
  if (known !== undefined) return known;
  const { number, start } = columns;
  const at = (i: number): number => start[i] ?? -Infinity;
  const order = [...number.keys()].sort((a, b) =>
    at(a) === at(b) ? (number[a] ?? 0) - (number[b] ?? 0) : at(a) - at(b),
  );
  const places: number[] = [];
  order.forEach((i, place) => (places[i] = place));
  const made = { order, places };
  orders.set(columns, made);
  return made;
}

async function alarmsDuring(
  snapshot: SurroundingsSource,
  from: number,
  to: number,
): Promise<readonly RunAlarm[]> {
  const { raised, months } = await snapshot.alarms();
  const [first, last] = [monthOf(from - BACK_MS), to === Infinity ? '9999-12' : monthOf(to)];
  const found = [...raised];
  for (const month of months)
    if (month.month >= first && month.month <= last)
      found.push(...(await snapshot.alarmsOfMonth(month)).alarms);
  return found
    .filter(({ raisedAt, clearedAt }) => raisedAt < to && (clearedAt ?? Infinity) > from)
    .sort((a, b) => a.raisedAt - b.raisedAt)
    .map(({ alert, title, about, severity, raisedAt, clearedAt, summary, runbook }) => ({
      alert,
      title,
      about,
      severity,
      raisedAt,
      clearedAt,
      summary,
      runbook,
    }));
}
