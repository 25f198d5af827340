/** When a receiver is told: after gathering, within its limit, and in time also where the clock was set back. */

import assert from 'node:assert/strict';
import { it } from 'node:test';
import { planNext, type PlanInput } from '#telemetry/receivers/plan.ts';
import { eventOf, START } from '../../support/notices.ts';

const HOUR = 3_600_000;
const manner = { perHour: 10, alone: 5, gatherMs: 5_000 };

function plan(now: number, input: Partial<PlanInput> = {}) {
  const waiting = [{ id: 1, at: START, notBefore: 0, event: eventOf('raised', START) }];
  return planNext({ waiting, sentAt: [], failures: 0, notBefore: 0, manner, now, ...input });
}

it('gathers, and critical ones only for a second', () => {
  assert.deepEqual(plan(START), { kind: 'wait', until: START + 5_000 });
  assert.equal(plan(START + 5_000).kind, 'send');
  const event = eventOf('raised', START);
  const critical = { ...event, data: { ...event.data, severity: 'critical' as const } };
  const waiting = [{ id: 1, at: START, notBefore: 0, event: critical }];
  assert.deepEqual(plan(START, { waiting }), { kind: 'wait', until: START + 1_000 });
});

it('nothing waits, nothing is done', () => {
  assert.deepEqual(plan(START, { waiting: [] }), { kind: 'idle' });
});

it('half of the limit is free, the other half at even distances', () => {
  const now = START + HOUR;
  const sentAt = [1, 2, 3, 4].map((n) => now - n * 1_000).toReversed();
  assert.equal(plan(now, { sentAt }).kind, 'send');
  assert.deepEqual(plan(now, { sentAt: [...sentAt, now] }), { kind: 'wait', until: now + 720_000 });
});

it('a clock that was set back by a day puts nothing off', () => {
  const now = START - 24 * HOUR;
  const sentAt = Array.from({ length: 10 }, () => START);
  assert.equal(plan(now, { sentAt, notBefore: START }).kind, 'send');
});
