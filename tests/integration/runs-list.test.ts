/** The list of runs against the catalogue: filters, facet counts, order and exports are those that SQL gives. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CellContext } from '#site/src/runs/column.ts';
import { countFacets } from '#site/src/runs/facets.ts';
import { readQuery, selectRuns, shownColumns } from '#site/src/runs/query.ts';
import { takeOut, toCsv, toJson } from '#site/src/runs/take-out.ts';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { SLUG, startPublished, T0, type Published } from '../support/published.ts';

const RUNS = 400;
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

const FROM = 'FROM run r LEFT JOIN step s ON s.run_id = r.id';

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

test('each facet counts what GROUP BY counts, with the other filters applied', async () => {
  const { sets } = countFacets(runs, asked('qL=21000..'), context);
  const columns = { kind: 'r.kind', quality: 'r.quality', regime: 's.regime', state: 'r.state' };
  for (const [key, column] of Object.entries(columns)) {
    const counted = await rowsOf(
      `SELECT COALESCE(${column}, 'none') AS word, COUNT(*) AS many ${FROM} WHERE s.q_l >= 21000 GROUP BY 1`,
    );
    const choices = sets.find((set) => set.column.key === key)?.choices ?? [];
    const seen = choices
      .filter(({ count }) => count > 0)
      .map(({ word, count }) => [word, count] as const);
    const wanted = counted.map(({ word, many }) => [String(word), Number(many)] as const);
    // A facet of one word is none.
    if (choices.length > 0)
      assert.deepEqual(Object.fromEntries(seen), Object.fromEntries(wanted), key);
  }
  const tags = sets.find(({ column }) => column.key === 'tags')?.choices ?? [];
  for (const tag of ['candidate', 'rescan']) {
    const [row] = await rowsOf(
      `SELECT COUNT(*) AS many ${FROM} WHERE s.q_l >= 21000 AND FIND_IN_SET('${tag}', r.tags)`,
    );
    assert.equal(tags.find(({ word }) => word === tag)?.count, Number(row?.['many']), tag);
  }
});

test('what is taken out is what SQL gives, in the order that is shown', async () => {
  const query = asked('kind=physics&sort=-qL&columns=number,qL,bytes,quality,tags,title');
  const { rows } = selectRuns(runs, query, context);
  const out = takeOut(rows, shownColumns(runs, query), context);
  const wanted = await rowsOf(
    `SELECT r.number AS run, s.q_l, IF(r.file_count > 0 AND r.sized_count = 0, NULL, r.bytes_sum) AS bytes,
       r.sized_count AS files_with_size, r.quality, NULLIF(r.tags, '') AS tags, r.title
     ${FROM} WHERE r.kind = 'physics' ORDER BY s.q_l DESC, r.number DESC`,
  );
  assert.deepEqual(
    (JSON.parse(toJson(out)) as Record<string, unknown>[]).map((row) => ({ ...row })),
    wanted.map((row) => ({ ...row, bytes: Number(row['bytes']) })),
  );
  const csv = toCsv(out).split('\r\n');
  assert.equal(csv[0], 'run,q_l,bytes,files_with_size,quality,tags,title');
  assert.equal(csv.length, wanted.length + 2);
  assert.ok(csv.some((line) => line.includes('"Pass ') && line.includes('""quoted"" & <b>')));
});
