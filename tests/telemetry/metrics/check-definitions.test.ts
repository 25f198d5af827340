import assert from 'node:assert/strict';
import { test } from 'node:test';

import { checkDefinitions, definitionProblems } from '#telemetry/metrics/check-definitions.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import type { MetricDefinition } from '#telemetry/metrics/definition.ts';
import { allMetrics } from '#telemetry/metrics/index.ts';

const good: MetricDefinition = definerOf('example')({
  name: 'flash.a',
  exposition: 'flash_a_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'A.',
  range: [-1e9, 1e9],
});

test('the catalogue of metrics has no fault', () => {
  checkDefinitions(allMetrics);
  assert.deepEqual(definitionProblems(good), []);
});

test('each fault that would spoil a scrape is named', () => {
  const cases: readonly [Partial<MetricDefinition>, RegExp][] = [
    [{ exposition: 'flash_a' }, /ends in _kelvin/],
    [{ exposition: '4k_kelvin' }, /outer name/],
    [{ kind: 'counter' }, /ends in _kelvin_total/],
    [{ labels: ['4k.stage'] }, /label "4k\.stage"/],
    [{ labels: ['le'] }, /means something to Prometheus/],
    [{ labels: ['a', 'a'] }, /stands twice/],
    [{ unit: '1', exposition: 'flash_a_total' }, /may not end in _total/],
    [{ unit: '1', exposition: 'flash_a_count' }, /histogram/],
    [{ help: ' ' }, /no help/],
    [{ help: 'A thing' }, /not a sentence/],
    [{ exposition: 'flash_a_hours_kelvin' }, /base unit and not the kind: "hours"/],
    [{ exposition: 'flash_gauge_kelvin' }, /base unit and not the kind: "gauge"/],
    [{ range: [2, 1] }, /range 2 to 1 holds nothing/],
    [{ kind: 'counter', exposition: 'flash_a_kelvin_total', range: [-1, 1] }, /never negative/],
    [{ values: { b: ['c'] } }, /values of "b", which is no label/],
    [{ labels: ['b'], values: { b: [] } }, /"b" may have no value/],
    [{ labels: ['b'], values: { b: ['c', 'c'] } }, /value of "b" stands twice/],
    [{ recordAs: 'age', recordMs: 60_000 }, /only a time/],
    [{ recordAs: 'age' }, /how it is recorded and not how often/],
    [{ labels: ['b'], maxSeries: 1, values: { b: ['c', 'd'] } }, /make 2 series, it allows 1/],
  ];
  for (const [change, expected] of cases)
    assert.match(definitionProblems({ ...good, ...change }).join('; '), expected);
});

test('two metrics with one name are refused', () => {
  assert.throws(() => checkDefinitions([good, good]), /another metric has its/);
});
