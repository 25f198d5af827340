import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  MOST_PX,
  rowAt,
  scrollScale,
  scrollToReveal,
  windowAt,
  type RowsInView,
} from '#site/src/client/row-window.ts';

const VIEW = 750;
const list = (count: number): RowsInView => ({ count, rowPx: 36, viewPx: VIEW });
/** How far such a list can be scrolled. */
const end = (rows: RowsInView): number => Math.min(rows.count * rows.rowPx, MOST_PX) - VIEW;

/** Upper and lower edge of a row below the upper edge of what is in sight, px. */
function placeOf(at: number, scrolled: number, rows: RowsInView): readonly [number, number] {
  const { first, count, top } = windowAt(scrolled, rows, 15);
  assert.ok(at >= first && at < first + count, `row ${at} is not among ${first} + ${count}`);
  const from = top + (at - first) * rows.rowPx - scrolled;
  return [from, from + rows.rowPx];
}

for (const count of [3_000, 222_000, 223_000, 1_000_000, 3_000_000]) {
  test(`a list of ${count} rows ends where its scrolling ends, and begins where it begins`, () => {
    const rows = list(count);
    const [, bottom] = placeOf(count - 1, end(rows), rows);
    assert.ok(Math.abs(bottom - VIEW) < 1, `the last row ends at ${bottom}`);
    assert.equal(placeOf(0, 0, rows)[0], 0);
  });

  test(`rows of a list of ${count} are all there, wherever it is scrolled to`, () => {
    const rows = list(count);
    for (const share of [0, 0.0001, 0.01, 0.3, 0.9, 0.9999, 1]) {
      const scrolled = Math.round(end(rows) * share);
      const seen = rowAt(scrolled, rows);
      const [top] = placeOf(seen, scrolled, rows);
      assert.ok(top > -rows.rowPx - 0.001 && top < 0.001, `row ${seen} at ${top}`);
      const last = Math.min(count - 1, seen + Math.floor(VIEW / rows.rowPx));
      assert.ok(placeOf(last, scrolled, rows)[1] >= Math.min(VIEW, rows.rowPx));
    }
  });

  test(`each row of a list of ${count} can be led to by key, from both sides`, () => {
    const rows = list(count);
    const least = 1 / scrollScale(rows) + 0.001;
    for (const at of [0, 1, 20, 21, 500, count >> 1, count - 22, count - 2, count - 1])
      for (const from of [0, end(rows)]) {
        const scrolled = Math.min(end(rows), scrollToReveal(at, from, rows));
        const [top, bottom] = placeOf(at, scrolled, rows);
        assert.ok(top >= -least && bottom <= VIEW + least, `row ${at}: ${top} to ${bottom}`);
      }
  });
}

test('a row in sight moves nothing', () => {
  assert.equal(scrollToReveal(5, 100, list(3_000)), 100);
});
