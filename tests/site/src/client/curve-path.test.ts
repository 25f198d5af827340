/** Paths of a curve for uPlot: line and band are broken at gaps, passed-over places break nothing, a lone point is seen. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type uPlot from 'uplot';
import { bandPath, linePath } from '#site/src/client/curve-path.ts';

/** Writes down what is drawn, as SVG would have it. */
class Drawn {
  text = '';
  moveTo(x: number, y: number): void {
    this.text += `M${x} ${y}`;
  }
  lineTo(x: number, y: number): void {
    this.text += `L${x} ${y}`;
  }
}
Object.assign(globalThis, { Path2D: Drawn, devicePixelRatio: 1 });

interface Scale {
  readonly min: number;
  readonly max: number;
  readonly distr?: number;
}
type Column = readonly (number | null | undefined)[];

/** Draws means with a band of one above and below, 10 px for each unit, `perPoint` px from one to the next. */
function draw(
  means: Column,
  { y = { min: 0, max: 10 }, perPoint = 10 }: { y?: Scale; perPoint?: number } = {},
): { readonly line: string | undefined; readonly band: string | undefined } {
  const edge = (by: number): Column => means.map((value) => (value == null ? value : value + by));
  const chart = {
    data: [means.map((_, i) => i), edge(-1), edge(1), means],
    bbox: { left: 0, top: 0, width: 100, height: 100 },
    scales: { x: { min: 0, max: 100 / perPoint }, y },
    series: [{}, {}, {}, { scale: 'y' }],
  } as unknown as uPlot;
  const last = means.length - 1;
  const textOf = (path: unknown): string | undefined => (path as Drawn | undefined)?.text;
  return {
    line: textOf(linePath(chart, 3, 0, last)?.stroke),
    band: textOf(bandPath(1)(chart, 2, 0, last)?.fill),
  };
}

test('the band goes along the upper edge and back along the lower one', () => {
  const { line, band } = draw([2, 3]);
  assert.equal(line, 'M0 80L10 70');
  assert.equal(band, 'M0 70L0 70L10 60L10 80L0 90');
});

test('a gap breaks line and band; a place where only another curve has a point does not', () => {
  const { line, band } = draw([2, undefined, 3, null, 4, 5]);
  assert.equal(line, 'M0 80L20 70M40 60L50 50');
  assert.equal(band?.match(/M/g)?.length, 2);
});

test('a point between two gaps has some width', () => {
  assert.equal(draw([null, 4, null]).line, 'M10 60M8.5 60L11.5 60');
});

test('in one column of pixels a band is as high as all of it, and no spike is lost', () => {
  const { band } = draw([2, 7, 3, 4], { perPoint: 0.4 });
  assert.equal(band, 'M0 20L0 20L1 50L1 80L0 90');
});

test('on a logarithmic axis each decade is as high', () => {
  const { line } = draw([1, 10, 100], { y: { min: 1, max: 100, distr: 3 } });
  assert.equal(line, 'M0 100L10 50L20 0');
});

test('what a logarithmic axis has no place for is a gap in line and band', () => {
  const y = { min: 1, max: 100, distr: 3 };
  for (const nowhere of [0, -5]) {
    const { line, band } = draw([10, 10, nowhere, 10, 10], { y });
    assert.equal(line, 'M0 50L10 50M30 50L40 50');
    assert.equal(band?.match(/M/g)?.length, 2);
    assert.doesNotMatch(`${line} ${band}`, /Infinity|NaN/);
  }
  // The lowest of the band is zero where its mean is not.
  const { line, band } = draw([10, 1, 10], { y });
  assert.equal(line, 'M0 50L10 100L20 50');
  assert.doesNotMatch(band ?? '', /Infinity|NaN/);
  assert.equal(band?.match(/M/g)?.length, 2);
});
