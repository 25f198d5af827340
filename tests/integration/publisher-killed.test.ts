import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPublisherKills } from '../support/publisher-kills.ts';

test('a publisher that is killed leaves the old state or the new one, whole', async (t) => {
  const { kills, publications, faults } = await runPublisherKills(5);
  t.diagnostic(`${kills} kills, ${publications} publications`);
  assert.deepEqual(faults, []);
});
