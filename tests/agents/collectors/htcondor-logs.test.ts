/** A log of events that is followed: over restarts, rotation, an event that is half written. */
import assert from 'node:assert/strict';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import type { CollectorRound } from '#agents/collector.ts';
import { afterRounds, condorBench, jobAd } from './condor-harness.ts';

const stamp = (minute: number): string => `2026-11-23 09:${String(minute).padStart(2, '0')}:00`;
const submit = (cluster: number, minute: number): string =>
  `000 (${cluster}.000.000) ${stamp(minute)} Job submitted from host: <10.0.0.3:9618>\n...\n`;
const execute = (cluster: number, minute: number): string =>
  `001 (${cluster}.000.000) ${stamp(minute)} Job executing on host: <10.0.0.4:9618>\n\tCpus = 1\n...\n`;
const end = (cluster: number, minute: number): string =>
  `005 (${cluster}.000.000) ${stamp(minute)} Job terminated.\n\t(1) Normal termination (return value 0)\n...\n`;

function told(round: CollectorRound): unknown[] {
  return round.facts.map((fact) => (fact.kind === 'job' ? [fact.id, fact.state] : fact.kind));
}

test('events come once, over a restart; open jobs are remembered, ended ones forgotten', async (t) => {
  const bench = condorBench(t);
  const path = join(bench.folder, 'EventLog');
  const settings = { logs: [{ path, instance: 'lnf', time_zone: 'UTC' }] };
  const collector = bench.open(settings);
  writeFileSync(path, submit(1, 0) + submit(2, 1) + execute(1, 2));
  const first = await collector.collect();
  assert.deepEqual(told(first), [
    ['1.0', 'running'],
    ['2.0', 'idle'],
  ]);
  assert.equal(bench.calls('condor_q').length, 0, 'logs alone ask no schedd');
  appendFileSync(path, end(1, 3).slice(0, 60));
  const second = await collector.collect();
  assert.deepEqual(told(second), []);
  appendFileSync(path, end(1, 3).slice(60) + execute(2, 4));
  const cursor = afterRounds(first, second);
  const third = await bench.open(settings, cursor).collect();
  assert.deepEqual(told(third), [
    ['1.0', 'completed'],
    ['2.0', 'running'],
  ]);
  assert.deepEqual(third.problems, []);
  const [fact] = third.facts;
  assert.ok(fact?.kind === 'job' && fact.wallS === 60 && fact.instance === 'lnf');
  assert.deepEqual(
    [...afterRounds(first, second, third).keys()].filter((key) => key.startsWith('logged/')),
    [`logged/${path}/2.0`],
  );
  assert.deepEqual(told(await collector.collect()), told(third), 'the first one sees the same');
});

test('what stood in a rotated log is read before the new one', async (t) => {
  const bench = condorBench(t);
  const path = join(bench.folder, 'EventLog');
  const collector = bench.open({ logs: [{ path, instance: 'lnf', time_zone: 'UTC' }] });
  writeFileSync(path, submit(1, 0));
  await collector.collect();
  appendFileSync(path, execute(1, 1));
  renameSync(path, `${path}.old`);
  writeFileSync(path, submit(2, 2) + end(1, 3));
  const rest = await collector.collect();
  assert.deepEqual(told(rest), [['1.0', 'running']]);
  assert.equal(rest.more, true, 'the new one follows at once');
  const fresh = await collector.collect();
  assert.deepEqual(told(fresh), [
    ['2.0', 'idle'],
    ['1.0', 'completed'],
  ]);
  assert.deepEqual([...rest.problems, ...fresh.problems], []);
  assert.equal(fresh.more, false);
});

test('a log that was replaced without its rest, and one that is not there, say so', async (t) => {
  const bench = condorBench(t);
  const path = join(bench.folder, 'EventLog');
  const missing = { path: join(bench.folder, 'none'), instance: 'lnf' };
  const collector = bench.open({ logs: [{ path, instance: 'lnf', time_zone: 'UTC' }, missing] });
  writeFileSync(path, submit(1, 0));
  await collector.collect();
  writeFileSync(path, submit(2, 2));
  const round = await collector.collect();
  assert.deepEqual(told(round), [['2.0', 'idle']]);
  assert.deepEqual(
    round.problems.map(({ reason, subject }) => [reason, subject]),
    [
      ['restart', path],
      ['unavailable', missing.path],
    ],
  );
});

test('a job whose submission stands in an older log is known to the queue', async (t) => {
  const bench = condorBench(t);
  const path = join(bench.folder, 'user.log');
  bench.answer('condor_q', [jobAd(0, 2)]);
  writeFileSync(path, end(7, 3) + end(8, 4));
  const collector = bench.open({
    schedds: [{ instance: 'lnf', history: false }],
    logs: [{ path, instance: 'lnf', time_zone: 'UTC' }],
  });
  const round = await collector.collect();
  assert.deepEqual(told(round), [['7.0', 'running'], 'queue', ['7.0', 'completed']]);
  assert.deepEqual(
    round.problems.map(({ reason, message }) => [reason, message]),
    [['event', 'event 5 of job 8.0: its submission is not in the log']],
  );
});
