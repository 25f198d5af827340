/** Files of HTCondor's jobs, of every kind, mixed with others and with damage. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { command } from '#agents/commands/import-htcondor.ts';
import { openImportBench } from '../../support/import-commands.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

const AD = {
  ClusterId: 12,
  ProcId: 0,
  JobStatus: 4,
  QDate: 1_790_000_000,
  CompletionDate: 1_790_000_500,
  EnteredCurrentStatus: 1_790_000_500,
  GlobalJobId: 'sn01.example.org#12.0#1790000000',
};

const LONG = `ClusterId = 13
ProcId = 0
QDate = 1790000000
JobStatus = 5
HoldReason = "over \\"its\\" memory"
HoldReasonCode = 34
HoldReasonSubCode = 102
EnteredCurrentStatus = 1790000400
ExitBySignal = FALSE
RequestMemory = ifThenElse(MemoryUsage =!= undefined, MemoryUsage, 1024)
this is no attribute
*** Offset = 0 ClusterId = 13 ProcId = 0 Owner = "asample" CompletionDate = 0
ClusterId = 13
ProcId = 1
QDate = 1790000000
JobStatus = 4
ExitCode = 1
`;

const EVENTS = `000 (14.000.000) 11/23 10:00:00 Job submitted from host: <10.0.0.3:9618?alias=sn01.example.org>
...
005 (14.000.000) 11/23 10:05:00 Job terminated.
	(1) Normal termination (return value 0)
...
001 (99.000.000) 11/23 10:06:00 Job executing on host: <10.0.0.4>
...
009 (14.000.000) 11/23 10:0`;

test('dumps, long ads and logs of a folder: each job once, what is refused with its place', async () => {
  using bench = openImportBench();
  const folder = join(bench.home, 'condor');
  mkdirSync(join(folder, 'inner'), { recursive: true });
  writeFileSync(join(folder, 'history.json'), JSON.stringify([AD, { Owner: 'x', ClusterId: 1 }]));
  writeFileSync(join(folder, 'inner', 'history'), LONG);
  writeFileSync(join(folder, 'job.log'), EVENTS);
  writeFileSync(
    join(folder, 'lines.jsonl'),
    `${JSON.stringify({ ...AD, ProcId: 1 })}\n{"ClusterId": 1\n`,
  );
  writeFileSync(join(folder, 'notes.txt'), 'nothing of the kind\n');
  const options = { instance: 'lnf', zone: 'UTC', year: '2025', report: 'refused.tsv' };
  const { facts, output, code } = await bench.run(command, [folder], options);
  assert.equal(code, 0);
  const jobs = facts.filter((fact) => fact.kind === 'job');
  assert.deepEqual(
    jobs.map(({ instance, id, state, seenAt }) => [instance, id, state, seenAt]),
    [
      ['lnf', '12.0', 'completed', 1_790_000_500_000],
      ['lnf', '13.0', 'held', 1_790_000_400_000],
      ['lnf', '13.1', 'failed', 1_790_000_000_000],
      ['lnf', '14.0', 'completed', Date.UTC(2025, 10, 23, 10, 5)],
      ['lnf', '12.1', 'completed', 1_790_000_500_000],
    ],
  );
  assert.deepEqual(
    [jobs[1]?.reason, jobs[1]?.reasonSubcode, jobs[1]?.requestMemoryRaw],
    ['over "its" memory', 102, '/Expr(ifThenElse(MemoryUsage =!= undefined, MemoryUsage, 1024))/'],
  );
  assert.match(
    output,
    /1 logs of events, 2 JSON dumps, 1 files of ads: 5 jobs, 5 refused; 1 other/,
  );
  for (const expected of [
    /history\.json: ad 2 of the file: a job without ClusterId and ProcId/,
    /inner\/history:11: not an attribute/,
    /job\.log:6: event 1 of job 99\.0: its submission is not in the log/,
    /job\.log:8: the log ends within this event/,
    /lines\.jsonl:2: not JSON/,
  ])
    assert.match(output, expected);
  assert.equal(facts.filter((fact) => fact.kind === 'import-row').length, 5);
  assert.equal(readFileSync(join(bench.home, 'refused.tsv'), 'utf8').split('\n').length - 2, 5);
  const again = await bench.run(command, [folder], { ...options, json: true });
  assert.deepEqual(again.facts, facts, 'the same input gives the same facts');
  assert.partialDeepStrictEqual(JSON.parse(again.output), { jobs: 5, states: { held: 1 } });
});

test('without a name the schedd is that of the ads; where none is named it is asked for', async () => {
  using bench = openImportBench();
  const file = join(bench.home, 'q.json');
  writeFileSync(file, JSON.stringify([AD, { ...AD, ProcId: 1, GlobalJobId: undefined }]));
  const { facts, output } = await bench.run(command, [file]);
  const [job] = facts;
  assert.ok(job?.kind === 'job' && job.instance === 'sn01.example.org');
  assert.match(output, /ad 2 of the file: job 12\.1: .* name it with --instance/);
  writeFileSync(file, 'nothing');
  await assert.rejects(bench.run(command, [file]), /no file among them holds ads/);
  await assert.rejects(bench.run(command, ['none']), /no such file or folder/);
  await assert.rejects(bench.run(command, [file], { zone: 'Rome' }), /expected a time zone/);
  await assert.rejects(bench.run(command, [file], { year: '24' }), /expected a year/);
});

const REAL = 'htcondor';

/** What a folder of real files gives: jobs, refused, states. */
async function importReal(folder: string, instance?: string): Promise<unknown> {
  using bench = openImportBench();
  const options = { zone: 'UTC', json: true, ...(instance === undefined ? {} : { instance }) };
  const { output } = await bench.run(command, [sharedData(join(REAL, folder))], options);
  const { jobs, refused, states } = JSON.parse(output);
  return { jobs, refused: refused.length, states };
}

test('30 histories of a computing element', needsSharedData(`${REAL}/gratia_history`), async () => {
  const states = { completed: 20, removed: 10 };
  assert.deepEqual(await importReal('gratia_history'), { jobs: 30, refused: 0, states });
});

test('a log of a job at a Tier-1', needsSharedData(`${REAL}/cygno_mycondor`), async () => {
  const found = { jobs: 1, refused: 0, states: { completed: 1 } };
  assert.deepEqual(await importReal('cygno_mycondor'), found);
});

test(
  'logs and ads of DAGs that ran, failed and were removed',
  needsSharedData(`${REAL}/lsst_ctrl_bps`),
  async () => {
    // 82 events 005 (77 with the code 0), 2 events 009; ads without a state are refused.
    const states = { completed: 77, failed: 5, removed: 2, running: 22, idle: 1 };
    const found = { jobs: 107, refused: 8, states };
    assert.deepEqual(await importReal('lsst_ctrl_bps', 'test02'), found);
  },
);

test(
  'logs with old stamps, double ends and bare ads',
  needsSharedData(`${REAL}/htcondor_src`),
  async () => {
    const states = { completed: 3, failed: 2, idle: 3 };
    const found = { jobs: 8, refused: 2, states };
    assert.deepEqual(await importReal('htcondor_src', 'schedd'), found);
  },
);

test('a queue of 20 jobs', needsSharedData(`${REAL}/mivade_condor_q`), async () => {
  const found = { jobs: 20, refused: 0, states: { idle: 14, running: 6 } };
  assert.deepEqual(await importReal('mivade_condor_q'), found);
});
