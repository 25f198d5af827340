/** Days, storage, jobs and shifts as they are published: equal to what SQL says, and counted again only where something changed. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { promised } from '../support/promises.ts';
import { startPublished, T0, type Published } from '../support/published.ts';

let published: Published;
const DAY = 86_400_000;
const DATE = '2026-11-20';

before(async () => {
  published = await startPublished();
});
after(async () => {
  await published[Symbol.asyncDispose]();
});

const sql = (text: string, values?: readonly unknown[]) => published.sql(text, values);
const change = (...of: Parameters<Published['change']>) => published.change(...of);
/** The days of the newest year that is published. */
const daysNow = async () => {
  const snapshot = await published.snapshot();
  const [year] = (await snapshot.overview()).days;
  assert.ok(year);
  return (await snapshot.daysOfYear(year)).days;
};
const ulid = (n: number): string => `01K00000000000000000000${String(n).padStart(3, '0')}`;

test('a day is what its rows say, and follows what changes', async () => {
  await published.addRun(1, 100);
  await published.addRun(2, 50);
  await sql(
    `INSERT INTO step (run_id, n, start_ms, f0_hz, q_l) VALUES (1, 1, ?, 8834000000, 20000), (1, 2, ?, 8834100000, 20000)`,
    [T0 + 3_600_000, T0 + 3_700_000],
  );
  await sql(
    `INSERT INTO replica (file_id, location, state, locality, seen_ms, verified_ms)
     SELECT id, 'lnf-daq', 'present', 'disk', 0, IF(id MOD 2 = 0, 1, NULL) FROM file WHERE run_id = 1`,
  );
  await sql(
    `INSERT INTO alarm (alert, subject, raised_ms, labels_json, severity, since_ms, summary) VALUES ('A', '', ?, '{}', 'warning', ?, '')`,
    [T0, T0],
  );
  published.now = T0 + 5 * 3_600_000;
  const publisher = await published.publisher();
  await publisher.publish();
  const first = await published.snapshot();
  const [year] = (await first.overview()).days;
  assert.ok(year);
  const { days } = await first.daysOfYear(year);
  const day = days[DATE];
  assert.ok(day);
  assert.equal(day.files, 150);
  assert.equal(day.bytes, 150 * 34_000_000);
  // A cadence a file, at most the length of the run.
  assert.equal(day.livePhysicsMs, 150 * 2_190);
  assert.equal(day.openMs.unjudged, 150 * 2_190);
  assert.deepEqual(day.covered, [[8_833_779_150, 8_834_320_853]]);
  assert.deepEqual(
    day.runs.map(({ kind, ms }) => [kind, ms]),
    [
      ['physics', 100 * 2_190],
      ['physics', 50 * 2_190],
    ],
  );
  assert.deepEqual(day.alarms, { warning: 1 });
  assert.deepEqual(day.copies, {
    '': { none: 50 },
    'lnf-daq': { verified: 50, present: 50 },
  });
  assert.equal(day.missing, 50);

  await sql(
    `INSERT INTO quality_flag (id, origin, run_id, from_ms, to_ms, quality, why, by_whom, created_ms)
     VALUES (?, 'a', 1, NULL, NULL, 'bad', 'noise', 'Ada Neri', ?)`,
    [ulid(1), published.now],
  );
  await change('run', 1);
  await change('flag', 0, published.now, published.now);
  published.now += 60_000;
  await publisher.publish();
  const second = await published.snapshot();
  const [again] = (await second.overview()).days;
  assert.ok(again);
  const flagged = (await second.daysOfYear(again)).days[DATE];
  assert.equal(flagged?.openMs.bad, 100 * 2_190);
  assert.equal(flagged?.openMs.unjudged, 50 * 2_190);
  const rota = (await second.overview()).rota[0];
  assert.ok(rota);
  assert.equal((await second.rotaOfYear(rota)).flags[0]?.why, 'noise');

  // Nothing of a day changed: its year keeps its name.
  published.now += 60_000;
  await publisher.publish();
  const third = await published.snapshot();
  assert.deepEqual((await third.overview()).days, (await second.overview()).days);
  await publisher.stop();
});

test('a publisher that starts again goes on from the days that it finds', async () => {
  await published.addRun(3, 10);
  await change('run', 3, T0 + 3 * 3_600_000, T0 + 3 * 3_600_000);
  published.now += 60_000;
  const publisher = await published.publisher();
  await publisher.publish();
  assert.equal((await daysNow())[DATE]?.files, 160);
  await sql('DELETE FROM run WHERE id = 3');
  published.now += 60_000;
  await publisher.publish();
  assert.equal((await daysNow())[DATE]?.files, 150);
  await publisher.stop();
});

test(promised('8.3', 'by the day on which a file was taken, or the first of its run'), async () => {
  // A run over three midnights; a file after its end, one long before it, one whose time nobody knows.
  const start = T0 - 3 * DAY;
  await published.addRun(5, 4);
  await sql('UPDATE run SET start_ms = ?, end_ms = ?, last_file_ms = ? WHERE id = 5', [
    start,
    start + DAY,
    start + 2 * DAY,
  ]);
  for (const [i, t] of [start + DAY, start + 2 * DAY, start - 400 * DAY, null].entries())
    await sql('UPDATE file SET taken_ms = ? WHERE run_id = 5 AND name LIKE ?', [
      t,
      `%${i + 1}.dat`,
    ]);
  await sql(
    `INSERT INTO replica (file_id, location, state, locality, seen_ms)
     SELECT id, 'store', 'present', 'disk', 0 FROM file WHERE run_id = 5 AND name NOT LIKE '%1.dat'`,
  );
  await change('run', 5, start, start + 2 * DAY);
  published.now += 60_000;
  const publisher = await published.publisher();
  await publisher.publish();
  const days = await daysNow();
  const copiesOf = (after: number) => {
    const day = days[new Date(start + after).toISOString().slice(0, 10)];
    return [day?.copies, day?.missing];
  };
  assert.deepEqual(copiesOf(0), [{ store: { present: 2 } }, 0]);
  assert.deepEqual(copiesOf(DAY), [{ '': { none: 1 } }, 1]);
  assert.deepEqual(copiesOf(2 * DAY), [{ store: { present: 1 } }, 0]);
  await sql('DELETE FROM run WHERE id = 5');
  await change('run', 5, start, start + 2 * DAY);
  await publisher.stop();
});

test(
  promised(
    '8.2',
    'from the catalogue: growth, quotas that hold, a line a year; jobs by owner and reason',
  ),
  async () => {
    const now = published.now + 60_000;
    await sql(`INSERT INTO resource (id, name, label, role, unit) VALUES (1, 'lnf-daq/daq', 'DAQ disk', 'daq', 'By'),
    (2, 'cnaf/tape', 'CNAF tape', 'tape', 'By')`);
    for (let i = 0; i <= 6; i += 1)
      await sql('INSERT INTO resource_usage VALUES (1, ?, ?, 1000000), (2, ?, 400, 1000)', [
        now - i * 3_600_000,
        500_000 - i * 3_600,
        now - i * 3_600_000,
      ]);
    await sql(
      `INSERT INTO quota (resource_id, standing, source, valid_from_ms, bound, value, seen_ms) VALUES
     (2, 'assigned', 'letter', ?, 'limited', 1000, 0), (2, 'assigned', 'letter', ?, 'limited', 2000, 0),
     (2, 'requested', 'letter', ?, 'limited', 3000, 0)`,
      [Date.UTC(2025, 2), now + DAY, Date.UTC(2026, 0)],
    );
    await sql(
      `INSERT INTO job (scheduler, instance, job_id, submitted_ms, seen_ms, state, state_raw, ended_ms, owner, person, in_queue,
       reason, exit_code, cpu_s, wall_s, cpus) VALUES
     ('htcondor', 's', '1.0', 0, ?, 'failed', 'x', ?, 'pool', 'Ada Neri', 0, NULL, 137, 50, 100, 2),
     ('htcondor', 's', '2.0', 0, ?, 'running', 'x', NULL, 'pool', NULL, 1, NULL, NULL, NULL, NULL, NULL)`,
      [now, now - 1_000, now],
    );
    await sql(`INSERT INTO job_queue VALUES ('htcondor', 's', ?, 1)`, [now]);
    await change('resource', 1, now, now);
    published.now = now;
    const publisher = await published.publisher();
    await publisher.publish();
    const snapshot = await published.snapshot();
    const storage = await snapshot.storage();
    const disk = storage.resources.find(({ name }) => name === 'lnf-daq/daq');
    assert.equal(disk?.growth, 1);
    assert.equal(disk?.used, 500_000);
    const tape = storage.resources.find(({ name }) => name === 'cnaf/tape');
    assert.deepEqual(
      tape?.quotas.map(({ standing, value }) => [standing, value]),
      [
        ['assigned', 1000],
        ['requested', 3000],
      ],
    );
    assert.deepEqual(
      storage.years.map(({ year, requested, assigned, used }) => [
        year,
        requested?.value ?? null,
        assigned?.value ?? null,
        used,
      ]),
      [
        [2026, 3000, 1000, 400],
        [2025, null, 1000, null],
      ],
    );
    const jobs = await snapshot.jobs();
    assert.deepEqual(jobs.byState, { running: 1 });
    assert.deepEqual(jobs.reasons, [{ reason: 'exit code 137', count: 1 }]);
    assert.deepEqual(
      jobs.owners.map(({ owner, coreS, cpuS }) => [owner, coreS, cpuS]),
      [
        ['Ada Neri', 200, 50],
        ['pool', null, null],
      ],
    );
    assert.equal(jobs.failures[0]?.exitCode, 137);
    const dayOf = (t: number): number => Math.floor((t - jobs.days.start) / DAY);
    assert.equal(jobs.days.byState['failed']?.[dayOf(now - 3 * DAY)], 0);

    // A history that is taken in late: the day that is long over is counted again.
    await sql(
      `INSERT INTO job (scheduler, instance, job_id, submitted_ms, seen_ms, state, state_raw, ended_ms, in_queue)
       VALUES ('htcondor', 's', '3.0', 0, ?, 'failed', 'x', ?, 0)`,
      [now, now - 3 * DAY],
    );
    await change('job', 0, now - 3 * DAY, now);
    published.now = now + 60_000;
    await publisher.publish();
    const late = await (await published.snapshot()).jobs();
    assert.equal(late.days.byState['failed']?.[dayOf(now - 3 * DAY)], 1);
    await publisher.stop();
  },
);

test('Now: who is on shift, since when the field is as it is, how a key channel goes, the live fraction', async () => {
  const now = Math.floor(published.now / 3_600_000) * 3_600_000 + 4 * 3_600_000 + 1_800_000;
  const hour = now - 1_800_000;
  await sql(
    `INSERT INTO channel (id, name, device, quantity, unit, cadence_ms, reading_count, first_ms, last_ms, last_value,
       last_quality, last_good_ms, last_good_value)
     VALUES (7, 'magnet/mode', 'magnet', 'state', '1', 60000, 1, ?, ?, 1, 'good', ?, 1),
       (8, 'fridge/t', 'fridge', 'temperature', 'K', 60000, 1, ?, ?, 0.04, 'good', ?, 0.04)`,
    [hour - 7_200_000, now, now, hour - 7_200_000, now, now],
  );
  await sql(
    `INSERT INTO key_channel VALUES (1, 1, 'magnet/mode', 'magnet_mode', 'Mode'), (1, 2, 'fridge/t', 't_cav', 'Cavity')`,
  );
  // Driven until 20 minutes past the last hour but one, persistent since.
  const changed = hour - 3_600_000 + 20 * 60_000;
  for (let t = hour - 3_600_000; t <= now; t += 60_000) {
    const rows = [
      { channel: 7, value: t < changed ? 0 : 1 },
      { channel: 8, value: 0.03 + (t - hour) * 1e-9 },
    ];
    for (const { channel, value } of rows)
      await sql('INSERT INTO reading_minute VALUES (?, ?, 1, ?, ?, ?, ?, 1)', [
        channel,
        t,
        value,
        value,
        value,
        value,
      ]);
  }
  await sql(
    'INSERT INTO reading_hour VALUES (7, ?, 60, 0, 1, 0.7, 1, 60), (7, ?, 30, 1, 1, 1, 1, 30)',
    [hour - 3_600_000, hour],
  );
  await sql(
    `INSERT INTO shift (id, person, role, from_ms, to_ms, by_whom, created_ms) VALUES (?, 'Ada Neri', 'shifter', ?, ?, 'x', 0),
       (?, 'Bo Lindqvist', 'shifter', ?, ?, 'x', 0)`,
    [ulid(11), now - 60_000, now + 60_000, ulid(12), now - 9e6, now - 8e6],
  );
  await published.addRun(9, 0);
  await sql(
    `UPDATE run SET state = 'open', start_ms = ?, end_ms = NULL, file_count = 90, cadence_ms = 10000, node = 'd' WHERE id = 9`,
    [now - 1_820_000],
  );
  await sql(
    `INSERT INTO file (run_id, name, taken_ms, taken_source, bytes)
     SELECT 9, CONCAT('f', seq), ? + seq * 10000, 'header', 1 FROM seq_0_to_89`,
    [now - 1_820_000],
  );
  await change('run', 9, now, now);
  published.now = now;
  const publisher = await published.publisher();
  await publisher.publish();
  const { now: shown } = await published.snapshot();
  assert.deepEqual(
    shown.shifts.map(({ person }) => person),
    ['Ada Neri'],
  );
  assert.equal(shown.fieldSince, changed);
  assert.deepEqual(shown.trends, { 'magnet/mode': 0, 'fridge/t': 0.0036 });
  assert.equal(shown.live?.fraction, 0.5);
  assert.deepEqual(shown.copies?.locations, ['lnf-daq']);
  await publisher.stop();
});
