import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkDefinitions, definitionProblems } from '#telemetry/metrics/check-definitions.ts';
import { defineMetric } from '#telemetry/metrics/define.ts';
import { allMetrics } from '#telemetry/metrics/index.ts';

const good = defineMetric({
  name: 'flash.a',
  exposition: 'flash_a_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'A.',
});

test('the catalogue of metrics has no fault', () => {
  checkDefinitions(allMetrics);
  assert.deepEqual(definitionProblems(good), []);
});

test('each fault that would spoil a scrape is named', () => {
  const cases: readonly [Partial<typeof good>, RegExp][] = [
    [{ exposition: 'flash_a' }, /ends in _kelvin/],
    [{ exposition: '4k_kelvin' }, /outer name/],
    [{ kind: 'counter' }, /ends in _kelvin_total/],
    [{ labels: ['4k.stage'] }, /label "4k\.stage"/],
    [{ labels: ['le'] }, /means something to Prometheus/],
    [{ labels: ['a', 'a'] }, /stands twice/],
    [{ unit: '1', exposition: 'flash_a_total' }, /may not end in _total/],
    [{ unit: '1', exposition: 'flash_a_count' }, /histogram/],
    [{ help: ' ' }, /no help/],
  ];
  for (const [change, expected] of cases)
    assert.match(definitionProblems({ ...good, ...change }).join('; '), expected);
});

test('two metrics with one name are refused', () => {
  assert.throws(() => checkDefinitions([good, good]), /another metric has its/);
});
