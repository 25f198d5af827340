import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countInWords,
  displayUnit,
  formatCount,
  formatFixed,
  formatSignificant,
  show,
  showText,
} from '#telemetry/units.ts';

const plain = (text: string): string => text.replaceAll('\u202f', ' ');

test('temperatures are millikelvin below one kelvin, with the digits of a thermometer', () => {
  assert.equal(plain(showText(0.0303, 'K')), '30.3 mK');
  assert.equal(plain(showText(0.00947, 'K')), '9.47 mK');
  assert.equal(plain(showText(4.5, 'K')), '4.50 K');
  assert.equal(plain(showText(294.1, 'K')), '294 K');
});

test('pressures, flows, fields and rates are in the units people say', () => {
  assert.equal(plain(showText(2.1, 'Pa')), '0.0210 mbar');
  assert.equal(plain(showText(2.3e-4, 'Pa')), '2.30·10⁻⁶ mbar');
  assert.equal(plain(showText(3.91e-4, 'mol/s')), '0.391 mmol/s');
  assert.equal(plain(showText(8, 'T')), '8.00 T');
  assert.equal(plain(showText(156_300, 'By/s')), '0.156 MB/s');
  assert.equal(plain(showText(15.5e6, 'By/s')), '15.5 MB/s');
});

test('frequencies have groups of three on both sides, to 1 kHz at gigahertz and 10 Hz below', () => {
  assert.equal(plain(showText(8_834_213_400, 'Hz')), '8.834 213 GHz');
  assert.equal(plain(showText(150_123_456, 'Hz')), '150.123 46 MHz');
});

test('a unit that is not in the table is shown as it is, and 1 as nothing', () => {
  assert.deepEqual(show(12, 'furlong'), { text: '12.00', unit: 'furlong' });
  assert.equal(showText(0.5, '1'), '0.5000');
  assert.equal(showText(22.3, 'deg'), '22.3°');
});

test('minus is a minus, and what rounds to zero has none', () => {
  assert.equal(formatFixed(-0.5, 1), '−0.5');
  assert.equal(formatFixed(-0.001, 1), '0.0');
  assert.equal(formatSignificant(-1.8e-5, 2), '−1.8·10⁻⁵');
  assert.equal(formatSignificant(0, 3), '0');
});

test('counts are grouped and small ones have words', () => {
  assert.equal(plain(formatCount(23_800)), '23 800');
  assert.equal(plain(formatCount(1_234_567)), '1 234 567');
  assert.equal(countInWords(1), 'one');
  assert.equal(countInWords(12), 'twelve');
  assert.equal(countInWords(13), '13');
});

test('an axis gets one unit for all of its values', () => {
  assert.deepEqual(displayUnit('K', 0.05), { unit: 'mK', factor: 1e3 });
  assert.deepEqual(displayUnit('K', 27), { unit: 'K', factor: 1 });
});
