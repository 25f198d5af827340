import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createPublisher } from '#site/snapshot/publisher.ts';

test('however often something is committed, a second passes from one publication to the next', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'flash-pace-'));
  t.after(() => rm(directory, { recursive: true, force: true }));
  let position = 0;
  const times: number[] = [];
  const third = Promise.withResolvers<undefined>();
  const publisher = await createPublisher({
    directory,
    effects: { clock: systemClock, log: silentLog },
    demoNote: null,
    // A catalogue without a row, in which something is committed each time that anybody looks.
    readConsistently: (use) =>
      use({
        query: async <Row>(sql: string) => {
          position += 1;
          const rows = sql.includes('MAX(seq)') ? [{ position }] : [];
          return await Promise.resolve(rows as Row[]);
        },
      }),
    onPublish() {
      times.push(performance.now());
      if (times.length === 3) third.resolve(undefined);
    },
  });
  const nudging = setInterval(() => publisher.nudge(), 20);
  publisher.start();
  await third.promise;
  clearInterval(nudging);
  await publisher.stop();
  // Both ends of a pause are measured after the work of their publication, which differs.
  assert.ok((times[2] ?? 0) - (times[0] ?? 0) > 1_700, JSON.stringify(times));
});
