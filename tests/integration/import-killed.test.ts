import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runImportTrial } from '../support/living/import-trial.ts';

test(
  'an import that is killed and run again loses and doubles nothing',
  { timeout: 180_000 },
  async () => {
    const { kills, lost, doubled } = await runImportTrial({ seed: 11, kills: 3, hub: false });
    assert.ok(kills >= 2, `only ${kills} kills`);
    assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
  },
);

test('an import outlives the death of the hub it delivers to', { timeout: 180_000 }, async () => {
  const { kills, lost, doubled } = await runImportTrial({ seed: 12, kills: 2, hub: true });
  assert.ok(kills >= 1, 'the hub was never killed');
  assert.deepEqual({ lost, doubled }, { lost: 0, doubled: 0 });
});
