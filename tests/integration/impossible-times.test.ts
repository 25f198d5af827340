/** A time that no calendar holds, set by hand in any table, stops no publication: it is shown as unknown, or as impossible. */

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { compiledSite } from '#site/compiled-site.ts';
import { buildStaticSite } from '#site/static-site.ts';
import { startPublished, SLUG, T0, type Published } from '../support/published.ts';

/** Beyond 2^53 (year 300 000 and the greatest BIGINT), beyond the last date, before 1970, and far before. */
const TIMES = [
  '9404902224000000',
  '9223372036854775807',
  '8900000000000000',
  '-1',
  '-9223372036854775808',
] as const;
/** Those that differ in how they are met: beyond 2^53 and before everything. */
const [YEAR_300_000] = TIMES;
const EXTREMES = [YEAR_300_000, '-9223372036854775808'] as const;

const BEYOND = 'a value beyond 2^53: as a time it';
/** What the log says of each, once in a publisher's life. */
const SAID = [
  ...EXTREMES.map((time) => [time, BEYOND] as const),
  ['-1', 'a time before 1970 or after 9999: it'],
  ['8900000000000000', 'a time before 1970 or after 9999: it'],
] as const;
/** No page shows when a copy was seen. */
const UNSEEN = 'seen_ms';

let site: Published;
const ENTRY = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

before(async () => {
  site = await startPublished();
  await site.addRun(1, 10);
  await site.sql(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms, last_value, last_quality)
     VALUES (1, 'fridge/t', 'fridge', 'temperature', 'K', 10000, 1, ?, ?, 0.01, 'good')`,
    [T0, T0],
  );
  await site.sql(
    "INSERT INTO key_channel (campaign_id, position, channel, role, label) VALUES (1, 0, 'fridge/t', 't_mc', 'MC')",
  );
  await site.sql("INSERT INTO reading VALUES (1, ?, 0, 0.01, 'good', NULL)", [T0]);
  await site.sql('INSERT INTO step (run_id, n, start_ms) VALUES (1, 1, ?)', [T0]);
  await site.sql(
    `INSERT INTO sweep (file_id, method, run_id, taken_ms, parameter, points, span_hz, tuner_deg, f0_hz)
     VALUES (1, 'm', 1, ?, 's11', 801, 1e6, 22, 8e9)`,
    [T0],
  );
  await site.sql(
    `INSERT INTO job (id, scheduler, instance, job_id, submitted_ms, seen_ms, state, state_raw, run_id)
     VALUES (1, 'slurm', 's', '1', ?, ?, 'running', 'R', 1)`,
    [T0, T0],
  );
  await site.sql(
    "INSERT INTO replica (file_id, location, state, locality, seen_ms) VALUES (1, 'daq', 'present', 'disk', ?)",
    [T0],
  );
  await site.sql(
    `INSERT INTO log_entry (id, origin, author_kind, author, event_ms, created_ms, run_id, title)
     VALUES ('${ENTRY}', '1', 'human', 'ada', ?, ?, 1, 'A word')`,
    [T0, T0],
  );
  await (await site.publisher()).publish();
});
after(() => site[Symbol.asyncDispose]());

/** What is set, in the columns of each table; the row is that of `where`. */
const PLACES = {
  file: ['taken_ms', 'id = 3'],
  run: ['start_ms', 'id = 1'],
  'run ': ['end_ms', 'id = 1'],
  step: ['start_ms', 'run_id = 1'],
  'step ': ['end_ms', 'run_id = 1'],
  sweep: ['taken_ms', 'run_id = 1'],
  job: ['submitted_ms', 'id = 1'],
  'job ': ['started_ms', 'id = 1'],
  replica: ['verified_ms', 'file_id = 1'],
  'replica ': ['seen_ms', 'file_id = 1'],
  log_entry: ['event_ms', `id = '${ENTRY}'`],
} as const;

async function publishAgain(): Promise<void> {
  await site.sql('UPDATE run SET revision = revision + 1 WHERE id = 1');
  await site.change('run', 1);
  await site.change('job', 1);
  await site.change('log', 0, T0, T0);
  await site.change('channel', 1, T0, T0);
  site.now += 120_000;
  await (await site.publisher()).publish();
  const snapshot = await site.snapshot();
  const run = await snapshot.run(SLUG, 1);
  assert.equal(run?.files.name.length, 10);
  await snapshot.runs(SLUG);
  await snapshot.tuner(SLUG);
  await snapshot.series('fridge/t');
}

for (const [key, [column, where]] of Object.entries(PLACES)) {
  const table = key.trim();
  test(`${table}.${column}`, async () => {
    const { administrator } = site.catalogue;
    const [old] = await administrator.query<Record<string, number | null>[]>(
      `SELECT ${column} AS v FROM ${table} WHERE ${where} LIMIT 1`,
    );
    for (const [time, said] of SAID) {
      site.messages.length = 0;
      await site.sql(`UPDATE ${table} SET ${column} = ${time} WHERE ${where}`);
      await publishAgain();
      const sayings = site.messages.filter((text) => text.startsWith(`${table}.${column} holds`));
      const expected = `${table}.${column} holds ${said} is shown as impossible`;
      assert.deepEqual(sayings, column === UNSEEN ? [] : [expected], site.messages.join('\n'));
    }
    await site.sql(`UPDATE ${table} SET ${column} = ? WHERE ${where}`, [old?.['v'] ?? null]);
  });
}

test('pages are rendered, with all of them at once, and the log names what no number holds', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'flash-impossible-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const cache = resolve(import.meta.dirname, '..', '..', '.cache');
  const compiled = await compiledSite({ home: cache, url: null });
  for (const time of EXTREMES) {
    for (const [table, [column, where]] of Object.entries(PLACES))
      await site.sql(`UPDATE ${table} SET ${column} = ${time} WHERE ${where}`);
    await site.sql(`UPDATE channel SET last_ms = ${time}, last_good_ms = ${time} WHERE id = 1`);
    await site.sql('UPDATE run SET revision = revision + 1 WHERE id = 1');
    site.now += 120_000;
    const { pages } = await buildStaticSite({
      out: join(home, 'dist'),
      url: 'http://localhost/',
      site: compiled,
      publish: async (directory) => void (await (await site.publisher(directory)).publish()),
      onProgress: () => undefined,
    });
    // Beside those that every site has: the campaign and its run.
    assert.ok(pages >= 4, `${pages} pages`);
  }
  assert.match(
    site.messages.join('\n'),
    /(?:job|step|run|log_entry)\.\w+_ms holds a value beyond 2\^53/,
  );
  assert.match(site.messages.join('\n'), /1 files have an impossible time/);
  for (const [table, [column, where]] of Object.entries(PLACES))
    await site.sql(`UPDATE ${table} SET ${column} = ${T0} WHERE ${where}`);
});

test('reading.t_ms, and the times of its channel', async () => {
  for (const time of TIMES) {
    await site.sql(`INSERT INTO reading VALUES (1, ${time}, 0, 0.01, 'good', NULL)`);
    await site.sql(`UPDATE channel SET last_ms = ${time}, last_good_ms = ${time} WHERE id = 1`);
    await publishAgain();
    await site.sql(`UPDATE channel SET last_ms = ${T0}, first_ms = ${time} WHERE id = 1`);
    await publishAgain();
    await site.sql(`UPDATE channel SET first_ms = ${T0}, last_good_ms = ${T0} WHERE id = 1`);
    await site.sql(`DELETE FROM reading WHERE t_ms = ${time}`);
  }
});
