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
