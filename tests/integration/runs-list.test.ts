/** The list of runs against the catalogue: filters, facet counts, order and exports are those that SQL gives. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parquetReadObjects } from 'hyparquet';
import { columnsOf, type CellContext } from '#site/src/runs/column.ts';
import { COLUMNS } from '#site/src/runs/columns.ts';
import { countFacets } from '#site/src/runs/facets.ts';
import { toParquet } from '#site/src/runs/parquet.ts';
import { readQuery, selectRuns, shownColumns } from '#site/src/runs/query.ts';
import {
  takeOut,
  toCsv,
  toJson,
  toParquetColumns,
  type OutValue,
} from '#site/src/runs/take-out.ts';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { parseCsv } from '../support/csv.ts';
import { SLUG, startPublished, T0, type Published } from '../support/published.ts';

const RUNS = 400;
/** Of these the files are there as well, with copies. */
const WITH_FILES = 90;
const HOUR = 3_600_000;

let site: Published;
let runs: Runs;
let context: CellContext;

before(async () => {
  site = await startPublished();
  await site.sql(
    `INSERT INTO run (id, campaign_id, number, path, origin, kind, title, tags, site, start_ms, end_ms, state, quality,
       file_count, sized_count, bytes_sum)
     SELECT seq, 1, seq, CONCAT('/data/', seq), IF(seq % 11 = 0, 'import', 'live'),
       ELT(1 + seq % 4, 'physics', 'noise', 'calibration', 'physics'),
       IF(seq % 9 = 0, CONCAT('Pass ', seq, ', "quoted" & <b>'), NULL),
       CONCAT_WS(',', IF(seq % 3 = 0, 'candidate', NULL), IF(seq % 5 = 0, 'rescan', NULL)),
       IF(seq % 2 = 0, 'LNF', NULL),
       IF(seq % 13 = 0, NULL, ${T0} + seq * 7211000), IF(seq % 13 = 0, NULL, ${T0} + seq * 7211000 + (seq % 17) * 900000),
       IF(seq % 50 = 0, 'aborted', 'closed'), ELT(1 + seq % 5, 'good', 'doubtful', 'bad', NULL, NULL),
       seq % 29, seq % 29, (seq % 29) * 34000000
     FROM seq_1_to_${RUNS}`,
  );
  await site.sql(
    `INSERT INTO step (run_id, n, start_ms, f0_hz, q_l, beta, regime)
     SELECT id, 1, COALESCE(start_ms, 0), 8832000000 + number * 10000, 20000 + (number % 70) * 100, 1 + (number % 8) / 10,
       IF(number % 8 = 0, 'under', 'over')
     FROM run WHERE kind = 'physics'`,
  );
  await site.sql(
    `INSERT INTO channel (id, name, device, quantity, unit) VALUES (1, 'qfridge/ch5-t', 'qfridge', 'temperature', 'K')`,
  );
  await site.sql("INSERT INTO key_channel VALUES (1, 1, 'qfridge/ch5-t', 't_cav', 'Cavity')");
  await site.sql(
    `INSERT INTO run_channel (run_id, channel_id, n, mean_value)
     SELECT id, 1, number % 4, IF(number % 4 = 0, NULL, 0.03 + (number % 23) / 1000) FROM run`,
  );
  await site.sql(
    `INSERT INTO file (run_id, name, taken_ms, bytes)
     SELECT r.id, CONCAT('data_', s.seq, '.dat'), COALESCE(r.start_ms, 0) + s.seq, 34000000
     FROM run r JOIN seq_1_to_29 s ON s.seq <= r.file_count WHERE r.number <= ${WITH_FILES}`,
  );
  await site.sql(
    `INSERT INTO replica (file_id, location, state, locality, seen_ms, verified_ms)
     SELECT f.id, 'cnaf', IF(f.run_id % 10 = 9, 'removed', 'present'), IF(f.run_id % 3 = 0, 'tape', 'disk'), 1,
       IF(f.run_id % 10 IN (3, 4) OR f.run_id % 10 = 5 AND f.id % 2, 2, NULL)
     FROM file f WHERE f.run_id % 10 > 1 AND (f.run_id % 10 < 8 OR f.id % 7 > 0)`,
  );
  await site.sql(
    `INSERT INTO \`change\` (at_ms, subject, subject_id) SELECT ?, 'run', seq FROM seq_1_to_${RUNS}`,
    [site.now],
  );
  await (await site.publisher()).publish();
  const found = await (await site.snapshot()).runs(SLUG);
  assert.ok(found !== null);
  runs = found;
  context = { slug: SLUG, at: site.now };
});
after(() => site[Symbol.asyncDispose]());

const asked = (search: string) => readQuery(new URLSearchParams(search), site.now);
const select = (search: string): readonly number[] =>
  selectRuns(runs, asked(search), context).rows.map(({ number }) => number);

async function rowsOf(text: string): Promise<readonly Record<string, unknown>[]> {
  return await site.catalogue.administrator.query<Record<string, unknown>[]>(text);
}

const FROM = `FROM run r LEFT JOIN step s ON s.run_id = r.id
  LEFT JOIN run_channel k ON k.run_id = r.id AND k.n > 0
  LEFT JOIN (
    SELECT f.run_id, SUM(p.state = 'present') AS present, SUM(p.state = 'removed') AS removed,
      SUM(p.state = 'present' AND p.verified_ms IS NOT NULL) AS verified,
      SUM(p.state = 'present' AND p.locality = 'tape') AS archived
    FROM file f JOIN replica p ON p.file_id = f.id GROUP BY f.run_id
  ) c ON c.run_id = r.id`;

/** What a run's copies are, in one word or two. */
const COPIES_WORD = `CASE WHEN r.file_count = 0 THEN NULL
  WHEN COALESCE(c.present, 0) = 0 THEN IF(c.removed > 0, 'removed', 'no copy known')
  WHEN c.present < r.file_count THEN 'partly present'
  WHEN c.verified = 0 THEN 'present'
  WHEN c.verified < r.file_count THEN 'partly verified'
  ELSE IF(c.archived = r.file_count, 'verified and archived', 'verified') END`;

const FILTERS: readonly (readonly [search: string, where: string])[] = [
  ['', 'TRUE'],
  ['kind=physics,noise', "r.kind IN ('physics', 'noise')"],
  ['kind=!physics', "r.kind <> 'physics'"],
  ['quality=none', 'r.quality IS NULL'],
  [
    'quality=good,none&kind=physics',
    "(r.quality = 'good' OR r.quality IS NULL) AND r.kind = 'physics'",
  ],
  ['tags=candidate,rescan', "FIND_IN_SET('candidate', r.tags) OR FIND_IN_SET('rescan', r.tags)"],
  [
    'tags=all:candidate,all:rescan',
    "FIND_IN_SET('candidate', r.tags) AND FIND_IN_SET('rescan', r.tags)",
  ],
  ['tags=!rescan', "NOT FIND_IN_SET('rescan', r.tags)"],
  ['tags=none', "r.tags = ''"],
  ['qL=21000..23000', 's.q_l BETWEEN 21000 AND 23000'],
  ['qL=none', 's.q_l IS NULL'],
  ['f0=8833..', 's.f0_hz >= 8833000000'],
  ['length=1..2', `r.origin = 'live' AND r.end_ms - r.start_ms BETWEEN ${HOUR} AND ${2 * HOUR}`],
  ['bytes=0.5..0.8', 'r.bytes_sum BETWEEN 500000000 AND 800000000 AND r.file_count > 0'],
  ['month=2026-12', "DATE_FORMAT(FROM_UNIXTIME(r.start_ms / 1000), '%Y-%m') = '2026-12'"],
  ['start=none', 'r.start_ms IS NULL'],
  ['text=pass quoted', "LOWER(r.title) LIKE '%pass%quoted%'"],
  ['state=aborted&origin=live', "r.state = 'aborted' AND r.origin = 'live'"],
  ['number=10..20&files=1..', 'r.number BETWEEN 10 AND 20 AND r.file_count >= 1'],
  [
    'end=2026-12-01..2026-12-02',
    `DATE(FROM_UNIXTIME(r.end_ms / 1000)) IN ('2026-12-01', '2026-12-02')`,
  ],
  ['steps=1..', 's.n IS NOT NULL'],
  ['beta=1.2..1.4', 's.beta BETWEEN 1.2 AND 1.4'],
  ['regime=under', "s.regime = 'under'"],
  ['tCavK=35mK..40mK', 'k.mean_value BETWEEN 0.035 AND 0.04'],
  ['site=none', 'r.site IS NULL'],
  ['copies=verified,partly verified', `${COPIES_WORD} IN ('verified', 'partly verified')`],
  ['copies=removed,partly present', `${COPIES_WORD} IN ('removed', 'partly present')`],
  ['copies=verified and archived', `${COPIES_WORD} = 'verified and archived'`],
];

test('each filter selects the runs that SQL selects', async () => {
  await site.catalogue.administrator.query("SET time_zone = '+00:00'");
  for (const [search, where] of FILTERS) {
    const wanted = await rowsOf(`SELECT r.number ${FROM} WHERE ${where} ORDER BY r.number DESC`);
    assert.ok(wanted.length > 0, `${search} selects nothing in SQL`);
    assert.deepEqual(
      select(search),
      wanted.map(({ number }) => number),
      search,
    );
  }
});

test('each column of the table has a filter that was compared with SQL', () => {
  const asked = FILTERS.flatMap(([search]) => [...new URLSearchParams(search).keys()]);
  const filtered = columnsOf(runs, COLUMNS).filter(({ values }) => values !== null);
  assert.deepEqual(
    filtered.map(({ key }) => key).filter((key) => !asked.includes(key)),
    [],
  );
});

/** Every word that is chosen from, as SQL says it. */
const SETS: Readonly<Record<string, string>> = {
  kind: 'r.kind',
  month: "DATE_FORMAT(FROM_UNIXTIME(r.start_ms / 1000), '%Y-%m')",
  regime: 's.regime',
  quality: 'r.quality',
  copies: COPIES_WORD,
  state: 'r.state',
  origin: 'r.origin',
  site: 'r.site',
};

test('each facet counts what GROUP BY counts, with the other filters applied', async () => {
  const { sets } = countFacets(runs, asked('qL=21000..'), context);
  for (const { column, choices } of sets) {
    if (column.key === 'tags') continue;
    const word = SETS[column.key];
    assert.ok(word !== undefined, `${column.key} is not compared`);
    const counted = await rowsOf(
      `SELECT COALESCE(${word}, 'none') AS word, COUNT(*) AS many ${FROM} WHERE s.q_l >= 21000 GROUP BY 1`,
    );
    const seen = choices.filter(({ count }) => count > 0).map(({ word, count }) => [word, count]);
    const wanted = counted.map(({ word, many }) => [String(word), Number(many)]);
    assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(wanted), column.key);
  }
  assert.ok(sets.length > 6, sets.map(({ column }) => column.key).join(' '));
  const tags = sets.find(({ column }) => column.key === 'tags')?.choices ?? [];
  for (const tag of ['candidate', 'rescan']) {
    const [row] = await rowsOf(
      `SELECT COUNT(*) AS many ${FROM} WHERE s.q_l >= 21000 AND FIND_IN_SET('${tag}', r.tags)`,
    );
    assert.equal(tags.find(({ word }) => word === tag)?.count, Number(row?.['many']), tag);
  }
});

/** Every field that goes out, in the order of the columns, as SQL says it. */
const FIELDS: readonly (readonly [name: string, sql: string])[] = [
  ['run', 'r.number'],
  ['kind', 'r.kind'],
  ['start', isoOf('r.start_ms')],
  ['end', isoOf('r.end_ms')],
  ['month', "DATE_FORMAT(FROM_UNIXTIME(r.start_ms / 1000), '%Y-%m')"],
  ['length_s', "IF(r.origin = 'live', (r.end_ms - r.start_ms) / 1000, NULL)"],
  ['steps', 's.n IS NOT NULL'],
  ['f0_min_hz', 's.f0_hz'],
  ['f0_max_hz', 's.f0_hz'],
  ['q_l', 's.q_l'],
  ['beta', 's.beta'],
  ['coupling', 's.regime'],
  ['regime', 's.regime'],
  ['t_cav_k', 'k.mean_value'],
  ['files', 'r.file_count'],
  ['bytes', 'IF(r.file_count > 0 AND r.sized_count = 0, NULL, r.bytes_sum)'],
  ['files_with_size', 'r.sized_count'],
  ['quality', 'r.quality'],
  ['copies_present', 'COALESCE(c.present, 0)'],
  ['copies_verified', 'COALESCE(c.verified, 0)'],
  ['copies_archived', 'COALESCE(c.archived, 0)'],
  ['copies_removed', 'COALESCE(c.removed, 0)'],
  ['title', 'r.title'],
  ['tags', "NULLIF(r.tags, '')"],
  ['state', 'r.state'],
  ['origin', 'r.origin'],
  ['site', 'r.site'],
];

function isoOf(ms: string): string {
  return `CONCAT(DATE_FORMAT(FROM_UNIXTIME(${ms} DIV 1000), '%Y-%m-%dT%H:%i:%s'), '.000Z')`;
}

const TAKEN: readonly (readonly [search: string, rest: string])[] = [
  ['', 'WHERE TRUE ORDER BY r.number DESC'],
  ['kind=physics&sort=-qL', "WHERE r.kind = 'physics' ORDER BY s.q_l DESC, r.number DESC"],
  [
    'tags=all:candidate&quality=good,none&sort=tCavK',
    `WHERE FIND_IN_SET('candidate', r.tags) AND (r.quality = 'good' OR r.quality IS NULL)
     ORDER BY k.mean_value IS NULL, k.mean_value, r.number DESC`,
  ],
];

test('what is taken out as CSV, JSON and Parquet is what SQL gives, column by column, in the order that is shown', async () => {
  const every = columnsOf(runs, COLUMNS).map(({ key }) => key);
  for (const [search, rest] of TAKEN) {
    const query = asked(`${search}&columns=${every.join(',')}`);
    const { rows } = selectRuns(runs, query, context);
    const columns = shownColumns(runs, query);
    const out = takeOut(rows, columns, context);
    const select = FIELDS.map(([name, sql]) => `${sql} AS \`${name}\``);
    const wanted = (await rowsOf(`SELECT ${select.join(', ')} ${FROM} ${rest}`)).map((row) =>
      Object.fromEntries(FIELDS.map(([name]) => [name, plain(row[name])])),
    );
    assert.ok(wanted.length > 10, search);
    assert.deepEqual(JSON.parse(toJson(out)), wanted, `JSON of ${search}`);

    const [head, ...lines] = parseCsv(toCsv(out));
    assert.deepEqual(
      head,
      FIELDS.map(([name]) => name),
    );
    assert.deepEqual(
      lines,
      wanted.map((row) => Object.values(row).map((value) => String(value ?? ''))),
      `CSV of ${search}`,
    );

    const file = toParquet(toParquetColumns(rows, columns, context));
    const stored = await parquetReadObjects({ file });
    assert.deepEqual(
      stored.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, plain(v)]))),
      wanted,
      `Parquet of ${search}`,
    );
  }
});

/** One way to say a value, whoever read it. */
function plain(value: unknown): OutValue {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
