import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { htcondor } from '#agents/collectors/htcondor.ts';
import { condorSchema } from '#agents/collectors/htcondor.schema.ts';
import type { Collector, CollectorRound } from '#agents/collector.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

import { collectorContext } from './context.ts';

function job(proc: number, status: number, more = {}): Record<string, unknown> {
  const times = { QDate: 1_795_000_000, EnteredCurrentStatus: 1_795_000_100 };
  return { ClusterId: 7, ProcId: proc, JobStatus: status, Owner: 'pool01', ...times, ...more };
}

function queue(t: TestContext): { file: string; collector: Collector } {
  const folder = mkdtempSync(join(tmpdir(), 'flash-condor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'queue.json');
  const settings = condorSchema.parse({ command: ['cat', file], instance: 'ce01', timeout_s: 5 });
  return { file, collector: htcondor.create(settings, collectorContext()) };
}

function jobs(round: CollectorRound, state: string): number | undefined {
  return round.observations.find(
    ({ metric, labels }) => metric.exposition === 'flash_batch_jobs' && labels['state'] === state,
  )?.value;
}

test('jobs are told when they change, the list when it changes', async (t) => {
  const { file, collector } = queue(t);
  writeFileSync(file, JSON.stringify([job(0, 1), job(1, 2)]));
  const first = await collector.collect();
  assert.deepEqual(
    first.facts.map((fact) => fact.kind),
    ['job', 'job', 'queue'],
  );
  assert.deepEqual([jobs(first, 'idle'), jobs(first, 'running'), jobs(first, 'held')], [1, 1, 0]);
  writeFileSync(file, JSON.stringify([job(0, 1), job(1, 2, { CumulativeRemoteUserCpu: 90 })]));
  assert.deepEqual((await collector.collect()).facts, []);
  writeFileSync(file, JSON.stringify([job(0, 5, { HoldReason: 'no disk' })]));
  const third = await collector.collect();
  const [held, left] = third.facts;
  assert.ok(held?.kind === 'job' && held.state === 'held' && held.reason === 'no disk');
  assert.ok(left?.kind === 'queue');
  assert.deepEqual(left.ids, ['7.0']);
});

test('an empty answer is an empty queue; a failing command or no JSON is a throw', async (t) => {
  const { file, collector } = queue(t);
  writeFileSync(file, '');
  const round = await collector.collect();
  assert.equal(jobs(round, 'idle'), 0);
  assert.deepEqual(
    round.facts.map((fact) => fact.kind),
    ['queue'],
  );
  writeFileSync(file, 'Failed to connect');
  await assert.rejects(collector.collect(), /not JSON/);
  rmSync(file);
  await assert.rejects(collector.collect(), /ended with code 1/);
});

test('a job without its submission time has no key and is a problem', async (t) => {
  const { file, collector } = queue(t);
  writeFileSync(file, JSON.stringify([{ ClusterId: 7, ProcId: 0, JobStatus: 1 }]));
  const round = await collector.collect();
  assert.deepEqual(
    round.facts.map((fact) => fact.kind),
    ['queue'],
  );
  assert.equal(round.problems.length, 1);
});

test('a program of one’s own prints the history: all of it at first, then each job that left once', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-condor-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [now, past] = [join(folder, 'queue.json'), join(folder, 'history.json')];
  const command = { command: ['cat', now], history_command: ['cat', past] };
  const collector = htcondor.create(condorSchema.parse(command), collectorContext());
  const ended = (proc: number, at: number): Record<string, unknown> =>
    job(proc, 4, { CompletionDate: at, ExitCode: 0 });
  writeFileSync(now, JSON.stringify([job(2, 2)]));
  writeFileSync(past, JSON.stringify([ended(1, 1_795_009_000), ended(0, 1_795_000_500)]));
  const told = async (): Promise<readonly string[]> =>
    (await collector.collect()).facts.flatMap((fact) =>
      fact.kind === 'job' ? [`${fact.id} ${fact.state}`] : [],
    );
  assert.deepEqual(await told(), ['7.2 running', '7.1 completed', '7.0 completed']);
  // Only what had to be said first is gone from the history: it was told.
  writeFileSync(past, JSON.stringify([ended(2, 1_795_009_100), ended(1, 1_795_009_000)]));
  writeFileSync(now, '');
  assert.deepEqual(await told(), ['7.2 completed']);
  writeFileSync(past, 'no file');
  writeFileSync(now, JSON.stringify([job(3, 2)]));
  await told();
  writeFileSync(now, '');
  const { problems } = await collector.collect();
  assert.match(problems.map(({ message }) => message).join(), /cat .*history\.json/);
  assert.throws(
    () => condorSchema.parse({ history_command: ['cat', past] }),
    /history_command goes with command/,
  );
});

test('an answer with an ad that cannot be read does not say who left the queue', async (t) => {
  const { file, collector } = queue(t);
  writeFileSync(file, JSON.stringify([job(0, 1), job(1, 2)]));
  await collector.collect();
  writeFileSync(file, JSON.stringify([job(0, 1), { JobStatus: 2 }]));
  const partial = await collector.collect();
  assert.deepEqual([partial.facts, partial.problems.length], [[], 1]);
  writeFileSync(file, JSON.stringify([job(0, 1), job(1, 2)]));
  assert.deepEqual((await collector.collect()).facts, []);
  writeFileSync(file, JSON.stringify([job(0, 1)]));
  const [left] = (await collector.collect()).facts;
  assert.ok(left?.kind === 'queue');
  assert.deepEqual(left.ids, ['7.0']);
});

const REAL = 'htcondor/mivade_condor_q/htcondor_status/sample_condor_q_output.json';

test(
  'a real answer: 14 idle, 6 running, an expression kept as it is',
  needsSharedData(REAL),
  async () => {
    const settings = condorSchema.parse({ command: ['cat', sharedData(REAL)], instance: 'ce01' });
    const round = await htcondor.create(settings, collectorContext()).collect();
    assert.deepEqual([jobs(round, 'idle'), jobs(round, 'running')], [14, 6]);
    assert.equal(round.facts.filter((fact) => fact.kind === 'job').length, 20);
    const raw = round.facts.map((fact) => (fact.kind === 'job' ? fact.requestMemoryRaw : null));
    assert.ok(raw.some((text) => text?.includes('Expr(')));
  },
);
