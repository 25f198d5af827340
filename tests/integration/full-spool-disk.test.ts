/** A spool whose disk is full: nothing is lost, it is said, and it goes on when there is room. */

import assert from 'node:assert/strict';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { createRunner } from '#agents/run-collector.ts';
import { systemTimers } from '#agents/timers.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { waitUntil } from '../support/wait-until.ts';

const effects = { clock: systemClock, log: silentLog };
const PER_ROUND = 50;

/** A log of numbered lines without an end, read on from the cursor. */
function createReader(spool: Spool) {
  return createRunner({
    name: 'log',
    intervalMs: 1,
    deadlineMs: 10_000,
    node: 'n',
    site: 's',
    timeZone: 'UTC',
    spool,
    board: createBoard(systemClock),
    effects,
    timers: systemTimers,
    create({ cursor }) {
      let next = Number(cursor.get('next') ?? '1');
      return {
        collect() {
          const facts = Array.from({ length: PER_ROUND }, (): Fact => {
            const channel = `log/${'line'.repeat(50)}`;
            return { kind: 'readings', channel, values: [[next++, 1, 'good']], origin: 'live' };
          });
          const round = { facts, observations: [], problems: [], cursor: { next: String(next) } };
          return Promise.resolve(round);
        },
      };
    },
  });
}

function linesIn(spool: Spool): number[] {
  const bodies = spool.slice('log', 1e9, 1e12)?.bodies ?? [];
  return bodies.map((body) => Number(/\[\[(\d+),/.exec(body)?.[1]));
}

test('with a full disk the reader waits and says why; no line is lost or doubled, also by a restart', async (t) => {
  const disk = mountSmallDisk(t, 8);
  if (disk === null) return;
  const file = join(disk, 'spool.db');
  const ballast = join(disk, 'ballast');
  let spool = openSpool({ file, maxBytes: 1e9, effects });
  t.after(() => spool.close());
  for (const fate of ['goes on', 'is started again', 'goes on']) {
    const stop = new AbortController();
    const reader = createReader(spool);
    const running = reader.run(stop.signal);
    await waitUntil('some lines', () => reader.health.lastSuccess !== null);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - 400_000)));
    const said = await waitUntil('the disk to be full', () => reader.health.lastError ?? false);
    assert.match(said, /cannot write the spool: .*its disk is full/);
    assert.equal(reader.health.up, false);
    const stored = spool.state().facts;
    assert.equal(stored % PER_ROUND, 0, 'rounds are stored whole or not at all');
    if (fate === 'is started again') {
      stop.abort();
      await running;
      spool.close();
      spool = openSpool({ file, maxBytes: 1e9, effects });
      assert.equal(spool.state().facts, stored);
      rmSync(ballast);
    } else {
      rmSync(ballast);
      await waitUntil('it to go on', () => reader.health.up === true);
      assert.ok(spool.state().facts > stored);
      stop.abort();
      await running;
    }
    const lines = linesIn(spool);
    assert.deepEqual(
      lines,
      lines.map((_, n) => n + 1),
    );
    assert.equal(Number(spool.cursorOf('log').get('next')), lines.length + 1);
  }
});
