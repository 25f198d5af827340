/** A real Slurm: jobs that succeed, fail, time out, are killed, cancelled, held and in arrays, by JSON and by text, the whole way into a catalogue. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Collector, CollectorRound } from '#agents/collector.ts';
import { createSlurm } from '#agents/collectors/slurm.ts';
import { slurmSchema } from '#agents/collectors/slurm.schema.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { JobFact } from '#telemetry/facts/job.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { collectorContext } from '../agents/collectors/context.ts';
import { valueOf } from '../agents/collectors/condor-harness.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { createSender } from '../support/facts.ts';
import { needsSlurm, startSlurm } from '../support/slurm.ts';
import type { TestSlurm } from '../support/slurm.ts';
import { waitUntil } from '../support/wait-until.ts';

function open({ settings }: TestSlurm, output: 'auto' | 'text'): Collector {
  const { config, programs, environment } = settings;
  const clusters = [{ instance: 'lnf', config, output }];
  const parsed = slurmSchema.parse({ clusters, programs, environment });
  return createSlurm(parsed, collectorContext({ clock: systemClock }));
}

/** The last that a round says of each job. */
function jobsOf({ facts }: CollectorRound): Map<string, JobFact> {
  return new Map(facts.flatMap((fact) => (fact.kind === 'job' ? [[fact.id, fact]] : [])));
}

const shown = (job: JobFact | undefined): unknown =>
  job && [job.state, job.stateRaw, job.exitCode, job.exitSignal ?? null];

test('jobs of a real Slurm', { ...needsSlurm(), timeout: 180_000 }, async () => {
  await using catalogue = await startTestCatalogue();
  await using slurm = await startSlurm(catalogue);
  const before = await open(slurm, 'auto').collect();
  assert.deepEqual(
    [before.problems, before.facts.map(({ kind }) => kind)],
    [[], ['queue']],
    'an empty cluster is no jobs',
  );
  const comment = '--comment=flash:run=run-2026.11-quax/12 flash:user=asample';
  const late = slurm.submit('sleep 600', '--time=1');
  const good = slurm.submit(
    'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done',
    comment,
    '--job-name=a|b',
  );
  const bad = slurm.submit('exit 3');
  const killed = slurm.submit('kill -9 $$');
  const gone = slurm.submit('sleep 600');
  const array = slurm.submit('sleep 600', '--array=1-7:2%1');
  const held = slurm.submit('true', '--hold');
  const state = (job: string): string =>
    slurm.run('sacct', '-nXP', '--format=State', `--jobs=${job}`);
  await waitUntil('two to run', () => /^(RUNNING\s*){2}$/.test(state(`${late},${gone}`)));
  // Slurm looks at limits of time every 30 s; this one is over at the next look.
  slurm.run('scontrol', 'update', `JobId=${late}`, 'EndTime=now');
  slurm.run('scancel', gone);
  const ends = [good, bad, killed, gone, late];
  const isOver = (job: string): boolean => /COMPLETED|FAILED|CANCELLED|TIMEOUT/.test(state(job));
  await waitUntil('five to end', () => ends.every(isOver), 90_000);
  const ending = (): string => slurm.run('squeue', '--noheader', '--states=COMPLETING');
  await waitUntil('their nodes to be free', () => ending() === '');
  await waitUntil('a task to run', () => state(array).includes('RUNNING'));

  const byJson = await open(slurm, 'auto').collect();
  const byText = await open(slurm, 'text').collect();
  for (const round of [byJson, byText]) {
    const jobs = jobsOf(round);
    assert.deepEqual(round.problems, []);
    assert.deepEqual(shown(jobs.get(good)), ['completed', 'COMPLETED', 0, null]);
    assert.deepEqual(shown(jobs.get(bad)), ['failed', 'FAILED', 3, null]);
    assert.deepEqual(shown(jobs.get(killed)), ['failed', 'FAILED', null, 9]);
    assert.equal(jobs.get(bad)?.reason, 'NonZeroExitCode');
    assert.equal(jobs.get(late)?.state, 'failed');
    assert.equal(jobs.get(late)?.stateRaw, 'TIMEOUT');
    assert.match(jobs.get(gone)?.stateRaw ?? '', /^CANCELLED/);
    assert.equal(jobs.get(gone)?.state, 'removed');
    assert.equal(jobs.get(held)?.state, 'held');
    assert.deepEqual(
      [1, 3, 5, 7].map((task) => jobs.get(`${array}_${String(task)}`)?.state),
      ['running', 'idle', 'idle', 'idle'],
    );
    assert.partialDeepStrictEqual(jobs.get(good), {
      scheduler: 'slurm',
      instance: 'lnf',
      name: 'a|b',
      run: 'run-2026.11-quax/12',
      person: 'asample',
      owner: 'root',
      cpus: 1,
      requestMemoryRaw: '500M',
    });
    const { cpuS } = jobs.get(good) ?? {};
    assert.ok(typeof cpuS === 'number' && cpuS > 0.02, `processor time ${String(cpuS)}`);
    const count = (name: string): number | undefined =>
      valueOf(round, 'flash_batch_jobs', { state: name });
    assert.deepEqual(['idle', 'running', 'held'].map(count), [3, 1, 1]);
    assert.equal(valueOf(round, 'flash_batch_nodes', { state: 'mixed' }), 1);
    assert.deepEqual(
      ['claimed', 'idle', 'other'].map((name) =>
        valueOf(round, 'flash_batch_cores', { state: name }),
      ),
      [1, 3, 0],
    );
  }
  const times = (round: CollectorRound): unknown =>
    [...jobsOf(round).values()]
      .map(({ id, submittedAt, startedAt, endedAt }) =>
        [id, submittedAt, startedAt, endedAt].join(' '),
      )
      .toSorted();
  assert.deepEqual(times(byText), times(byJson), 'both forms tell the same times');

  const sender = createSender('batch', 'slurm');
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  for (const { facts } of [byJson, byText, byJson]) {
    const { body } = await recorder.record(sender.batch(facts));
    assert.partialDeepStrictEqual(body, { refused: [] });
  }
  const rows: { state: string; n: number }[] = await catalogue.administrator.query(
    'SELECT state, COUNT(*) AS n FROM job GROUP BY state ORDER BY state',
  );
  assert.deepEqual(
    rows.map(({ state: name, n }) => `${name} ${String(n)}`),
    ['completed 1', 'failed 3', 'held 1', 'idle 3', 'removed 1', 'running 1'],
  );
});
