/** Conditions over series in memory: joins by labels, missing is no answer, a raised alarm clears elsewhere. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { alertsOf } from '#telemetry/alerts/definition.ts';
import { createEvaluator, widestWindows } from '#telemetry/alerts/evaluate.ts';
import type { Condition } from '#telemetry/alerts/expression.ts';
import { createSamples } from '#telemetry/alerts/samples.ts';
import {
  above,
  absent,
  age,
  and,
  atLeast,
  avgOver,
  below,
  equal,
  increase,
  last,
  or,
  ratio,
  sum,
  timeLeft,
  unless,
} from '#telemetry/alerts/words.ts';

const limit = <U extends string>(value: number, unit: U, clear?: number) => ({
  value,
  unit,
  reason: 'a number for this test alone',
  ...(clear === undefined ? {} : { clear }),
});

/** Evaluates one condition at 1 000 s, over values put then or at a time of their own. */
function ask(
  when: Condition,
  values: readonly (readonly [string, Record<string, string>, number, number?])[],
  raised: readonly Record<string, string>[] = [],
): readonly string[] {
  const alerts = alertsOf('data', [
    { name: 'One', severity: 'info', when, summary: 'It is so.', needs: [], owner: 'shifter' },
  ]);
  const samples = createSamples(widestWindows(alerts));
  for (const [metric, labels, value, t = 1_000_000] of values)
    samples.fed(metric, labels).put(t, value);
  const results = createEvaluator(alerts, samples)(1_000_000, new Map([['One', raised]]));
  return (results[0]?.elements ?? []).map(
    ({ labels, value }) => `${Object.values(labels).join(' ')}=${String(value)}`,
  );
}

const UP = 'flash_storage_probe_up';
const FREE = 'flash_storage_free_bytes';
const USED = 'flash_storage_used_bytes';
const daq = { node: 'daq', volume: 'raw' };
const tape = { node: 'tape', volume: 'buffer' };

test('a comparison gives what meets it; a value older than five minutes is none', () => {
  const away = equal(last(UP), limit(0, '1'));
  assert.deepEqual(
    ask(away, [
      [UP, daq, 0],
      [UP, tape, 1],
    ]),
    ['daq raw=0'],
  );
  assert.deepEqual(ask(away, [[UP, daq, 0, 700_001]]), ['daq raw=0']);
  assert.deepEqual(ask(away, [[UP, daq, 0, 700_000]]), []);
  assert.deepEqual(ask(away, []), []);
});

test('limits are taken in the unit of the value', () => {
  const room = below(last(FREE), limit(2, 'GB'));
  assert.deepEqual(
    ask(room, [
      [FREE, daq, 1.9e9],
      [FREE, tape, 2e9],
    ]),
    ['daq raw=1900000000'],
  );
});

test('what is raised stays until it clears', () => {
  const full = above(ratio(last(USED), last('flash_storage_size_bytes')), limit(0.9, '1', 0.8));
  const values = [
    [USED, daq, 85],
    ['flash_storage_size_bytes', daq, 100],
  ] as const;
  assert.deepEqual(ask(full, values), []);
  assert.deepEqual(ask(full, values, [daq]), ['daq raw=0.85']);
  assert.deepEqual(ask(full, values, [tape]), []);
});

test('and, unless and or join by common labels; what is not known does not hold', () => {
  const low = below(last(FREE), limit(10, 'By'));
  const up = equal(last(UP), limit(1, '1'));
  const values = [
    [FREE, daq, 1],
    [FREE, tape, 1],
    [UP, daq, 1],
  ] as const;
  assert.deepEqual(ask(and(low, up), values), ['daq raw=1']);
  assert.deepEqual(ask(unless(low, up), values), ['tape buffer=1']);
  assert.deepEqual(ask(or(up, low), values), ['daq raw=1', 'tape buffer=1']);
});

test('labels select, sums group, a ratio to 0 is no value', () => {
  const jobs = 'flash_batch_jobs';
  const of = (state: string) => ({ node: 'n', batch_system: 'slurm', batch_instance: 'c', state });
  const values = [
    [jobs, of('held'), 4],
    [jobs, of('idle'), 6],
    [jobs, of('running'), 0],
  ] as const;
  const all = sum(['batch_instance'], last(jobs, { state: ['held', 'idle'] }));
  assert.deepEqual(ask(atLeast(all, limit(10, '{job}')), values), ['c=10']);
  const none = ratio(last(jobs, { state: 'held' }), last(jobs, { state: 'running' }));
  assert.deepEqual(ask(above(none, limit(0, '1')), values), []);
});

test('age counts from the time told; absence is a condition of its own', () => {
  const backup = 'flash_backup_last_success_timestamp_seconds';
  assert.deepEqual(ask(above(age(backup), limit(1, 'min')), [[backup, {}, 900]]), ['=100']);
  assert.deepEqual(ask(absent('flash_hub_info'), []), ['=1']);
  assert.deepEqual(ask(absent('flash_hub_info'), [['flash_hub_info', {}, 1]]), []);
});

test('windows: means, growth of counters, and the time until room is used up', () => {
  const rate = 'flash_daq_bytes_per_second';
  const values = [900_000, 950_000, 1_000_000].map(
    (t, i) => [rate, { node: 'daq' }, 10 * i, t] as const,
  );
  assert.deepEqual(ask(atLeast(avgOver(rate, 200_000), limit(10, 'By/s')), values), ['daq=10']);
  const odd = 'flash_daq_odd_size_files_total';
  const counted = [0, 2].map((n, i) => [odd, { node: 'daq' }, n, 970_000 + 30_000 * i] as const);
  assert.deepEqual(ask(above(increase(odd, 60_000), limit(0.5, '{file}')), counted), ['daq=2']);
  const growing = [0, 100].map((used, i) => [USED, daq, used, 900_000 + 100_000 * i] as const);
  const left = below(timeLeft(last(FREE), USED, 200_000), limit(1, 'h'));
  assert.deepEqual(ask(left, [...growing, [FREE, daq, 60]]), ['daq raw=60']);
  const still = [100, 100].map((used, i) => [USED, daq, used, 900_000 + 100_000 * i] as const);
  assert.deepEqual(ask(left, [...still, [FREE, daq, 60]]), []);
});
