/** Progress lines: none for a quick step, one a while for a slow one. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { createProgress } from '#telemetry/setup/progress.mjs';

/** A progress whose clock is turned by hand, and what it wrote. */
function watch(t: TestContext, isTTY: boolean) {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const written: string[] = [];
  let now = 0;
  const out = { isTTY, write: (text: string) => written.push(text) };
  const step = createProgress({ total: 2, out: out as never, now: () => now });
  const turn = (seconds: number): void => {
    for (let second = 0; second < seconds; second += 1) {
      now += 1000;
      t.mock.timers.tick(1000);
    }
  };
  return { step, turn, text: () => written.join('') };
}

test('a step of less than a second says nothing', async (t) => {
  const { step, text } = watch(t, false);
  assert.equal(await step('quick', async () => 7), 7);
  assert.equal(text(), '');
});

test('a slow step says its place, its label and its time', async (t) => {
  const { step, turn, text } = watch(t, false);
  await step('first', async () => turn(0));
  await step('installing', async () => turn(16));
  assert.equal(
    text(),
    '[2/2] installing … 1 s\n[2/2] installing … 15 s\n[2/2] installing … done, 16 s\n',
  );
});

test('on a terminal the line ticks in place', async (t) => {
  const { step, turn, text } = watch(t, true);
  await step('installing', async () => turn(2));
  assert.match(text(), /\r\[1\/2\] installing … 1 s .*\r\[1\/2\] installing … 2 s .*done, 2 s\n$/s);
});

test('a step that fails says so, and its error goes on', async (t) => {
  const { step, turn, text } = watch(t, false);
  await assert.rejects(
    step('installing', async () => {
      turn(2);
      throw new Error('no room');
    }),
    /no room/,
  );
  assert.match(text(), /failed, 2 s\n$/);
});
