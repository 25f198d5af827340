import assert from 'node:assert/strict';
import { test } from 'node:test';

import { decideRunState, type RunStateInput } from '#telemetry/recorder/derive/run-state.ts';

const MINUTE = 60_000;
const LAST = 1_000 * MINUTE;

function decide(part: Partial<Omit<RunStateInput, 'run'>> & Partial<RunStateInput['run']> = {}) {
  const { state = 'open', closedBy = null, lastFileMs = LAST, cadenceMs = 2_000, ...rest } = part;
  const run = { state, closedBy, lastFileMs, cadenceMs };
  const base = { next: null, now: LAST, toldUntil: LAST, idleCloseMs: 15 * MINUTE };
  return decideRunState({ ...base, ...rest, run });
}

const open = { state: 'open', closedBy: null, endMs: null };

test('a run stays open while files come, and for ten cadences and the idle time after', () => {
  assert.deepEqual(decide(), open);
  const limit = LAST + 10 * 2_000 + 15 * MINUTE;
  assert.deepEqual(decide({ now: limit, toldUntil: limit }), open);
  assert.deepEqual(decide({ now: limit + 1, toldUntil: limit + 1 }), {
    state: 'closed',
    closedBy: 'idle',
    endMs: LAST + 2_000,
  });
});

test('a silent agent, or one with older facts to deliver, closes nothing', () => {
  const now = LAST + 100 * MINUTE;
  assert.deepEqual(decide({ now, toldUntil: null }), open);
  assert.deepEqual(decide({ now, toldUntil: LAST + MINUTE }), open);
});

test('the next run closes it, and it does not reach into that', () => {
  const next = { number: 2, startMs: LAST + 1_000 };
  assert.deepEqual(decide({ next }), {
    state: 'closed',
    closedBy: 'next run',
    endMs: LAST + 1_000,
  });
});

test('a file after all opens a run that was closed for being idle; silence does not', () => {
  const idle = { state: 'closed', closedBy: 'idle' } as const;
  assert.deepEqual(decide(idle), open);
  const now = LAST + 100 * MINUTE;
  assert.equal(decide({ ...idle, now, toldUntil: null }).state, 'closed');
});

test('a run that a person stopped or aborted stays so, but its end follows its files', () => {
  const stopped = decide({ state: 'closed', closedBy: 'stopped' });
  assert.deepEqual(stopped, { state: 'closed', closedBy: 'stopped', endMs: LAST + 2_000 });
  assert.equal(decide({ state: 'aborted' }).state, 'aborted');
});

test('a run without any time has no end', () => {
  assert.deepEqual(decide({ lastFileMs: null, now: LAST * 2, toldUntil: LAST * 2 }), open);
});
