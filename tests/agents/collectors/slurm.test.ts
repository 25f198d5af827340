/** What is done with Slurm's answers, with programs that stand in for it: text where JSON fails, the accounting, failures, restarts. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { createSlurm } from '#agents/collectors/slurm.ts';
import { slurmSchema } from '#agents/collectors/slurm.schema.ts';
import { SEPARATOR } from '#agents/formats/slurm-text.ts';
import { afterRounds, valueOf } from './condor-harness.ts';
import { collectorContext } from './context.ts';

const S = 1_795_400_000;
const row = (...cells: readonly string[]): string => cells.join(SEPARATOR);

/** Each program prints its `.json` where it is asked for JSON, else its `.text`; without the file it fails. */
function bench(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'flash-slurm-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const program of ['squeue', 'sacct', 'sinfo']) {
    const script = `#!/bin/sh
echo "$TZ $@" >> '${folder}/${program}.calls'
case "$*" in *--json*) exec cat '${folder}/${program}.json' ;; esac
exec cat '${folder}/${program}.text'
`;
    writeFileSync(join(folder, program), script);
    chmodSync(join(folder, program), 0o755);
  }
  const clock = { time: S * 1000, now: () => clock.time, monotonic: () => clock.time };
  return {
    clock,
    answer: (file: string, content: unknown) =>
      writeFileSync(
        join(folder, file),
        typeof content === 'string' ? content : JSON.stringify(content),
      ),
    calls: (program: string) =>
      readFileSync(join(folder, `${program}.calls`), 'utf8')
        .trim()
        .split('\n'),
    open(settings = {}, cursor: ReadonlyMap<string, string> = new Map()): Collector {
      const clusters = [{ instance: 'lnf', ...settings }];
      const parsed = slurmSchema.parse({ clusters, programs: folder });
      return createSlurm(parsed, collectorContext({ clock, cursor }));
    },
  };
}

const job = (id: number, state: string, more = {}) => {
  return { job_id: id, job_state: state, submit_time: S - 100, user_name: 'a', ...more };
};

function told(round: CollectorRound): unknown[] {
  return round.facts.map((fact) => (fact.kind === 'job' ? [fact.id, fact.state] : fact.kind));
}

test('one question for a queue of any length; a restart tells only what has changed', async (t) => {
  const slurm = bench(t);
  const jobs = Array.from({ length: 1000 }, (_, i) => job(i + 1, 'PENDING'));
  slurm.answer('squeue.json', { jobs });
  slurm.answer('sinfo.json', { nodes: [{ name: 'wn1', state: 'idle', cpus: 8 }] });
  const settings = { accounting: false };
  const first = await slurm.open(settings).collect();
  assert.equal(told(first).length, 1001);
  assert.equal(slurm.calls('squeue').length, 1);
  assert.match(slurm.calls('squeue')[0] ?? '', /^UTC --states=all --json$/);
  assert.equal(valueOf(first, 'flash_batch_jobs', { state: 'idle' }), 1000);
  assert.equal(valueOf(first, 'flash_batch_cores', { state: 'idle' }), 8);
  slurm.answer('squeue.json', { jobs: [...jobs.slice(0, 999), job(1000, 'RUNNING')] });
  const second = await slurm.open(settings, afterRounds(first)).collect();
  assert.deepEqual(told(second), [['1000', 'running'], 'queue']);
});

test('without JSON the text is read, which is said once', async (t) => {
  const slurm = bench(t);
  const when = '2026-11-23T10:00:00';
  const cells = ['7', 'a', 'flash', 'main', 'RUNNING', 'None', when, when, 'N/A'];
  slurm.answer('squeue.text', row(...cells, '2', '1G', '(null)', 'fft'));
  slurm.answer('sinfo.text', row('wn1', 'mixed', '2/6/0/8'));
  const collector = slurm.open({ accounting: false });
  const first = await collector.collect();
  assert.deepEqual(told(first), [['7', 'running'], 'queue']);
  assert.deepEqual(
    first.problems.map(({ reason, subject }) => [reason, subject]),
    [
      ['no-json', 'squeue'],
      ['no-json', 'sinfo'],
    ],
  );
  const second = await collector.collect();
  assert.deepEqual(second.problems, []);
  assert.equal(slurm.calls('squeue').length, 3, 'JSON, text, text');
  assert.match(slurm.calls('squeue')[2] ?? '', /--array --noheader --format=%i/);
});

test('what ended is asked from the accounting since the last end; why and its code come from the queue', async (t) => {
  const slurm = bench(t);
  const end = {
    start_time: S - 90,
    end_time: S - 10,
    exit_code: 768,
    state_reason: 'NonZeroExitCode',
  };
  slurm.answer('squeue.json', { jobs: [job(1, 'FAILED', end)] });
  slurm.answer('sinfo.json', { nodes: [] });
  const times = { submission: S - 100, start: S - 90, end: S - 10, elapsed: 80 };
  const total = { seconds: 40, microseconds: 0 };
  slurm.answer('sacct.json', {
    jobs: [
      {
        job_id: 1,
        state: { current: 'FAILED', reason: 'None' },
        time: { ...times, total },
        exit_code: { return_code: 0 },
        tres: { allocated: [{ type: 'cpu', count: 2 }] },
      },
    ],
  });
  const first = await slurm.open().collect();
  const [, ended] = first.facts;
  assert.ok(ended?.kind === 'job');
  assert.deepEqual(
    [ended.state, ended.reason, ended.exitCode, ended.cpuS, ended.wallS, ended.cpus],
    ['failed', 'NonZeroExitCode', 3, 40, 80, 2],
  );
  assert.equal(valueOf(first, 'flash_batch_job_cpu_seconds_total'), 40);
  assert.equal(valueOf(first, 'flash_batch_job_core_seconds_total'), 160);
  const day = new Date((S - 86_400 - 120) * 1000).toISOString().slice(0, 19);
  assert.match(
    slurm.calls('sacct')[0] ?? '',
    new RegExp(`--allusers --starttime=${day} --endtime=now --state=CA,CD,`),
  );
  slurm.clock.time += 60_000;
  await slurm.open({}, afterRounds(first)).collect();
  const since = new Date((S - 10 - 120) * 1000).toISOString().slice(0, 19);
  assert.match(slurm.calls('sacct')[1] ?? '', new RegExp(`--starttime=${since} `));
});

test('an accounting that fails hides no job; a queue that fails is a failure', async (t) => {
  const slurm = bench(t);
  slurm.answer('squeue.json', { jobs: [job(1, 'RUNNING')] });
  const round = await slurm.open().collect();
  assert.deepEqual(told(round), [['1', 'running'], 'queue']);
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['accounting', 'nodes'],
  );
  slurm.answer('squeue.json', 'slurm_load_jobs error');
  await assert.rejects(slurm.open().collect(), /squeue --states=all --array/);
});

test('only jobs that were asked for are told, also where the program prints all', async (t) => {
  const slurm = bench(t);
  const jobs = [
    job(1, 'RUNNING', { partition: 'main,gpu', account: 'flash' }),
    job(2, 'RUNNING', { partition: 'main', account: 'other' }),
    job(3, 'RUNNING', { partition: 'long', account: 'flash' }),
  ];
  slurm.answer('squeue.json', { jobs });
  slurm.answer('sinfo.json', { nodes: [] });
  const settings = { accounting: false, partitions: ['gpu', 'main'], accounts: ['flash'] };
  assert.deepEqual(told(await slurm.open(settings).collect()), [['1', 'running'], 'queue']);
  assert.match(slurm.calls('squeue')[0] ?? '', /--partition=gpu,main --account=flash/);
});
