/** What a tag is for is set, changed and taken away; entries keep their tags. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTagMeanings } from '#telemetry/catalogue/read/log.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { parseAct, writeAct } from '#telemetry/recorder/acts/write-act.ts';
import { newUlid } from '#telemetry/ulid.ts';
import { T0 } from '../../../support/facts.ts';
import { startTestRecorder } from '../setup.ts';

test('the meaning of a tag: the same twice is once, another one holds, none takes it away', async () => {
  await using made = await startTestRecorder();
  const mean = async (tag: string, meaning: string | null) =>
    await writeAct(
      {
        pools: made.catalogue.pools,
        clock: { now: () => T0, monotonic: () => 0 },
        campaigns: made.config.campaigns,
        idleCloseMs: 900_000,
      },
      parseAct({ id: newUlid(T0), by: 'Ada Neri', at: T0, do: 'tag.mean', tag, meaning }),
    );
  const listed = () => consistentReads(made.catalogue.pools.publisher)(readTagMeanings);
  assert.equal((await mean('cryo', 'refrigerator')).isNew, true);
  assert.equal((await mean('cryo', 'refrigerator')).isNew, false);
  await mean('cryo', 'refrigerator, helium');
  await mean('daq', 'digitizer');
  assert.deepEqual(await listed(), [
    { name: 'cryo', meaning: 'refrigerator, helium' },
    { name: 'daq', meaning: 'digitizer' },
  ]);
  await mean('cryo', null);
  assert.deepEqual(
    (await listed()).map(({ name }) => name),
    ['daq'],
  );
  await assert.rejects(mean('two words', 'x'), /expected letters/);
});
