import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countedWord, saySpan, sayValue } from '#telemetry/alerts/say-value.ts';
import { saySummary } from '#telemetry/alerts/say.ts';
import { factorBetween, limitsOf } from '#telemetry/alerts/threshold.ts';
import { alerts } from '#dashboards/alerts/index.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('spans are told in the unit of their size', () => {
  const spans = [0.4, 45, 300, 7_800, 10_800, 388_800, -7_200];
  assert.deepEqual(
    spans.map((seconds) => plain(saySpan(seconds))),
    ['0.40 s', '45 s', '5 min', '2.2 h', '3 h', '4.5 d', 'minus 2 h'],
  );
});

test('values are told with their unit, counts with their word, shares in percent where the limit is', () => {
  assert.equal(plain(sayValue(0.0303, 'K')), '30.3 mK');
  assert.equal(plain(sayValue(0.983, '1', '%')), '98.3 %');
  assert.equal(plain(sayValue(0.3, '1')), '0.300');
  assert.equal(sayValue(2.4, '{file}'), 'two files');
  assert.equal(sayValue(1, '{directory}'), 'one directory');
  assert.equal(countedWord('{directory}', 2), 'directories');
});

test('a summary says labels, value and limit', () => {
  const alert = alerts.find(({ name }) => name === 'VolumeFull');
  assert.ok(alert);
  const said = saySummary(alert, { value: 0.985, labels: { node: 'daq', volume: 'data' } });
  assert.equal(plain(said), 'The volume data on daq is 98.5 % full.');
});

test('no summary keeps a word that is not filled in', () => {
  for (const alert of alerts) {
    const labels = new Proxy({}, { get: () => 'x', ownKeys: () => [] });
    const said = saySummary(alert, { value: 1, labels: { ...labels } });
    const left = [...said.matchAll(/\{(value|limit)\}/g)];
    assert.deepEqual(left, [], alert.name);
  }
});

test('units that fit are converted without dust, others are refused', () => {
  const reason = 'For this test.';
  assert.deepEqual(limitsOf({ value: 100, clear: 50, unit: 'ms', reason }, 's'), {
    raise: 0.1,
    clear: 0.05,
  });
  assert.equal(factorBetween('{job}', '1'), null);
  assert.throws(() => limitsOf({ value: 1, unit: 'K', reason }, 's'), RangeError);
});
