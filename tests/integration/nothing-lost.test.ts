import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, runKillTrial } from '../support/living/kill-trial.ts';

test(
  'seeded kills of agent, hub and database lose and double nothing',
  { timeout: 240_000 },
  async () => {
    const counts = await runKillTrial({ seed: 42, rounds: 5 });
    assert.ok(counts.kills >= 3, `only ${counts.kills} kills: the trial proves nothing`);
    assert.deepEqual({ lost: counts.lost, doubled: counts.doubled }, { lost: 0, doubled: 0 });
  },
);

test(
  'an agent that lost its spool delivers everything once more, and nothing is doubled',
  { timeout: 240_000 },
  async () => {
    const { lost, doubled } = await runKillTrial({ seed: 3, rounds: 1, loseSpool: true });
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  },
);

test('without the natural keys the same trial finds doubles', { timeout: 240_000 }, async () => {
  const { lost, doubled } = await runKillTrial({
    seed: 3,
    rounds: 1,
    loseSpool: true,
    removeKeys: true,
  });
  assert.equal(lost, 0);
  assert.ok(doubled > 0);
});

test('the comparison sees a loss and a double that cancel in the count', () => {
  const sources = { readings: () => new Set(['1 8', '2 9']), files: () => new Set<string>() };
  assert.deepEqual(compare(sources, { readings: ['1 8', '1 8'], files: [] }), {
    lost: 1,
    doubled: 1,
  });
});
