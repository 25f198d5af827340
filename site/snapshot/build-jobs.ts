/** What the page of jobs shows: the queues by hour, what ended by day and owner, failures with their reasons. */

import { thresholds } from '#dashboards/thresholds.ts';
import type { ChangeSpan } from '#telemetry/catalogue/read/changes.ts';
import type { ReadConnection } from '#telemetry/catalogue/read/connection.ts';
import {
  readEndedByOwner,
  readFailureReasons,
  readFailures,
  readHeldJobs,
  readQueueByOwner,
  type EndedRow,
  type FailureRow,
  type QueueRow,
} from '#telemetry/catalogue/read/jobs.ts';
import { readSchedulers } from '#telemetry/catalogue/read/now.ts';
import { readBuckets, type ChannelRow } from '#telemetry/catalogue/read/series.ts';
import type { Jobs, JobShown, OwnerLine } from './schema/jobs.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const JOB_DAYS = 30;
const HOURS = 7 * 24;
const MOST = 100;
const REASON_DAYS = 7;
const RECORDED = /\/flash\.batch\.jobs\/.*\bstate=([a-z]+)/;

/** What ended on days that are over, by midnight: counted again where a job of such a day is told late, and every hour. */
export interface JobsMemory {
  readonly ended: Map<number, readonly EndedRow[]>;
  countedAt: number;
}

export function newJobsMemory(): JobsMemory {
  return { ended: new Map(), countedAt: 0 };
}

/** Notes what changed since the last look: days from the earliest of it on are counted again. */
export function noteJobs({ ended }: JobsMemory, changes: readonly ChangeSpan[] | null): void {
  if (changes === null) return ended.clear();
  for (const { subject, from } of changes) {
    if (subject !== 'job' || from === null) continue;
    for (const day of ended.keys()) if (day + DAY > from) ended.delete(day);
  }
}

export interface JobsInput {
  readonly connection: ReadConnection;
  readonly memory: JobsMemory;
  readonly channels: readonly ChannelRow[];
  readonly now: number;
}

/** Reads the jobs; without a scheduler there are none, and the page says so. */
export async function buildJobs(input: JobsInput): Promise<Jobs> {
  const { connection, now } = input;
  const schedulers = await readSchedulers(connection);
  const seenAt = Math.max(0, ...schedulers.map((one) => one.seenAt));
  const queue = await readQueueByOwner(connection, seenAt - thresholds.jobsStale.value);
  const today = Math.floor(now / DAY) * DAY;
  const start = today - (JOB_DAYS - 1) * DAY;
  const ended = await endedByDay(input, start, today);
  const idle = queue.filter(({ state }) => state === 'idle');
  return {
    at: now,
    schedulers,
    byState: sumBy(queue),
    oldestIdleSince:
      idle.length === 0 ? null : Math.min(...idle.map(({ oldestSince }) => oldestSince)),
    hours: await hoursOf(input),
    days: { start, byState: daysOf(ended) },
    owners: ownersOf(queue, ended.flat()),
    reasons: await readFailureReasons(connection, today - (REASON_DAYS - 1) * DAY, now + DAY),
    failures: (await readFailures(connection, start, MOST)).map(showJob),
    held: (await readHeldJobs(connection, MOST)).map(showJob),
  };
}

async function endedByDay(
  { connection, memory, now }: JobsInput,
  start: number,
  today: number,
): Promise<readonly (readonly EndedRow[])[]> {
  const isFresh = now >= memory.countedAt && now - memory.countedAt < HOUR;
  if (!isFresh) {
    memory.ended.clear();
    memory.countedAt = now;
  }
  const days: (readonly EndedRow[])[] = [];
  for (let day = start; day <= today; day += DAY) {
    const known = day < today - DAY ? memory.ended.get(day) : undefined;
    const rows = known ?? (await readEndedByOwner(connection, day, day + DAY));
    memory.ended.set(day, rows);
    days.push(rows);
  }
  return days;
}

function sumBy(rows: readonly (QueueRow | EndedRow)[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { state, count } of rows) sums[state] = (sums[state] ?? 0) + count;
  return sums;
}

function daysOf(
  days: readonly (readonly EndedRow[])[],
): Readonly<Record<string, readonly number[]>> {
  const sums = days.map(sumBy);
  const states = [...new Set(sums.flatMap((sum) => Object.keys(sum)))].sort();
  return Object.fromEntries(states.map((state) => [state, sums.map((sum) => sum[state] ?? 0)]));
}

function ownersOf(queue: readonly QueueRow[], ended: readonly EndedRow[]): readonly OwnerLine[] {
  const names = new Set([...queue, ...ended].map(({ owner }) => owner));
  const lines = [...names].map((owner): OwnerLine => {
    const own = ended.filter((row) => row.owner === owner);
    return {
      owner,
      queue: sumBy(queue.filter((row) => row.owner === owner)),
      ended: sumBy(own),
      cpuS: sumKnown(own.map(({ cpuS }) => cpuS)),
      coreS: sumKnown(own.map(({ coreS }) => coreS)),
    };
  });
  return lines.sort((a, b) => (b.coreS ?? 0) - (a.coreS ?? 0) || (a.owner < b.owner ? -1 : 1));
}

/** Null: none is known. */
function sumKnown(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0);
}

/** Of several schedulers the sum; an hour in which nobody recorded is a gap. */
async function hoursOf({ connection, channels, now }: JobsInput): Promise<Jobs['hours']> {
  const start = Math.floor(now / HOUR) * HOUR - (HOURS - 1) * HOUR;
  const byState: Record<string, (number | null)[]> = {};
  for (const { id, name, last } of channels) {
    const state = RECORDED.exec(name)?.[1];
    if (state === undefined || last === null || last < start) continue;
    const slots = (byState[state] ??= Array.from({ length: HOURS }, () => null));
    for (const { t, mean } of await readBuckets(connection, id, HOUR, start, now + 1)) {
      const slot = Math.round((t - start) / HOUR);
      if (mean !== null) slots[slot] = (slots[slot] ?? 0) + Math.round(mean * 100) / 100;
    }
  }
  return { start, byState };
}

function showJob({ campaign, run, ...job }: FailureRow): JobShown {
  return {
    ...job,
    run: campaign === null || run === null ? null : { campaign, number: run },
  };
}
