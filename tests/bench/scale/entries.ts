/** What grows beside runs and readings: log entries, jobs, usage of volumes. */

import type { BulkRow } from '#telemetry/catalogue/bulk/piece.ts';
import type { RunPlan } from './runs.ts';
import { DAY_MS, HOUR_MS, mix, type Scale } from './scale.ts';

const ENTRIES_A_YEAR = 20_000;
/** However little of a year is asked for. */
const LEAST_ENTRIES = 2_000;
const JOBS_A_YEAR = 10_000;
const LEAST_JOBS = 2_000;
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

export const LOG_COLUMNS = [
  'id',
  'origin',
  'author_kind',
  'author',
  'event_ms',
  'created_ms',
  'run_id',
  'campaign_id',
  'title',
  'body',
  'tags',
] as const;

const TITLES = [
  'Cavity temperature stable after the tuner move',
  'Refilled the liquid helium dewar, level 78 %',
  'Changed the attenuation of the readout line',
  'Shift begins: all channels green',
  'DAQ restarted after a full disk',
  'Mode crossing seen near this angle',
];
const AUTHORS = ['Ada Rossi', 'Bruno Conti', 'Chiara Neri', 'Dario Villa'];

/** Entries over the whole time, every fifth of a person, half of them about a run. */
export function* logRows(scale: Scale, runs: readonly RunPlan[]): Generator<readonly BulkRow[]> {
  const count = Math.max(LEAST_ENTRIES, Math.round((ENTRIES_A_YEAR * scale.years) / scale.thin));
  // A thin catalogue has its log in all of the years: it is read by months.
  const span = scale.years * 365 * DAY_MS;
  for (let first = 0; first < count; first += 5_000) {
    const length = Math.min(5_000, count - first);
    yield Array.from({ length }, (_, i) => logRow(scale, runs, first + i, { span, count }));
  }
}

function logRow(
  scale: Scale,
  runs: readonly RunPlan[],
  n: number,
  { span, count }: { readonly span: number; readonly count: number },
): BulkRow {
  const h = mix(scale.seed, n, 3);
  const at = Math.floor(scale.until - span + (n * span) / count);
  const isHuman = n % 5 === 0;
  const run = h % 2 === 0 ? runs[h % runs.length] : undefined;
  const title = isHuman
    ? (TITLES[h % TITLES.length] ?? '')
    : `Run closed after ${String(h % 20_000)} files`;
  const body = isHuman
    ? `${title}.\n\n${'The reading agrees with the one of the day before. '.repeat(1 + (h % 6))}`
    : null;
  return [
    ulid(scale.seed, at, n),
    `scale:${String(n)}`,
    isHuman ? 'human' : 'machine',
    isHuman ? (AUTHORS[h % AUTHORS.length] ?? '') : 'recorder',
    at,
    at + 1_000,
    run?.id ?? null,
    run?.campaignId ?? null,
    title,
    body,
    isHuman ? 'shift' : 'run',
  ];
}

function ulid(seed: number, at: number, n: number): string {
  const digits = (value: number, length: number): string =>
    Array.from(
      { length },
      (_, i) => ALPHABET[Math.floor(value / 32 ** (length - 1 - i)) % 32] ?? '0',
    ).join('');
  return digits(at, 10) + digits(mix(seed, n, 4), 6) + digits(mix(seed, n, 5), 5) + digits(n, 5);
}

export const JOB_COLUMNS = [
  'scheduler',
  'instance',
  'job_id',
  'submitted_ms',
  'seen_ms',
  'state',
  'state_raw',
  'started_ms',
  'ended_ms',
  'owner',
  'run_id',
  'in_queue',
  'cpu_s',
  'wall_s',
  'cpus',
] as const;

/** Jobs over the whole time; the newest hundred are still in the queue. */
export function* jobRows(scale: Scale, runs: readonly RunPlan[]): Generator<readonly BulkRow[]> {
  const count = Math.max(LEAST_JOBS, Math.round((JOBS_A_YEAR * scale.years) / scale.thin));
  const step = (scale.days * DAY_MS) / count;
  yield Array.from({ length: count }, (_, n): BulkRow => {
    const h = mix(scale.seed, n, 6);
    const at = Math.floor(scale.until - (count - n) * step);
    const ended = n < count - 100 ? at + (h % (6 * HOUR_MS)) : null;
    const state = ended === null ? 'running' : 'completed';
    const wall = ended === null ? null : Math.round((ended - at) / 1_000);
    return [
      'htcondor',
      'ce01',
      `${String(n)}.0`,
      at,
      ended ?? scale.until,
      state,
      state,
      at + 60_000,
      ended,
      'quax',
      runs[h % runs.length]?.id ?? null,
      ended === null ? 1 : 0,
      wall,
      wall,
      1,
    ];
  });
}

export const USAGE_COLUMNS = ['resource_id', 'at_ms', 'used', 'capacity'] as const;

/** Three volumes, hourly. */
export function* usageRows(scale: Scale): Generator<readonly BulkRow[]> {
  for (let resource = 1; resource <= 3; resource += 1) {
    yield Array.from({ length: scale.days * 24 }, (_, n): BulkRow => {
      const at = scale.until - (scale.days * 24 - n) * HOUR_MS;
      return [resource, at, 1e13 + n * 1e9 * resource, 2.6e14];
    });
  }
}
