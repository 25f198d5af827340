/** A week of a catalogue, filled by hand, and what SQL says of it day by day: with nothing of the product's own counting. */

import type { Published } from './published.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** First and last moment of what is asked: Wednesday to Monday of the next week. */
export const BEGIN = Date.parse('2026-11-18T00:00:00Z');
export const NOW = Date.parse('2026-11-23T12:00:00Z');
const DAYS = Math.ceil((NOW - BEGIN) / DAY);

const at = (text: string): number => Date.parse(`2026-11-${text}:00Z`);

/** Each with its kind, its span (null: it is open), the time from file to file, and the cadence that the catalogue has of it. */
const RUNS = [
  ['physics', at('18T20:00'), at('19T03:30'), 10_000, 10_000],
  ['calibration', at('19T04:00'), at('19T04:20'), 5_000, 5_000],
  // More files than their cadence has time for.
  ['rescan', at('19T06:00'), at('19T14:00'), 30_000, 60_000],
  // Nothing on the 20th and the 21st.
  ['noise', at('22T10:00'), at('22T12:00'), 20_000, null],
  ['physics', at('23T09:00'), null, 60_000, 60_000],
] as const;

const ulid = (n: number): string => `01K0STAT0000000000000${String(n).padStart(5, '0')}`;

/** Fills it: a run over midnight, sweeps among files, sizes and times that nobody knows, flags on flags, alarms of two weeks. */
export async function fillWeek(published: Published): Promise<void> {
  for (const [i, [kind, start, end, every, cadence]] of RUNS.entries()) {
    const id = i + 1;
    const count = Math.floor(((end ?? NOW) - start) / every);
    await published.sql(
      `INSERT INTO run (id, campaign_id, number, path, kind, origin, start_ms, end_ms, state, file_count, sized_count, bytes_sum,
         first_file_ms, last_file_ms, cadence_ms) VALUES (?, 1, ?, ?, ?, 'live', ?, ?, ?, ?, ?, 0, ?, ?, ?)`,
      [id, id, `/data/${id}`, kind, start, end, end === null ? 'open' : 'closed', count].concat([
        count,
        start,
        start + (count - 1) * every,
        cadence,
      ]),
    );
    // No files in the second of its quarters: live is not open.
    await published.sql(
      `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes)
       SELECT ?, CONCAT('f', seq), IF(seq = 7, NULL, ? + seq * ?), 'header', IF(MOD(seq, 50) = 3, NULL, 1000000 + seq)
       FROM seq_0_to_${count - 1} WHERE seq NOT BETWEEN ? AND ?`,
      [id, start, every, count * 0.25, count * 0.5],
    );
    await published.change('run', id, start, end ?? NOW);
  }
  await published.sql(`INSERT INTO sweep (file_id, method, run_id, taken_ms, parameter, points, span_hz)
    SELECT id, 'magnitude', run_id, taken_ms, 's11', 801, 5e6 FROM file WHERE name IN ('f10', 'f11', 'f12')`);
  await published.sql(
    `INSERT INTO step (run_id, n, start_ms, f0_hz, q_l) VALUES
       (1, 1, ?, 8834000000, 20000), (1, 2, ?, 8834200000, 20000), (1, 3, ?, 8834900000, 21000), (1, 4, ?, NULL, NULL),
       (2, 1, ?, 8850000000, 20000), (3, 1, ?, 8834950000, 20000), (5, 1, ?, 8836000000, 25000)`,
    ['18T21:00', '18T22:00', '19T01:00', '19T02:00', '19T04:10', '19T07:00', '23T10:00'].map(at),
  );
  const flags = [
    [1, null, null, 'doubtful', 1],
    [1, at('18T22:00'), at('19T01:00'), 'bad', 2],
    [1, at('18T22:30'), at('18T23:00'), 'good', 3],
    [3, null, at('19T09:00'), 'good', 4],
    [null, at('19T08:00'), at('19T13:00'), 'bad', 5],
    [3, null, null, 'bad', 6],
    [5, at('23T11:00'), null, 'good', 7],
  ] as const;
  for (const [run, from, to, quality, created] of flags)
    await published.sql(
      `INSERT INTO quality_flag (id, origin, run_id, from_ms, to_ms, quality, why, by_whom, created_ms)
       VALUES (?, ?, ?, ?, ?, ?, 'why', 'Ada Neri', ?)`,
      [ulid(created), `flag ${created}`, run, from, to, quality, created],
    );
  await published.sql(
    `INSERT INTO flag_withdrawal (flag_id, id, at_ms, by_whom, why) VALUES (?, ?, 8, 'x', 'y')`,
    [ulid(6), ulid(99)],
  );
  await published.sql(
    `INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, summary)
     SELECT 'A', seq, ? + seq * 7200000, '{}', ELT(1 + MOD(seq, 3), 'info', 'warning', 'critical'), 0, '' FROM seq_0_to_60`,
    [BEGIN],
  );
}

/** Live time, bytes, frequency covered, quality and everything by day; alarms by week; run lengths by bin. */
export type Question = 'live' | 'bytes' | 'covered' | 'quality' | 'alarms' | 'lengths' | 'days';

const DAY_TABLE = `day AS (SELECT seq AS n, ${BEGIN} + seq * ${DAY} AS t FROM seq_0_to_${DAYS - 1})`;
const IN_DAY = (t: string): string => `${t} >= day.t AND ${t} < day.t + ${DAY}`;
const PHYSICS = "kind IN ('physics', 'rescan')";

const LIVE = `live AS (
  SELECT day.n, r.kind, LEAST(
    GREATEST(0, LEAST(COALESCE(r.end_ms, ${NOW}), day.t + ${DAY}) - GREATEST(r.start_ms, day.t)),
    r.cadence_ms * (SELECT COUNT(*) FROM file f WHERE f.run_id = r.id AND ${IN_DAY('f.taken_ms')}
      AND f.id NOT IN (SELECT file_id FROM sweep))) AS ms
  FROM day CROSS JOIN run r)`;

/** What each stretch adds to those that begin below it. */
const COVERED = `width AS (
  SELECT n, GREATEST(0, high - GREATEST(low, COALESCE(MAX(high) OVER (PARTITION BY n ORDER BY low
    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), low))) AS hz
  FROM (SELECT day.n, ROUND(f0_hz - f0_hz / q_l / 2) AS low, ROUND(f0_hz + f0_hz / q_l / 2) AS high
    FROM day JOIN step s ON ${IN_DAY('s.start_ms')} JOIN run r ON r.id = s.run_id AND r.${PHYSICS}
    WHERE f0_hz IS NOT NULL) one)`;

/** Ten minutes by ten, on whose edges everything here begins and ends, by the newest flag that holds. */
const SLOT = 10 * MINUTE;
const QUALITIES = ['good', 'doubtful', 'bad', 'unjudged'];
const QUALITY = `slot AS (
  SELECT day.n, COALESCE((SELECT q.quality FROM quality_flag q WHERE (q.run_id = r.id OR q.run_id IS NULL)
      AND m.t >= COALESCE(q.from_ms, r.start_ms) AND m.t < COALESCE(q.to_ms, r.end_ms, ${NOW})
      AND q.id NOT IN (SELECT flag_id FROM flag_withdrawal) ORDER BY q.created_ms DESC LIMIT 1), 'unjudged') AS quality
  FROM (SELECT ${BEGIN} + seq * ${SLOT} AS t FROM seq_0_to_${(DAYS * DAY) / SLOT - 1}) m
  JOIN run r ON m.t >= r.start_ms AND m.t < COALESCE(r.end_ms, ${NOW}) JOIN day ON ${IN_DAY('m.t')}),
  judged AS (SELECT n, ${QUALITIES.map((one) => `SUM(quality = '${one}') * ${SLOT} AS ${one}`).join(', ')} FROM slot GROUP BY n)`;

const lived = (which: string): string =>
  `(SELECT COALESCE(SUM(ms), 0) FROM live WHERE n = day.n AND ${which})`;
const raised = (severity: string): string =>
  `(SELECT COUNT(*) FROM alarm WHERE ${IN_DAY('raised_ms')} AND severity = '${severity}')`;
const filesOf = (what: string): string =>
  `(SELECT COALESCE(${what}, 0) FROM file WHERE ${IN_DAY('taken_ms')})`;
const BYTES = filesOf('SUM(bytes)');
const WIDTH = '(SELECT COALESCE(SUM(hz), 0) FROM width WHERE n = day.n)';
const OVER = `(SELECT COUNT(*) FROM run WHERE ${IN_DAY('start_ms')} AND end_ms IS NOT NULL)`;
/** A file whose time is not known is of its run's first day. */
const MISSING = `(SELECT COUNT(*) FROM file f JOIN run r ON r.id = f.run_id WHERE ${IN_DAY('COALESCE(f.taken_ms, r.start_ms)')}
  AND f.id NOT IN (SELECT file_id FROM replica WHERE state IN ('present', 'removed')))`;

const perDay = (columns: readonly string[]): string =>
  `WITH ${DAY_TABLE}, ${LIVE}, ${COVERED}, ${QUALITY} SELECT ${columns.map((column, i) => `${column} AS c${i}`).join(', ')}
   FROM day LEFT JOIN judged ON judged.n = day.n ORDER BY day.n`;
const LIVE_COLUMNS = [lived(PHYSICS), lived(`NOT ${PHYSICS}`)];
const QUALITY_COLUMNS = QUALITIES.map((one) => `COALESCE(judged.${one}, 0)`);
const SEVERITIES = ['critical', 'warning', 'info'];

const HOURS = [0, 0.25, 0.5, 1, 2, 4, 8, 12, 24, 1e9];
const between = (i: number, kinds: string): string =>
  `SUM(end_ms - start_ms >= ${(HOURS[i] ?? 0) * HOUR} AND end_ms - start_ms < ${(HOURS[i + 1] ?? 0) * HOUR} AND ${kinds})`;

const QUESTIONS: Readonly<Record<Question, string>> = {
  live: perDay(LIVE_COLUMNS),
  bytes: perDay([BYTES]),
  covered: perDay([WIDTH]),
  quality: perDay(QUALITY_COLUMNS),
  alarms: `SELECT ${SEVERITIES.map((one) => `SUM(severity = '${one}') AS ${one}`).join(', ')} FROM alarm
    WHERE raised_ms < ${BEGIN + DAYS * DAY} GROUP BY YEARWEEK(FROM_UNIXTIME(raised_ms / 1000), 3) ORDER BY MIN(raised_ms)`,
  lengths: HOURS.slice(1)
    .map(
      (_, i) => `SELECT ${between(i, PHYSICS)} AS a, ${between(i, `NOT ${PHYSICS}`)} AS b FROM run`,
    )
    .join(' UNION ALL '),
  days: perDay([
    filesOf('COUNT(*)'),
    BYTES,
    ...[...LIVE_COLUMNS, ...QUALITY_COLUMNS].map((ms) => `${ms} / 1000`),
    WIDTH,
    OVER,
    ...SEVERITIES.map(raised),
    MISSING,
  ]),
};

/** Returns the answer, a row each day, week or bin. */
export async function sqlOf(
  { catalogue }: Published,
  question: Question,
): Promise<readonly (readonly unknown[])[]> {
  await catalogue.administrator.query("SET time_zone = '+00:00'");
  const rows = await catalogue.administrator.query<Record<string, unknown>[]>(QUESTIONS[question]);
  return rows.map((row) => Object.values(row));
}
