import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gatherSpans, laneHtml, type LaneSpan } from '#site/src/charts/lane.ts';

const HOUR = 3_600_000;
const WINDOW = { from: 0, to: 3_000 * HOUR };
/** One run an hour, a minute between them, every tenth of another look. */
const runs: readonly LaneSpan[] = Array.from({ length: 3_000 }, (_, i) => ({
  from: i * HOUR,
  to: (i + 1) * HOUR - 60_000,
  look: i % 10 === 0 ? 'c5' : 'c1',
  title: `run ${i}`,
}));

test('runs that touch on any screen are drawn as one, named after the first and the last', () => {
  const [first, ...others] = gatherSpans(
    runs.filter(({ look }) => look === 'c1'),
    WINDOW,
  );
  assert.equal(others.length, 0);
  assert.deepEqual(first, {
    from: HOUR,
    to: WINDOW.to - 60_000,
    look: 'c1',
    title: '2700: run 1 to run 2999',
  });
});

test('a lane of thousands is at most so many elements as a screen has pixels, and each look keeps its own', () => {
  const drawn = laneHtml({ label: 'Runs', spans: runs }, WINDOW).text.match(/<i /g) ?? [];
  assert.ok(drawn.length < 1000, `${drawn.length} elements`);
  const looks = gatherSpans(runs, WINDOW).map(({ look }) => look);
  assert.deepEqual(
    [looks.includes('c1'), looks.filter((look) => look === 'c5').length],
    [true, 300],
  );
});

test('a pause that a screen can show stays one', () => {
  const paused = runs.filter(({ from }) => from < 1_000 * HOUR || from > 1_010 * HOUR);
  const drawn = gatherSpans(
    paused.filter(({ look }) => look === 'c1'),
    WINDOW,
  );
  assert.deepEqual(
    drawn.map(({ to }) => to),
    [1_000 * HOUR - 60_000, WINDOW.to - 60_000],
  );
});

test('where a window has few runs each of them is drawn', () => {
  const day = { from: 0, to: 24 * HOUR };
  const drawn = laneHtml({ label: 'Runs', spans: runs }, day).text.match(/title="run \d+"/g);
  assert.equal(drawn?.length, 25);
});
