import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import {
  CAMPAIGN,
  createSender,
  fileFact,
  jobFact,
  readingsFact,
  T0,
} from '../../support/facts.ts';
import { startTestRecorder, type TestRecorder } from './setup.ts';

let setup: TestRecorder;
before(async () => (setup = await startTestRecorder()));
after(() => setup[Symbol.asyncDispose]());

test('a job that left the queue without an end state is unknown, never completed', async () => {
  const sender = createSender('batch', 'htcondor');
  const queue = { kind: 'queue', scheduler: 'htcondor', instance: 'schedd.example' } as const;
  await setup.recorder.record(
    sender.batch([
      fileFact(),
      jobFact({ id: '1.0', run: `${CAMPAIGN}/1` }),
      jobFact({ id: '2.0' }),
      { ...queue, seenAt: T0 + 60_000, ids: ['1.0', '2.0'] },
    ]),
  );
  await setup.recorder.record(
    sender.batch([
      jobFact({ id: '2.0', seenAt: T0 + 120_000, state: 'completed', exitCode: 0 }),
      { ...queue, seenAt: T0 + 120_000, ids: [] },
      // An older sighting that comes late changes nothing.
      jobFact({ id: '2.0', seenAt: T0 + 90_000, state: 'running' }),
    ]),
  );
  const jobs = await setup.query(
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
  const first = await setup.recorder.record(sender.batch(facts));
  assert.deepEqual(first.body, { acknowledged: 7, refused: [], added: 1 });
  const again = await setup.recorder.record(sender.batch(facts));
  assert.deepEqual(again.body, { acknowledged: 14, refused: [], added: 0 });
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
    assert.equal((await setup.query(`SELECT 1 FROM ${table}`)).length, count, table);
  }
  const [old] = await setup.query("SELECT * FROM runlog WHERE site = 'LNF' AND `data` = ?", [name]);
  assert.deepEqual({ ...old }, cells);
  // The gap moved the other stream on.
  const other = {
    ...sender.batch([]),
    stream: 'other',
    first: 10,
    last: 10,
    facts: [readingsFact('g/x', [[T0, 1, 'good']])],
  };
  assert.deepEqual((await setup.recorder.record(other)).body, {
    acknowledged: 10,
    refused: [],
    added: 1,
  });
});
