/** The demo's batch jobs: each is in the queue, then in the history, never in both and never in neither. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCondorQueue } from '#agents/formats/condor-json.ts';
import { adsAt, pastAds, queueText } from '#agents/simulator/jobs.ts';

const SEED = 1;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.parse('2026-11-23T10:00:00Z');

const runName = (): string => 'Run_2026.11-QUAX/0142_fisica';

function read(text: string) {
  const answer = parseCondorQueue(text);
  assert.ok(answer.ok && answer.problems.length === 0);
  return answer.jobs;
}

const queueAt = (t: number) => read(queueText(adsAt(SEED, [], t, runName)));
const historyAt = (from: number, t: number) => read(queueText(pastAds(SEED, from, t, runName)));

test('a job that leaves the queue is in the history at that moment', () => {
  const from = T - 6 * HOUR;
  for (let t = from; t < T; t += 5 * MINUTE) {
    const [before, after] = [queueAt(t), queueAt(t + 5 * MINUTE)];
    const stays = new Set(after.map(({ id }) => id));
    const past = new Set(historyAt(from, t + 5 * MINUTE).map(({ id }) => id));
    for (const { id } of before) assert.notEqual(stays.has(id), past.has(id), `${id} at ${t}`);
  }
});

test('three days of jobs: most done, some failed, some removed by who waited too long', () => {
  const jobs = historyAt(T - 72 * HOUR, T);
  assert.equal(new Set(jobs.map(({ id }) => id)).size, jobs.length);
  assert.ok(jobs.length > 1_000);
  const count = (state: string): number => jobs.filter((job) => job.state === state).length;
  assert.ok(count('completed') > 900);
  assert.ok(count('failed') > 10);
  assert.ok(count('removed') > 5);
  for (const { endedAt, startedAt } of jobs) {
    assert.ok(endedAt !== null && startedAt !== null && endedAt > startedAt);
    assert.ok(endedAt <= T);
  }
});
