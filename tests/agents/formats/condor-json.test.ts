/** Answers of condor_q: jobs in every state, nothing at all, and answers that are broken. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function jobs(ads: readonly object[]) {
  const result = parseCondorQueue(JSON.stringify(ads));
  assert.ok(result.ok);
  return result.jobs;
}

const AD = { ClusterId: 12, ProcId: 3, JobStatus: 1, QDate: 1_790_000_000 };

test('nothing printed is an empty queue', () => {
  assert.deepEqual(parseCondorQueue('\n'), { ok: true, jobs: [], problems: [] });
});

test('a held job with its reason, names of the experiment, an expression kept', () => {
  const ad = {
    ...AD,
    JobStatus: 5,
    HoldReason: 'Error from slot1: disk full',
    HoldReasonCode: 34,
    FlashUser: 'asample',
    FlashRun: 'run-2026.11-quax/12',
    Owner: 'quax001',
    JobBatchName: 'spectra',
    RequestMemory: '/Expr(ifthenelse(MemoryUsage isnt undefined,MemoryUsage,1024))/',
    EnteredCurrentStatus: 1_790_000_100,
    CompletionDate: 0,
  };
  assert.partialDeepStrictEqual(jobs([ad]), [
    {
      id: '12.3',
      state: 'held',
      stateRaw: '5',
      holdReason: 'Error from slot1: disk full',
      holdReasonCode: 34,
      flashUser: 'asample',
      flashRun: 'run-2026.11-quax/12',
      owner: 'quax001',
      batchName: 'spectra',
      requestMemoryRaw: '/Expr(ifthenelse(MemoryUsage isnt undefined,MemoryUsage,1024))/',
      stateSince: 1_790_000_100_000,
      submittedAt: 1_790_000_000_000,
      startedAt: null,
      endedAt: null,
    },
  ]);
});

test('states: unknown codes stay, a bad end is a failure', () => {
  const of = (more: object) => jobs([{ ...AD, ...more }])[0];
  assert.equal(of({ JobStatus: 9 })?.state, 'unknown');
  assert.equal(of({ JobStatus: 9 })?.stateRaw, '9');
  assert.equal(of({ JobStatus: 4, ExitCode: 0 })?.state, 'completed');
  assert.equal(of({ JobStatus: 4, ExitCode: 1 })?.state, 'failed');
  assert.equal(of({ JobStatus: 4, ExitBySignal: true })?.state, 'failed');
  assert.equal(of({ JobStatus: null })?.stateRaw, 'absent');
});

test('the wall time of a running job goes on', () => {
  const ad = {
    ...AD,
    JobStatus: 2,
    RemoteWallClockTime: 100,
    JobCurrentStartDate: 1000,
    ServerTime: 1050,
  };
  assert.equal(jobs([ad])[0]?.wallS, 150);
  assert.equal(jobs([{ ...ad, JobStatus: 4 }])[0]?.wallS, 100);
});

test('a job without ids is reported, the others are kept', () => {
  const result = parseCondorQueue(JSON.stringify([AD, { Owner: 'x' }, null]));
  assert.ok(result.ok);
  assert.equal(result.jobs.length, 1);
  assert.deepEqual(
    result.problems.map(({ place }) => place),
    [2, 3],
  );
});

test('an answer cut in the middle and an answer of another kind', () => {
  const cut = parseCondorQueue('[\n{"ClusterId": 1');
  assert.ok(!cut.ok && cut.reason.startsWith('the answer is not JSON'));
  const other = parseCondorQueue('{"error": "no schedd"}');
  assert.ok(!other.ok && other.reason === 'the answer is not an array of jobs');
});

test('no answer makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const result = parseCondorQueue(text);
      assert.ok(result.ok || result.reason !== '');
    }),
  );
});

const REAL = 'htcondor/mivade_condor_q/htcondor_status/sample_condor_q_output.json';
test('a real queue of 20 jobs', needsSharedData(REAL), () => {
  const result = parseCondorQueue(readFileSync(sharedData(REAL), 'utf8'));
  assert.ok(result.ok);
  assert.deepEqual(result.problems, []);
  const count = (state: string) => result.jobs.filter((job) => job.state === state).length;
  assert.deepEqual([result.jobs.length, count('idle'), count('running')], [20, 14, 6]);
  assert.ok(result.jobs.every(({ requestMemoryRaw }) => requestMemoryRaw?.startsWith('/Expr(')));
  assert.equal(new Set(result.jobs.map(({ id }) => id)).size, 20);
});
