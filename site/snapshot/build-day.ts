/** What one day came to, counted from the catalogue: its cost is that of the day, however long the history is. */

import { flagged, type Flag } from '#telemetry/analysis/flagged.ts';
import { unionOf } from '#telemetry/analysis/union.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readAlarmCounts,
  readCopyClasses,
  readFlagsOfDay,
  readMissing,
  readRunsOfDay,
  readSweepCount,
  readTuned,
  type DayRunRow,
} from '#telemetry/catalogue/read/days.ts';
import { readFileSums } from '#telemetry/catalogue/read/now.ts';
import type { Day } from './schema/days.ts';

export const DAY_MS = 86_400_000;

/** Physics of one kind or the other: what the search lives of. */
export function isPhysics(kind: string): boolean {
  return kind === 'physics' || kind === 'rescan';
}

/** Counts the day that begins at `from` (UTC midnight); null: nothing happened. */
export async function buildDay(
  connection: ReadConnection,
  from: number,
  now: number,
): Promise<Day | null> {
  const to = from + DAY_MS;
  const runs = await readRunsOfDay(connection, from, to);
  const began = runs.filter(({ start }) => start >= from);
  const flags = await readFlagsOfDay(connection, idsOf(runs), from, to);
  const day = emptyDay();
  for (const run of runs) {
    const span = openSpan(run, { from, to, now });
    await addFiles(connection, day, run, { from, to, open: span.to - span.from });
    await addCopies(connection, day, run, from);
    const own = flags.filter(({ runId }) => runId === run.id || runId === null);
    addQuality(
      day,
      span,
      own.map((flag) => boundsOf(flag, run, now)),
    );
  }
  const physics = idsOf(runs.filter(({ kind }) => isPhysics(kind)));
  const tuned = await readTuned(connection, physics, from, to);
  const alarms = await readAlarmCounts(connection, from, to);
  if (runs.length === 0 && alarms.length === 0) return null;
  return {
    ...day,
    covered: unionOf(
      tuned.map(({ f0Hz, qL }) => [
        Math.round(f0Hz - f0Hz / qL / 2),
        Math.round(f0Hz + f0Hz / qL / 2),
      ]),
    ),
    runs: began.flatMap(({ kind, start, end, state }) =>
      end === null || state === 'open' ? [] : [{ kind, ms: Math.max(0, end - start) }],
    ),
    alarms: Object.fromEntries(alarms.map(({ severity, count }) => [severity, count])),
  };
}

/** What is added to run by run. */
interface Growing extends Pick<Day, 'covered' | 'runs' | 'alarms'> {
  files: number;
  bytes: number;
  livePhysicsMs: number;
  liveOtherMs: number;
  readonly openMs: { good: number; doubtful: number; bad: number; unjudged: number };
  readonly copies: Record<string, Record<string, number>>;
  missing: number;
}

function emptyDay(): Growing {
  return {
    files: 0,
    bytes: 0,
    livePhysicsMs: 0,
    liveOtherMs: 0,
    openMs: { good: 0, doubtful: 0, bad: 0, unjudged: 0 },
    covered: [],
    runs: [],
    alarms: {},
    copies: {},
    missing: 0,
  };
}

const idsOf = (runs: readonly DayRunRow[]): readonly number[] => runs.map(({ id }) => id);

/** An open run without a file for longer does not go on: it is one of the past that is taken in, or one that nobody closed. */
const IDLE_MS = 3_600_000;

/** Until when a run lasts: its end, or now while it is open and gets files, or its last file. */
export function endOf({ end, state, lastFile, start }: DayRunRow, now: number): number {
  if (end !== null) return end;
  const last = lastFile ?? start;
  return state === 'open' && now - last < IDLE_MS ? Math.max(last, now) : last;
}

function openSpan(
  run: DayRunRow,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: number },
): { readonly from: number; readonly to: number } {
  const begin = Math.max(run.start, from);
  return { from: begin, to: Math.max(begin, Math.min(endOf(run, now), to)) };
}

async function addFiles(
  connection: ReadConnection,
  day: Growing,
  run: DayRunRow,
  { from, to, open }: { readonly from: number; readonly to: number; readonly open: number },
): Promise<void> {
  const [sum] = await readFileSums(connection, run.id, from, to, DAY_MS);
  if (sum === undefined) return;
  day.files += sum.files;
  day.bytes += sum.bytes;
  if (run.cadenceMs === null) return;
  const data = sum.files - (await readSweepCount(connection, run.id, from, to));
  const live = Math.min(open, Math.max(0, data) * run.cadenceMs);
  if (isPhysics(run.kind)) day.livePhysicsMs += live;
  else day.liveOtherMs += live;
}

async function addCopies(
  connection: ReadConnection,
  day: Growing,
  run: DayRunRow,
  from: number,
): Promise<void> {
  for (const { location, class: name, count } of await readCopyClasses(connection, run, from)) {
    const place = (day.copies[location] ??= {});
    place[name] = (place[name] ?? 0) + count;
  }
  day.missing += await readMissing(connection, run, from);
}

/** An open end of a flag is its run's. */
function boundsOf(
  flag: Omit<Flag, 'isOfWholeRun'> & { readonly runId: number | null },
  run: DayRunRow,
  now: number,
): Flag {
  const { runId, from, to } = flag;
  if (runId === null) return { ...flag, isOfWholeRun: false };
  return {
    ...flag,
    isOfWholeRun: from === null && to === null,
    from: from ?? run.start,
    to: to ?? Math.max(now, endOf(run, now)),
  };
}

function addQuality(
  { openMs }: Growing,
  { from, to }: { readonly from: number; readonly to: number },
  flags: readonly Flag[],
): void {
  for (const piece of flagged(from, to, flags))
    openMs[piece.quality ?? 'unjudged'] += piece.to - piece.from;
}
