/** The list of runs against the catalogue: filters, facet counts, order and exports are those that SQL gives. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parquetMetadata, parquetReadObjects, parquetSchema } from 'hyparquet';
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
import { promised } from '../support/promises.ts';
import { SLUG, startPublished, type Published } from '../support/published.ts';
import { FIELDS, fillRuns, listInSql } from '../support/runs-in-sql.ts';

let site: Published;
let runs: Runs;
let context: CellContext;

before(async () => {
  site = await startPublished();
  await fillRuns(site);
  await (await site.publisher()).publish();
  const found = await (await site.snapshot()).runs(SLUG);
  assert.ok(found !== null);
  runs = found;
  context = { slug: SLUG, at: site.now };
  await site.sql("SET time_zone = '+00:00'");
  await site.sql(listInSql(site.now));
});
after(() => site[Symbol.asyncDispose]());

const asked = (search: string) => readQuery(new URLSearchParams(search), site.now);

async function rowsOf(text: string): Promise<readonly Record<string, unknown>[]> {
  return await site.catalogue.administrator.query<Record<string, unknown>[]>(text);
}

/** What a reader asks of one column, and the same in SQL. */
interface Wish {
  readonly key: string;
  readonly said: string;
  readonly where: string;
}

const wish = (key: string, said: string, where: string): Wish => ({ key, said, where });

const WISHES: readonly Wish[] = [
  wish('kind', 'physics,noise', "kind IN ('physics', 'noise')"),
  wish('kind', '!physics', "kind <> 'physics'"),
  wish('quality', 'none', 'quality IS NULL'),
  wish('quality', 'good,none', "quality = 'good' OR quality IS NULL"),
  wish('tags', 'candidate,rescan', "FIND_IN_SET('candidate', tags) OR FIND_IN_SET('rescan', tags)"),
  wish('tags', 'all:candidate,all:rescan', "tags = 'candidate,rescan'"),
  wish('tags', '!rescan', "tags IS NULL OR NOT FIND_IN_SET('rescan', tags)"),
  wish('tags', 'candidate,!rescan', "tags = 'candidate'"),
  wish('tags', 'none', 'tags IS NULL'),
  wish('qL', '21000..23000', 'q_l BETWEEN 21000 AND 23000'),
  wish('qL', 'none', 'q_l IS NULL'),
  wish('f0', '8833..', 'f0_max_hz >= 8833000000'),
  wish('f0', '8832.5..8833', 'f0_max_hz >= 8832500000 AND f0_min_hz <= 8833000000'),
  wish('length', '1..2', 'length_s BETWEEN 3600 AND 7200'),
  wish('length', '..15min', 'length_s <= 900'),
  wish('length', 'none', 'length_s IS NULL'),
  wish('bytes', '0.5..0.8', 'bytes BETWEEN 500000000 AND 800000000'),
  wish('bytes', 'none', 'bytes IS NULL'),
  wish('month', '2026-12', "`start` LIKE '2026-12-%'"),
  wish('start', 'none', '`start` IS NULL'),
  wish(
    'start',
    '2026-11-25..2026-12-05T06:00Z',
    "`start` BETWEEN '2026-11-25' AND '2026-12-05T06:00:00.000Z'",
  ),
  wish('text', 'pass quoted', "LOWER(title) LIKE '%pass%quoted%'"),
  wish('text', 'candidate lnf', "FIND_IN_SET('candidate', tags) AND site = 'LNF'"),
  wish('state', 'aborted,open', "state IN ('aborted', 'open')"),
  wish('origin', 'live', "origin = 'live'"),
  wish('number', '10..200', 'run BETWEEN 10 AND 200'),
  wish('files', '1..', 'files >= 1'),
  wish('end', '2026-12-01..2026-12-02', "LEFT(`end`, 10) IN ('2026-12-01', '2026-12-02')"),
  wish('end', 'none', '`end` IS NULL'),
  wish('steps', '2..', 'steps >= 2'),
  wish('beta', '1.4..1.6', 'beta BETWEEN 1.4 AND 1.6'),
  wish('regime', 'under,unknown', "regime IN ('under', 'unknown')"),
  wish('field', '3..9', 'field_t BETWEEN 3 AND 9'),
  wish('field', '..0', 'field_t <= 0'),
  wish('tCavK', '15mK..25mK', 't_cav_k BETWEEN 0.015 AND 0.025'),
  wish('tMcK', 'none', 't_mc_k IS NULL'),
  wish('tMcK', '0.03..', 't_mc_k >= 0.03'),
  wish('site', 'none', 'site IS NULL'),
  wish('copies', 'verified,partly verified,no file', "copies IN ('verified', 'partly verified')"),
  wish('copies', 'removed,partly present', "copies IN ('removed', 'partly present')"),
  wish(
    'copies',
    'verified and archived,none',
    "copies = 'verified and archived' OR copies IS NULL",
  ),
];

/** Each alone, and each with two others of other columns. */
const ASKED: readonly (readonly Wish[])[] = [
  [],
  ...WISHES.map((one) => [one]),
  ...WISHES.map((one, i) => {
    const others = [7, 18].map((step) => WISHES[(i + step) % WISHES.length] ?? one);
    const all = [one, ...others];
    return all.filter(({ key }, n) => all.findIndex((other) => other.key === key) === n);
  }),
];

const searchOf = (wishes: readonly Wish[]): string =>
  wishes.map(({ key, said }) => `${key}=${encodeURIComponent(said)}`).join('&');
const whereOf = (wishes: readonly Wish[]): string =>
  ['TRUE', ...wishes.map(({ where }) => `(${where})`)].join(' AND ');

/** Every word that is chosen from, as the list in SQL names its column. */
const SETS = ['kind', 'month', 'regime', 'quality', 'copies', 'state', 'origin', 'site'];
/** Every quantity and time, lowest and highest. */
const SPANS: Readonly<Record<string, readonly [low: string, high: string]>> = {
  number: ['run', 'run'],
  start: ['`start`', '`start`'],
  end: ['`end`', '`end`'],
  length: ['length_s * 1000', 'length_s * 1000'],
  steps: ['steps', 'steps'],
  f0: ['f0_min_hz', 'f0_max_hz'],
  qL: ['q_l', 'q_l'],
  beta: ['beta', 'beta'],
  field: ['field_t', 'field_t'],
  tCavK: ['t_cav_k', 't_cav_k'],
  tMcK: ['t_mc_k', 't_mc_k'],
  files: ['files', 'files'],
  bytes: ['bytes', 'bytes'],
};

test(promised('2.3', 'what is left'), async () => {
  let some = 0;
  for (const wishes of ASKED) {
    const wanted = await rowsOf(
      `SELECT run FROM listed WHERE ${whereOf(wishes)} ORDER BY run DESC`,
    );
    if (wanted.length > 0) some += 1;
    else assert.ok(wishes.length > 1, `${searchOf(wishes)} selects nothing in SQL`);
    const { rows } = selectRuns(runs, asked(searchOf(wishes)), context);
    assert.deepEqual(
      rows.map(({ number }) => number),
      wanted.map(({ run }) => run),
      searchOf(wishes),
    );
  }
  assert.ok(some > 60, `only ${some} of ${ASKED.length} select anything`);
});

test(promised('2.3', 'counts of words'), async () => {
  for (const wishes of ASKED) {
    const { sets } = countFacets(runs, asked(searchOf(wishes)), context);
    assert.deepEqual(sets.map(({ column }) => column.key).sort(), [...SETS, 'tags'].sort());
    for (const { column, choices } of sets) {
      const others = wishes.filter(({ key }) => key !== column.key);
      const counted =
        column.key === 'tags'
          ? await countTags(whereOf(others))
          : await rowsOf(
              `SELECT COALESCE(${column.key}, 'none') AS word, COUNT(*) AS many FROM listed WHERE ${whereOf(others)} GROUP BY 1`,
            );
      const wanted = counted.map(({ word, many }) => [String(word), Number(many)] as const);
      assert.deepEqual(
        Object.fromEntries(
          choices.filter(({ count }) => count > 0).map(({ word, count }) => [word, count]),
        ),
        Object.fromEntries(wanted.filter(([, many]) => many > 0)),
        `${column.key} of ${searchOf(wishes)}`,
      );
    }
  }
});

/** A run counts for each of its tags. */
async function countTags(where: string): Promise<readonly Record<string, unknown>[]> {
  const count = (word: string, is: string): string =>
    `SELECT '${word}' AS word, COUNT(*) AS many FROM listed WHERE ${where} AND ${is}`;
  const has = (tag: string): string => count(tag, `FIND_IN_SET('${tag}', tags)`);
  return await rowsOf(
    `${has('candidate')} UNION ALL ${has('rescan')} UNION ALL ${count('none', 'tags IS NULL')}`,
  );
}

test(promised('2.3', 'ends, and how many are not known'), async () => {
  const { spans } = countFacets(runs, asked(''), context);
  for (const { column, ends, absent } of spans) {
    const [low, high] = SPANS[column.key] ?? [];
    const [row] = await rowsOf(
      `SELECT MIN(${low}) AS low, MAX(${high}) AS high, SUM(${low} IS NULL) AS absent FROM listed`,
    );
    const end = (value: unknown): number =>
      typeof value === 'string' && value.endsWith('Z') ? Date.parse(value) : Number(value);
    assert.deepEqual(
      [...(ends ?? []), absent],
      [end(row?.['low']), end(row?.['high']), Number(row?.['absent'])],
      column.key,
    );
  }
});

test('each column of the table has a filter that was compared with SQL', () => {
  const compared = [...SETS, 'tags', ...Object.keys(SPANS)];
  const wished = new Set(WISHES.map(({ key }) => key));
  // The free text looks for titles.
  const filtered = columnsOf(runs, COLUMNS).filter(({ key }) => key !== 'title');
  assert.deepEqual(filtered.map(({ key }) => key).sort(), compared.toSorted());
  assert.deepEqual(
    compared.filter((key) => !wished.has(key)),
    [],
  );
});

const ORDERS: readonly (readonly [sort: string, order: string])[] = [
  ['', 'run DESC'],
  ['&sort=-qL', 'q_l IS NULL, q_l DESC, run DESC'],
  ['&sort=tCavK', 't_cav_k IS NULL, t_cav_k, run DESC'],
  ['&sort=-title', 'title IS NULL, title COLLATE utf8mb4_bin DESC, run DESC'],
];

test(promised('2.11'), async () => {
  const every = columnsOf(runs, COLUMNS).map(({ key }) => key);
  const types = new Set<string>();
  for (const [i, wishes] of ASKED.entries()) {
    const [sort = '', order = ''] = ORDERS[i % ORDERS.length] ?? [];
    const search = `${searchOf(wishes)}${sort}&columns=${every.join(',')}`;
    const query = asked(search);
    const { rows } = selectRuns(runs, query, context);
    const columns = shownColumns(runs, query);
    const out = takeOut(rows, columns, context);
    const names = FIELDS.map((name) => `\`${name}\``).join(', ');
    const wanted = (
      await rowsOf(`SELECT ${names} FROM listed WHERE ${whereOf(wishes)} ORDER BY ${order}`)
    ).map((row) => Object.fromEntries(FIELDS.map((name) => [name, plain(row[name])])));
    assert.deepEqual(JSON.parse(toJson(out)), wanted, `JSON of ${search}`);

    const [head, ...lines] = parseCsv(toCsv(out));
    assert.deepEqual(head, [...FIELDS]);
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
    const { children } = parquetSchema(parquetMetadata(file));
    types.add(children.map(({ element }) => `${element.name} ${element.type}`).join());
  }
  // Files of several selections are read as one table.
  assert.equal(types.size, 1, [...types].join('\n'));
});

/** One way to say a value, whoever read it. */
function plain(value: unknown): OutValue {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
