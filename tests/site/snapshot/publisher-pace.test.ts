import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { createPublisher, type Publisher } from '#site/snapshot/publisher.ts';

interface Pace {
  /** When each publication ended, ms. */
  readonly times: readonly number[];
}

/** Publishes a catalogue in which something is committed each time that anybody looks, until so many are out. */
async function publishing(count: number, ring: (publisher: Publisher) => void): Promise<Pace> {
  const directory = await mkdtemp(join(tmpdir(), 'flash-pace-'));
  let position = 0;
  const times: number[] = [];
  const enough = Promise.withResolvers<undefined>();
  const publisher = await createPublisher({
    directory,
    effects: { clock: systemClock, log: silentLog },
    demoNote: null,
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
      if (times.length === count) enough.resolve(undefined);
    },
  });
  const ringing = setInterval(() => ring(publisher), 20);
  publisher.start();
  await enough.promise;
  clearInterval(ringing);
  await publisher.stop();
  await rm(directory, { recursive: true, force: true });
  return { times };
}

test('however often something is committed, a second passes from one publication to the next', async () => {
  const { times } = await publishing(3, (publisher) => publisher.nudge());
  // Both ends of a pause are measured after the work of their publication, which differs.
  assert.ok((times[2] ?? 0) - (times[0] ?? 0) > 1_700, JSON.stringify(times));
});

test('what cannot wait is published at once, and alarms that flap wait for their second', async () => {
  const { times } = await publishing(4, (publisher) => publisher.hurry());
  const [first = 0, second = 0, , fourth = 0] = times;
  assert.ok(second - first < 700, JSON.stringify(times));
  // The two after it had their pauses.
  assert.ok(fourth - second > 1_700, JSON.stringify(times));
});
