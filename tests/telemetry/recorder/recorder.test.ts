import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../../support/catalogue.ts';
import {
  CAMPAIGN,
  channelFact,
  createSender,
  fileFact,
  fit,
  jobFact,
  readingsFact,
  RUN_PATH,
  sweepFact,
  T0,
} from '../../support/facts.ts';

const settings = {
  campaigns: [
    {
      name: CAMPAIGN,
      slug: 'quax',
      key_channels: [
        {
          channel: 'qfridge/ch7-t',
          role: 't_cav',
          label: 'Cavity',
          limits: [{ side: 'high', severity: 'attention', value: 0.05, reason: 'warm' }],
        },
        { channel: 'qfridge/ch6-t', role: 't_mc', label: 'Mixing chamber' },
        { channel: 'magnet/field', role: 'field', label: 'Field' },
      ],
    },
  ],
};

let catalogue: TestCatalogue;
let recorder: Recorder;
let now = T0;
let commits = 0;

before(async () => {
  catalogue = await startTestCatalogue({ settings });
  recorder = createRecorder({
    pool: catalogue.pools.recorder,
    clock: { now: () => now, monotonic: () => performance.now() },
    campaigns: catalogue.config.campaigns,
    onCommit: () => (commits += 1),
  });
});
after(() => catalogue[Symbol.asyncDispose]());

const query = <Row>(sql: string, values: readonly unknown[] = []): Promise<Row[]> =>
  catalogue.pools.publisher.query<Row[]>(sql, values);

test('a batch is committed with its acknowledgement, and sent twice changes nothing', async () => {
  const sender = createSender('node-a', 'cryostat');
  const batch = sender.batch([
    channelFact('fridge/a'),
    readingsFact('fridge/a', [
      [T0, 4.2, 'good'],
      [T0 + 10_000, 4.3, 'good'],
      [T0 + 20_000, null, 'over'],
    ]),
  ]);
  assert.deepEqual(await recorder.record(batch), {
    status: 200,
    body: { acknowledged: 2, refused: [] },
  });
  const first = await query('SELECT * FROM reading_utc WHERE channel = ?', ['fridge/a']);
  const changes = await query('SELECT * FROM `change`');
  assert.equal((await recorder.record(batch)).status, 200);
  assert.deepEqual(await query('SELECT * FROM reading_utc WHERE channel = ?', ['fridge/a']), first);
  assert.deepEqual(await query('SELECT * FROM `change`'), changes);
  assert.equal(first.length, 3);
  const channels = await query('SELECT * FROM channel WHERE name = ?', ['fridge/a']);
  assert.partialDeepStrictEqual(channels, [
    {
      unit: 'K',
      reading_count: 3,
      first_ms: T0,
      last_ms: T0 + 20_000,
      last_value: null,
      last_quality: 'over',
      last_good_ms: T0 + 10_000,
      last_good_value: 4.3,
      cadence_ms: 10_000,
    },
  ]);
});

test('a batch that begins too late is answered with the number expected; an overlap is taken in part', async () => {
  const sender = createSender('node-b', 'cryostat');
  const one = sender.batch([channelFact('b/x'), readingsFact('b/x', [[T0, 1, 'good']])]);
  const two = sender.batch([readingsFact('b/x', [[T0 + 1_000, 2, 'good']])]);
  assert.deepEqual(await recorder.record(two), { status: 409, body: { expected: 1 } });
  await recorder.record(one);
  const overlap = { ...two, first: 2, facts: [one.facts[1], two.facts[0]] };
  assert.deepEqual(await recorder.record(overlap), {
    status: 200,
    body: { acknowledged: 3, refused: [] },
  });
  const rows = await query<{ value: number }>(
    'SELECT value FROM reading_utc WHERE channel = ? ORDER BY t_ms',
    ['b/x'],
  );
  assert.deepEqual(
    rows.map(({ value }) => value),
    [1, 2],
  );
});

test('the same stamp with another value is the next n; roll-ups follow, late readings too', async () => {
  const sender = createSender('node-c', 'cryostat');
  const minute = T0 - (T0 % 60_000);
  const send = (values: Parameters<typeof readingsFact>[1]) =>
    recorder.record(sender.batch([readingsFact('c/x', values)]));
  await send([
    [minute + 1_000, 1, 'good'],
    [minute + 1_000, 1, 'good'],
    [minute + 1_000, 2, 'good'],
    [minute + 61_000, 10, 'good'],
  ]);
  await send([
    [minute + 30_000, 6, 'good'],
    [minute + 40_000, 102, 'over'],
    [minute + 1_000, 2, 'good'],
  ]);
  const rows = await query<Record<string, unknown>>(
    'SELECT t_ms, n, value FROM reading_utc WHERE channel = ? ORDER BY t_ms, n',
    ['c/x'],
  );
  assert.deepEqual(
    rows.map(({ t_ms, n, value }) => [Number(t_ms) - minute, n, value]),
    [
      [1_000, 0, 1],
      [1_000, 1, 2],
      [30_000, 0, 6],
      [40_000, 0, 102],
      [61_000, 0, 10],
    ],
  );
  const minutes = await query(
    `SELECT m.* FROM reading_minute m JOIN channel c ON c.id = m.channel_id WHERE c.name = 'c/x' ORDER BY t_ms`,
  );
  assert.partialDeepStrictEqual(minutes, [
    { t_ms: minute, n: 3, min_value: 1, max_value: 6, mean_value: 3, last_value: 6, all_count: 4 },
    { t_ms: minute + 60_000, n: 1, mean_value: 10, last_value: 10, all_count: 1 },
  ]);
  const hours = await query(
    `SELECT h.* FROM reading_hour h JOIN channel c ON c.id = h.channel_id WHERE c.name = 'c/x'`,
  );
  assert.partialDeepStrictEqual(hours, [
    { n: 4, min_value: 1, max_value: 10, mean_value: 19 / 4, last_value: 10, all_count: 5 },
  ]);
});

test('a run opens with its first file, counts, gets temperatures, steps and a log, and closes when idle', async () => {
  const daq = createSender();
  const cryo = createSender('lnf-daq', 'cryostat');
  now = T0 + 60_000;
  await recorder.record(
    cryo.batch([
      channelFact('qfridge/ch7-t', { staleAfterMs: 60_000 }),
      channelFact('qfridge/ch6-t', { staleAfterMs: 60_000 }),
      channelFact('magnet/field', { quantity: 'field', unit: 'T', staleAfterMs: 60_000 }),
      readingsFact('qfridge/ch7-t', [[T0 - 5_000, 0.03, 'good']]),
      readingsFact('magnet/field', [[T0 - 5_000, 8, 'good']]),
    ]),
  );
  const sweepName = 'S11_22p3deg.txt';
  const files = Array.from({ length: 5 }, (_, i) =>
    fileFact({
      name: `quax_${String(i)}.dat`,
      takenAt: T0 + 10_000 + i * 2_190,
      copy: { location: 'lnf-daq', uri: `file:///daq/quax_${String(i)}.dat` },
    }),
  );
  const result = await recorder.record(
    daq.batch([
      fileFact({ name: sweepName, takenAt: T0, bytes: 40_000 }),
      sweepFact({ name: sweepName, takenAt: T0 }),
      ...files,
    ]),
  );
  assert.deepEqual(result, { status: 200, body: { acknowledged: 7, refused: [] } });
  const [run] = await query<Record<string, unknown>>('SELECT * FROM run_utc WHERE path = ?', [
    RUN_PATH,
  ]);
  assert.partialDeepStrictEqual(run, {
    number: 1,
    state: 'open',
    kind: 'physics',
    node: 'lnf-daq',
    start_ms: T0,
    end_ms: null,
    file_count: 6,
    sized_count: 6,
    bytes_sum: 40_000 + 5 * 340_000,
    cadence_ms: 2_190,
  });
  const rows = await query<Record<string, unknown>>(
    `SELECT name, t_cav_k, t_mc_k, cavity_hz FROM file WHERE run_id = ? AND name LIKE 'quax%' ORDER BY name`,
    [run?.['id']],
  );
  assert.deepEqual(
    rows.map(({ t_cav_k, t_mc_k, cavity_hz }) => [t_cav_k, t_mc_k, cavity_hz]),
    files.map(() => [0.03, null, 8.832145e9]),
  );
  assert.partialDeepStrictEqual(await query('SELECT * FROM step WHERE run_id = ?', [run?.['id']]), [
    {
      n: 1,
      start_ms: T0,
      end_ms: null,
      live_ms: 5 * 2_190,
      tuner_deg: 22.3,
      f0_hz: 8.832145e9,
      q_l: 21_300,
      field_t: 8,
      f0_source: sweepName,
      field_source: 'magnet/field',
    },
  ]);
  // Readings that come late give the files what they would have had.
  await recorder.record(
    cryo.batch([readingsFact('qfridge/ch6-t', [[T0 + 12_000, 0.011, 'good']])]),
  );
  const late = await query<Record<string, unknown>>(
    `SELECT t_mc_k FROM file WHERE run_id = ? AND name LIKE 'quax%' ORDER BY name`,
    [run?.['id']],
  );
  assert.deepEqual(
    late.map((row) => row['t_mc_k']),
    [null, 0.011, 0.011, 0.011, 0.011],
  );
  const statistics = await query(
    `SELECT c.name, s.n, s.mean_value FROM run_channel s JOIN channel c ON c.id = s.channel_id WHERE s.run_id = ?`,
    [run?.['id']],
  );
  assert.deepEqual(statistics, [{ name: 'qfridge/ch6-t', n: 1, mean_value: 0.011 }]);
  // A second position of the tuner.
  const next = 'S11_23deg.txt';
  await recorder.record(
    daq.batch([
      fileFact({ name: next, takenAt: T0 + 30_000 }),
      sweepFact({ name: next, takenAt: T0 + 30_000, tunerDeg: 23, fit: fit(8.8327e9, 20_000) }),
    ]),
  );
  const steps = await query<Record<string, unknown>>(
    'SELECT n, start_ms, end_ms, tuner_deg FROM step WHERE run_id = ? ORDER BY n',
    [run?.['id']],
  );
  assert.deepEqual(steps, [
    { n: 1, start_ms: T0, end_ms: T0 + 30_000, tuner_deg: 22.3 },
    { n: 2, start_ms: T0 + 30_000, end_ms: null, tuner_deg: 23 },
  ]);
  now = T0 + 3_600_000;
  commits = 0;
  await recorder.tick();
  assert.equal(commits, 1);
  const [closed] = await query<Record<string, unknown>>('SELECT * FROM run WHERE id = ?', [
    run?.['id'],
  ]);
  assert.partialDeepStrictEqual(closed, {
    state: 'closed',
    closed_by: 'idle',
    end_ms: T0 + 30_000 + 2_190,
  });
  const log = await query<{ title: string }>(
    'SELECT title FROM log_entry WHERE run_id = ? ORDER BY event_ms, title',
    [run?.['id']],
  );
  assert.deepEqual(
    log.map(({ title }) => title),
    [
      'Run 1 opened: physics',
      'Tuner to 22.3°, step 1: f0 8.832145 GHz, Q_L 21 300',
      'Run 1 closed: no file for more than 15 min, 7 files',
      'Tuner to 23°, step 2: f0 8.832700 GHz, Q_L 20 000',
    ],
  );
  await recorder.tick();
  assert.equal(commits, 1);
});

test('a bad fact is kept with its reason and acknowledged; the others go on', async () => {
  const sender = createSender('node-d', 'mixed');
  const bad = { ...fileFact(), bytes: -1, colour: 'red' };
  const result = await recorder.record({
    ...sender.batch([fileFact(), fileFact(), fileFact()]),
    facts: [bad, { kind: 'nonsense' }, readingsFact('d/x', [[T0, 1, 'good']])],
  });
  assert.equal(result.status, 200);
  assert.ok('refused' in result.body);
  assert.deepEqual(
    result.body.refused.map(({ sequence }) => sequence),
    [1, 2],
  );
  assert.match(result.body.refused[0]?.reason ?? '', /bytes.*colour/s);
  const kept = await query<Record<string, unknown>>(
    "SELECT seq, fact_json FROM refused_fact WHERE agent = 'node-d' ORDER BY seq",
  );
  assert.deepEqual(JSON.parse(String(kept[0]?.['fact_json'])), bad);
  assert.equal((await query("SELECT 1 FROM reading_utc WHERE channel = 'd/x'")).length, 1);
});

test('what is no batch is 400 and says what is wrong', async () => {
  const result = await recorder.record({ ...createSender().batch([]), version: 2, more: 1 });
  assert.equal(result.status, 400);
  assert.match(JSON.stringify(result.body), /version.*more/s);
});

test('a job that left the queue without an end state is unknown, never completed', async () => {
  const sender = createSender('batch', 'htcondor');
  const queue = { kind: 'queue', scheduler: 'htcondor', instance: 'schedd.example' } as const;
  await recorder.record(
    sender.batch([
      jobFact({ id: '1.0', run: `${CAMPAIGN}/1` }),
      jobFact({ id: '2.0' }),
      { ...queue, seenAt: T0 + 60_000, ids: ['1.0', '2.0'] },
    ]),
  );
  await recorder.record(
    sender.batch([
      jobFact({ id: '2.0', seenAt: T0 + 120_000, state: 'completed', exitCode: 0 }),
      { ...queue, seenAt: T0 + 120_000, ids: [] },
      // An older sighting that comes late changes nothing.
      jobFact({ id: '2.0', seenAt: T0 + 90_000, state: 'running' }),
    ]),
  );
  const jobs = await query<Record<string, unknown>>(
    'SELECT job_id, state, in_queue, reason, exit_code, run_id FROM job ORDER BY job_id',
  );
  assert.equal(jobs[0]?.['state'], 'unknown');
  assert.match(String(jobs[0]?.['reason']), /left the queue between .* no end state was seen/);
  assert.notEqual(jobs[0]?.['run_id'], null);
  assert.deepEqual(
    jobs.map(({ state, in_queue }) => [state, in_queue]),
    [
      ['unknown', 0],
      ['completed', 0],
    ],
  );
});

test('copies, usage, import rows and gaps have their natural keys', async () => {
  const sender = createSender('store', 'all');
  const file = fileFact({
    campaign: 'Run_2023.11-QUAX',
    run: '/mnt/d/Calibrazione...',
    name: 'S11_19deg.txt',
    origin: 'import',
    listed: { tCavK: null, tMcK: null, cavityHz: null, bit: null },
    bytes: null,
    takenAtSource: 'import',
    runKind: 'calibration',
    runKindRaw: 'Calibrazione',
  });
  const { campaign, run, name } = file;
  const cells = {
    run,
    data: name,
    site: 'LNF',
    timestamp: '12/07/2023,11:38:41',
    softv: 'v0',
    cloud: '1',
    tape: '1',
    'path cloud storage': '/mnt/quaxraw',
    'path tape storage': 'davs://xfer-archiv...',
    runtime: 'calib',
    'T_cav[mK]': '',
    'T_MC[mK]': '',
    BIT: '',
    'cavity freq': '',
  };
  const facts = [
    file,
    {
      kind: 'replica',
      campaign,
      run,
      name,
      location: 'cloud',
      uri: null,
      state: 'present',
      locality: 'unknown',
      at: T0,
      verified: null,
      why: null,
    },
    {
      kind: 'replica',
      campaign,
      run,
      name,
      location: 'cloud',
      uri: null,
      state: 'removed',
      locality: 'unknown',
      at: T0 - 1,
      verified: null,
      why: 'older news',
    },
    {
      kind: 'import-row',
      source: 'runlog:abc',
      file: 'runlog.csv',
      line: 2,
      raw: 'a,b',
      refused: null,
      target: { campaign, run, name },
      cells,
    },
    {
      kind: 'import-row',
      source: 'runlog:abc',
      file: 'runlog.csv',
      line: 3,
      raw: 'x',
      refused: '1 column',
      target: null,
      cells: null,
    },
    {
      kind: 'usage',
      resource: 'store/daq disk',
      label: 'DAQ disk',
      role: 'daq',
      unit: 'By',
      at: T0,
      used: 1e12,
      capacity: null,
    },
    {
      kind: 'gap',
      node: 'store',
      spool: sender.spool,
      stream: 'other',
      first: 1,
      last: 9,
      at: T0,
      reason: 'disk full',
    },
  ] as const;
  const first = await recorder.record(sender.batch(facts));
  assert.deepEqual(first.body, { acknowledged: 7, refused: [] });
  const again = await recorder.record(sender.batch(facts));
  assert.deepEqual(again.body, { acknowledged: 14, refused: [] });
  for (const [table, count] of [
    ["replica WHERE location = 'cloud' AND state = 'present'", 1],
    ['import_row', 2],
    ['resource_usage', 1],
    ['delivery_gap', 1],
    [
      "run WHERE path LIKE '/mnt/d%' AND file_count = 1 AND sized_count = 0 AND state = 'closed' AND closed_by = 'imported'",
      1,
    ],
  ] as const) {
    assert.equal((await query(`SELECT 1 FROM ${table}`)).length, count, table);
  }
  const [old] = await query<Record<string, unknown>>(
    "SELECT * FROM runlog WHERE site = 'LNF' AND `data` = ?",
    [name],
  );
  assert.deepEqual({ ...old }, cells);
  // The gap moved the other stream on.
  const other = {
    ...sender.batch([]),
    stream: 'other',
    first: 10,
    last: 10,
    facts: [readingsFact('g/x', [[T0, 1, 'good']])],
  };
  assert.deepEqual((await recorder.record(other)).body, { acknowledged: 10, refused: [] });
});
