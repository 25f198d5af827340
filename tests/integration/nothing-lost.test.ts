import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare, runKillTrial } from '../support/living/kill-trial.ts';
import { FAULTS, planRounds } from '../support/living/torment.ts';

test(
  'kills at every fault point, and from outside, lose and double nothing',
  { timeout: 280_000 },
  async () => {
    const { faults, lost, doubled } = await runKillTrial({ seed: 42, rounds: FAULTS.length + 2 });
    assert.equal(faults, FAULTS.length, 'a fault point was not reached: the trial proves nothing');
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  },
);

test(
  'an agent that lost its spool delivers everything once more, and nothing is doubled',
  { timeout: 240_000 },
  async () => {
    const { kills, lost, doubled } = await runKillTrial({ seed: 3, rounds: 2, loseSpool: true });
    assert.ok(kills > 0);
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  },
);

test(
  'without the natural keys the same trial finds doubles of both',
  { timeout: 240_000 },
  async () => {
    const counts = await runKillTrial({ seed: 3, rounds: 2, loseSpool: true, removeKeys: true });
    assert.equal(counts.lost, 0);
    assert.ok(counts.doubledReadings > 0, 'readings were not doubled');
    assert.ok(counts.doubledFiles > 0, 'files were not doubled');
  },
);

test('a seed plans the same rounds again, each fault among the first', () => {
  assert.deepEqual(planRounds({ seed: 7, rounds: 12 }), planRounds({ seed: 7, rounds: 12 }));
  const points = planRounds({ seed: 7, rounds: 5 }).map(({ fault }) => fault?.replace(/:\d+$/, ''));
  assert.deepEqual(new Set(points), new Set(FAULTS.map(({ point }) => point)));
});

test('the comparison sees a loss and a double that cancel in the count', () => {
  const sources = { readings: () => new Set(['1 8', '2 9']), files: () => new Set<string>() };
  const { lost, doubled } = compare(sources, { readings: ['1 8', '1 8'], files: [] });
  assert.deepEqual({ lost, doubled }, { lost: 1, doubled: 1 });
});
