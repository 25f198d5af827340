/** Several schedds and pools, the history, and what a restart does, with programs that stand in for HTCondor's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { JobFact } from '#telemetry/facts/job.ts';
import type { CollectorRound } from '#agents/collector.ts';
import { condorSchema } from '#agents/collectors/htcondor.schema.ts';
import { afterRounds, condorBench, jobAd, valueOf } from './condor-harness.ts';

const CE = {
  schedds: [{ instance: 'ce01', name: 'ce01.example.org', pool: 'ce01.example.org:9619' }],
};

function jobsOf(round: CollectorRound): JobFact[] {
  return round.facts.filter((fact) => fact.kind === 'job');
}

test('one question a schedd and round, with its pool, name and constraint', async (t) => {
  const bench = condorBench(t);
  const [ce] = CE.schedds;
  const constraint = 'FlashUser =!= undefined';
  const collector = bench.open({
    schedds: [
      { ...ce, constraint },
      { instance: 'ce02', name: 'ce02.example.org', history: false },
    ],
  });
  bench.answer('condor_q', [jobAd(0, 1)], 'ce01.example.org');
  bench.answer('condor_q', [jobAd(0, 2), jobAd(1, 2)], 'ce02.example.org');
  const round = await collector.collect();
  assert.equal(jobsOf(round).length, 3);
  assert.equal(bench.calls('condor_q').length, 2);
  const call = bench.calls('condor_q').find((words) => words.includes('ce01'));
  assert.match(
    call ?? '',
    /-pool ce01\.example\.org:9619 -name ce01\.example\.org -constraint Fla/,
  );
  assert.match(call ?? '', /^-allusers .*-json -attributes ClusterId,.*HoldReasonSubCode/);
  assert.equal(bench.calls('condor_history').length, 1);
  const running = { batch_instance: 'ce02', state: 'running' };
  assert.equal(valueOf(round, 'flash_batch_jobs', running), 2);
});

test('a schedd that fails hides no other, and says so; all failing is a failure', async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({
    schedds: [...CE.schedds, { instance: 'ce02', name: 'ce02.example.org' }],
  });
  bench.answer('condor_q', [jobAd(0, 1)], 'ce01.example.org');
  bench.fail('condor_q', 'ce02.example.org');
  const round = await collector.collect();
  assert.equal(jobsOf(round).length, 1);
  assert.deepEqual(
    round.problems.map(({ reason, subject }) => [reason, subject]),
    [['unavailable', 'ce02']],
  );
  assert.match(round.problems[0]?.message ?? '', /Failed to connect/);
  assert.deepEqual(
    ['ce01', 'ce02'].map((one) => valueOf(round, 'flash_batch_up', { batch_instance: one })),
    [1, 0],
  );
  assert.equal(valueOf(round, 'flash_batch_jobs', { batch_instance: 'ce02' }), undefined);
  bench.fail('condor_q', 'ce01.example.org');
  await assert.rejects(collector.collect(), /Failed to connect/);
});

test('jobs that left are asked from the history since the last one, and told before the list', async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({ schedds: [{ instance: 'lnf' }] });
  bench.answer('condor_q', [jobAd(0, 2), jobAd(1, 5), jobAd(2, 1)]);
  const first = await collector.collect();
  const firstSince = String(bench.clock.time / 1000 - 86_400 - 120);
  assert.match(
    bench.calls('condor_history')[0] ?? '',
    new RegExp(`-completedsince ${firstSince} -limit 10000 -scanlimit 200000 -json`),
  );
  bench.clock.time += 60_000;
  await collector.collect();
  assert.equal(bench.calls('condor_history').length, 1, 'nothing left: not asked again');
  bench.clock.time += 60_000;
  bench.answer('condor_q', [jobAd(2, 1)]);
  const cpu = {
    RemoteWallClockTime: 100,
    CumulativeRemoteUserCpu: 150,
    CumulativeRemoteSysCpu: 10,
  };
  const end = { CompletionDate: 1_795_428_100, RequestCpus: 2, ...cpu };
  bench.answer('condor_history', [
    jobAd(1, 3, { EnteredCurrentStatus: 1_795_428_150, RemoveReason: 'via condor_rm' }),
    jobAd(0, 4, { ...end, ExitCode: 0, ExitBySignal: true, ExitSignal: 9 }),
  ]);
  const third = await collector.collect();
  assert.deepEqual(
    third.facts.map((fact) =>
      fact.kind === 'job' ? [fact.id, fact.state, fact.reason, fact.exitSignal] : fact.kind,
    ),
    [['7.1', 'removed', 'via condor_rm', null], ['7.0', 'failed', null, 9], 'queue'],
  );
  assert.equal(valueOf(third, 'flash_batch_job_cpu_seconds_total'), 160);
  assert.equal(valueOf(third, 'flash_batch_job_core_seconds_total'), 200);
  assert.equal(valueOf(third, 'flash_batch_job_changes_total', { state: 'failed' }), 1);
  // After a restart the look goes on from the last end, and unchanged jobs are not told again.
  const again = bench.open({ schedds: [{ instance: 'lnf' }] }, afterRounds(first, third));
  const restarted = await again.collect();
  assert.match(bench.calls('condor_history').at(-1) ?? '', /-completedsince 1795428030 /);
  assert.deepEqual(
    jobsOf(restarted).map(({ id }) => id),
    ['7.1', '7.0'],
    'only the overlap of the history',
  );
});

test('an answer cut at its limit is asked again with a larger one, from the same time', async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({ schedds: [{ instance: 'lnf', history_limit: 10 }] });
  bench.answer('condor_q', '');
  const ended = (count: number) =>
    Array.from({ length: count }, (_, i) => jobAd(i, 4, { CompletionDate: 1_795_001_000 + i }));
  bench.answer('condor_history', ended(10));
  await collector.collect();
  bench.clock.time += 300_000;
  bench.answer('condor_history', ended(20));
  assert.equal(jobsOf(await collector.collect()).length, 10, 'only those not told yet');
  const [first, second] = bench
    .calls('condor_history')
    .map((call) => /since.*-scan/.exec(call)?.[0]);
  assert.equal(first?.replace('-limit 10 ', '-limit 40 '), second);
});

test('a history that cannot be read is a problem and is asked again', async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({ schedds: [{ instance: 'lnf' }] });
  bench.answer('condor_q', [jobAd(0, 1)]);
  bench.fail('condor_history');
  const round = await collector.collect();
  assert.equal(jobsOf(round).length, 1);
  assert.deepEqual(
    round.problems.map(({ reason }) => reason),
    ['history'],
  );
  bench.answer('condor_history', [jobAd(9, 4, { CompletionDate: 1_795_000_900 })]);
  assert.deepEqual(
    jobsOf(await collector.collect()).map(({ id }) => id),
    ['7.9'],
  );
});

test("a pool's cores are each counted once; a slot without a number of cores is a problem", async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({ pools: [{ instance: 'cnaf', pool: 'ce.example.org:9619' }] });
  const slot = (State: string, SlotType: string, Cpus?: number) => ({ State, SlotType, Cpus });
  bench.answer('condor_status', [
    slot('Unclaimed', 'Partitionable', 3),
    slot('Unclaimed', 'Partitionable', 0),
    slot('Claimed', 'Dynamic', 4),
    slot('Claimed', 'Dynamic', 1),
    slot('Owner', 'Static', 8),
    slot('Dreaming', 'Static', 1),
    slot('Drained', 'Static'),
  ]);
  const round = await collector.collect();
  assert.equal(bench.calls('condor_q').length, 0, 'no schedd was asked for');
  const cores = (state: string) => valueOf(round, 'flash_batch_cores', { state });
  assert.deepEqual([cores('claimed'), cores('idle'), cores('other')], [5, 3, 9]);
  assert.equal(valueOf(round, 'flash_batch_cores_limit'), 17);
  const slots = (state: string) => valueOf(round, 'flash_batch_slots', { state });
  assert.deepEqual([slots('claimed'), slots('unclaimed'), slots('unknown')], [2, 1, 1]);
  assert.match(round.problems[0]?.message ?? '', /1 slots do not say/);
});

test('a program that hangs is killed at its timeout', async (t) => {
  const bench = condorBench(t);
  const collector = bench.open({ command: ['sleep', '60'], timeout_s: 0.1 });
  await assert.rejects(collector.collect(), /did not end within 0.1 s and was killed/);
});

test('settings that contradict each other are refused', () => {
  const both = condorSchema.safeParse({ command: ['x'], schedds: [{ instance: 'a' }] });
  assert.match(both.error?.issues[0]?.message ?? '', /command or schedds, not both/);
  const twice = condorSchema.safeParse({ schedds: [{ instance: 'a' }, { instance: 'a' }] });
  assert.match(twice.error?.issues[0]?.message ?? '', /two schedds have one instance/);
});

test('a thousand jobs: one question, and only what changed is told', async (t) => {
  const bench = condorBench(t);
  const ads = Array.from({ length: 1000 }, (_, i) => jobAd(i, 1 + (i % 2)));
  bench.answer('condor_q', ads);
  const settings = { schedds: [{ instance: 'lnf', history: false }] };
  const first = await bench.open(settings).collect();
  assert.equal(jobsOf(first).length, 1000);
  bench.answer('condor_q', [...ads.slice(0, 998), jobAd(998, 5), jobAd(999, 4)]);
  const second = await bench.open(settings, afterRounds(first)).collect();
  assert.deepEqual(
    jobsOf(second).map(({ id, state }) => [id, state]),
    [
      ['7.998', 'held'],
      ['7.999', 'completed'],
    ],
  );
  assert.equal(valueOf(second, 'flash_batch_job_changes_total', { state: 'held' }), 1);
});
