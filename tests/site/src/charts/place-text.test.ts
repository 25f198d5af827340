import assert from 'node:assert/strict';
import { test } from 'node:test';
import { halfText, tenthText } from '#site/src/charts/place-text.ts';

test('a place is written as its number is, whether or not it was written before', () => {
  for (const place of [0, -0, 0.04, -0.04, 0.05, 12.34, 999.96, 1000, 1000.2, -3.21, Number.NaN]) {
    const number = Math.round(place * 10) / 10;
    assert.equal(tenthText(place), String(number));
    assert.equal(tenthText(place), String(number));
  }
  for (const place of [0, -0, 0.5, -0.5, 17, -100, 1000, 1000.5, -2000.5])
    assert.equal(halfText(place), String(place));
});
