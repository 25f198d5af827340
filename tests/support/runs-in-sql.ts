/** A campaign of runs of every kind in a catalogue, and the list of runs as SQL alone makes it of them: for what the logbook lists, counts and gives out. */

import { T0, type Published } from './published.ts';

export const RUNS = 400;
/** Of these the files are there as well, with copies. */
const WITH_FILES = 90;

/** Writes the runs, their steps, readings, files and copies. */
export async function fillRuns(site: Published): Promise<void> {
  for (const text of [RUN_ROWS, STEP_ROWS, CHANNELS, KEY_CHANNELS, CHANNEL_ROWS, FILE_ROWS])
    await site.sql(text);
  for (const location of ['cnaf', 'lnf']) await site.sql(replicaRows(location));
  await site.sql(
    `INSERT INTO \`change\` (at_ms, subject, subject_id) SELECT ?, 'run', seq FROM seq_1_to_${RUNS}`,
    [site.now],
  );
}

/** The last one runs; every thirteenth has no time. */
const RUN_ROWS = `INSERT INTO run (id, campaign_id, number, path, origin, kind, title, tags, site, start_ms, end_ms, state, quality,
    file_count, sized_count, bytes_sum)
  SELECT seq, 1, seq, CONCAT('/data/', seq), IF(seq % 11 = 0, 'import', 'live'),
    ELT(1 + seq % 4, 'physics', 'noise', 'calibration', 'physics'),
    IF(seq % 9 = 0, CONCAT('Pass ', seq, ', "quoted" & <b>'), NULL),
    CONCAT_WS(',', IF(seq % 3 = 0, 'candidate', NULL), IF(seq % 5 = 0, 'rescan', NULL)),
    IF(seq % 2 = 0, 'LNF', NULL),
    IF(seq % 13 = 0, NULL, IF(seq = ${RUNS}, ${T0}, ${T0} + seq * 7211137)),
    IF(seq % 13 = 0 OR seq = ${RUNS}, NULL, ${T0} + seq * 7211137 + (seq % 17) * 900123),
    IF(seq = ${RUNS}, 'open', IF(seq % 50 = 0, 'aborted', 'closed')),
    ELT(1 + seq % 5, 'good', 'doubtful', 'bad', NULL, NULL),
    seq % 29, IF(seq % 19 = 0, 0, seq % 29), IF(seq % 19 = 0, 0, (seq % 29) * 34000000)
  FROM seq_1_to_${RUNS}`;

/** Up to three steps a run, with more digits than a list shows, and some that were not fitted. */
const STEP_ROWS = `INSERT INTO step (run_id, n, start_ms, f0_hz, q_l, beta, regime, field_t)
  SELECT r.id, s.seq, COALESCE(r.start_ms, 0) + s.seq,
    IF(r.number % 31 = 0, NULL, 8832000000 + r.number * 10007.3 + s.seq * 211313),
    IF(r.number % 31 = 0, NULL, 20000 + (r.number % 70) * 101.7 + s.seq * 13),
    IF(r.number % 31 = 0, NULL, 1 + (r.number % 8) / 7 + s.seq / 90),
    IF(r.number % 31 = 0, NULL, IF(r.number % 8 = 0, 'under', IF(r.number % 8 = 3 AND s.seq = 2, 'unknown', 'over'))),
    IF(r.number % 7 = 0, NULL, 7.9 + (r.number % 9) / 111)
  FROM run r JOIN seq_1_to_3 s ON s.seq <= 1 + r.number % 3 WHERE r.kind = 'physics'`;

const CHANNELS = `INSERT INTO channel (id, name, device, quantity, unit) VALUES
  (1, 'qfridge/ch5-t', 'qfridge', 'temperature', 'K'), (2, 'qfridge/ch6-t', 'qfridge', 'temperature', 'K'),
  (3, 'magnet/field', 'magnet', 'field', 'T')`;

const KEY_CHANNELS = `INSERT INTO key_channel VALUES (1, 1, 'qfridge/ch5-t', 't_cav', 'Cavity'),
  (1, 2, 'qfridge/ch6-t', 't_mc', 'Mixing chamber'), (1, 3, 'magnet/field', 'field', 'Field')`;

/** Every fourth run has no reading of a channel. */
const CHANNEL_ROWS = `INSERT INTO run_channel (run_id, channel_id, n, mean_value)
  SELECT r.id, c.id, (r.number + c.id) % 4,
    IF((r.number + c.id) % 4 = 0, NULL, IF(c.id = 3, (r.number % 5) * 1.987, 0.01 * c.id + (r.number % 23) / 997))
  FROM run r JOIN channel c`;

const FILE_ROWS = `INSERT INTO file (run_id, name, taken_ms, bytes)
  SELECT r.id, CONCAT('data_', s.seq, '.dat'), COALESCE(r.start_ms, 0) + s.seq, 34000000
  FROM run r JOIN seq_1_to_29 s ON s.seq <= r.file_count WHERE r.number <= ${WITH_FILES}`;

/** Some files at one place, some at both, some nowhere; some removed, some verified, some on tape. */
const replicaRows = (
  location: string,
): string => `INSERT INTO replica (file_id, location, state, locality, seen_ms, verified_ms)
  SELECT f.id, '${location}', IF(f.run_id % 10 = 9, 'removed', 'present'),
    IF(f.run_id % 3 = 0, IF(f.id % 2, 'tape', 'both'), 'disk'), 1,
    IF(f.run_id % 10 IN (3, 4) OR f.run_id % 10 = 5 AND f.id % 2, 2, NULL)
  FROM file f WHERE f.run_id % 10 > 1 AND (f.run_id % 10 < 8 OR f.id % 7 > 0)
    AND (${location === 'cnaf'} OR f.run_id % 4 = 0)`;

/** Every field that goes out, in the order of the columns, as SQL says it. */
export const FIELDS = [
  'run',
  'kind',
  'start',
  'end',
  'month',
  'length_s',
  'steps',
  'f0_min_hz',
  'f0_max_hz',
  'q_l',
  'beta',
  'coupling',
  'regime',
  'field_t',
  't_cav_k',
  't_mc_k',
  'files',
  'bytes',
  'files_with_size',
  'quality',
  'copies_present',
  'copies_verified',
  'copies_archived',
  'copies_removed',
  'title',
  'tags',
  'state',
  'origin',
  'site',
] as const;

/**
 * The list of runs: what the tables hold, to the digits and the whole seconds of a list, and beside
 * it the words and times that one filters by. `now`: UTC ms.
 */
export const listInSql = (now: number): string => `CREATE TEMPORARY TABLE listed AS
  SELECT counted.*,
    CASE WHEN files = 0 THEN NULL
      WHEN copies_present = 0 THEN IF(copies_removed > 0, 'removed', 'no copy known')
      WHEN copies_present < files THEN 'partly present'
      WHEN copies_verified = 0 THEN 'present'
      WHEN copies_verified < files THEN 'partly verified'
      ELSE IF(copies_archived = files, 'verified and archived', 'verified') END AS copies
  FROM (
    SELECT r.number AS run, r.kind, ${isoOf('r.start_ms')} AS \`start\`, ${isoOf('r.end_ms')} AS \`end\`,
      DATE_FORMAT(FROM_UNIXTIME(r.start_ms DIV 1000), '%Y-%m') AS month,
      IF(r.origin = 'import', NULL,
        IF(r.state = 'open', ${now} DIV 1000, r.end_ms DIV 1000) - r.start_ms DIV 1000) AS length_s,
      COALESCE(s.steps, 0) AS steps, ${digits('s.low', 7)} AS f0_min_hz, ${digits('s.high', 7)} AS f0_max_hz,
      ${digits('s.q_l', 3)} AS q_l, ${digits('s.beta', 3)} AS beta, s.regime AS coupling, s.regime,
      ${digits('COALESCE(field.mean_value, s.field)', 3)} AS field_t,
      ${digits('t_cav.mean_value', 3)} AS t_cav_k, ${digits('t_mc.mean_value', 3)} AS t_mc_k,
      r.file_count AS files, IF(r.file_count > 0 AND r.sized_count = 0, NULL, r.bytes_sum) AS bytes,
      r.sized_count AS files_with_size, r.quality,
      ${filesWith("p.state = 'present'")} AS copies_present,
      ${filesWith("p.state = 'present' AND p.verified_ms IS NOT NULL")} AS copies_verified,
      ${filesWith("p.state = 'present' AND p.locality <> 'disk'")} AS copies_archived,
      ${filesWith("p.state = 'removed'")} AS copies_removed,
      r.title, NULLIF(r.tags, '') AS tags, r.state, r.origin, r.site
    FROM run r
    LEFT JOIN (
      SELECT run_id, COUNT(*) AS steps, MIN(f0_hz) AS low, MAX(f0_hz) AS high, AVG(q_l) AS q_l, AVG(beta) AS beta,
        IF(MIN(regime) = MAX(regime), MIN(regime), IF(MIN(regime) IS NULL, NULL, 'unknown')) AS regime,
        AVG(field_t) AS field
      FROM step GROUP BY run_id
    ) s ON s.run_id = r.id
    ${channel('t_cav', 1)} ${channel('t_mc', 2)} ${channel('field', 3)}
  ) AS counted`;

const channel = (name: string, id: number): string =>
  `LEFT JOIN run_channel ${name} ON ${name}.run_id = r.id AND ${name}.channel_id = ${id} AND ${name}.n > 0`;

const filesWith = (copy: string): string =>
  `(SELECT COUNT(*) FROM file f WHERE f.run_id = r.id
     AND EXISTS (SELECT 1 FROM replica p WHERE p.file_id = f.id AND ${copy}))`;

/** So many significant digits. */
const digits = (value: string, many: number): string =>
  `IF(${value} = 0, 0, ROUND(${value}, ${many - 1} - FLOOR(LOG10(ABS(${value})))))`;

const isoOf = (ms: string): string =>
  `CONCAT(DATE_FORMAT(FROM_UNIXTIME(${ms} DIV 1000), '%Y-%m-%dT%H:%i:%s'), '.000Z')`;
