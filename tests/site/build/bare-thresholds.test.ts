import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thresholds } from '#dashboards/thresholds.ts';
import { bareThresholds } from '#site/build/bare-thresholds.ts';

test('browsers get every value and no reason; another module is left alone', () => {
  const bare = bareThresholds();
  const code = bare.load('/a/dashboards/thresholds.ts?documentation') ?? '';
  const told: unknown = JSON.parse(code.replace(/^export const thresholds = |;$/g, ''));
  const values = Object.entries(thresholds).map(([name, { value }]) => [name, { value }]);
  assert.deepEqual(told, Object.fromEntries(values));
  assert.equal(bare.load('/a/dashboards/definition.ts'), null);
});
