/** What a catalogue that cannot write does to facts: nothing. They are refused as a whole, wait, and come in once it can. */

import assert from 'node:assert/strict';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { createRecorder, type Recorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { channelFact, createSender, readingsFact, T0 } from '../support/facts.ts';
import { needsProgram } from '../support/needs-program.ts';
import { mountSmallDisk } from '../support/small-disk.ts';
import { waitUntil } from '../support/wait-until.ts';

const needs = needsProgram('FLASH_MARIADBD');
const CHANNEL = 'fridge/ch1-t';

/** Batches of readings of one channel, a second apart, each sent until it is acknowledged. */
function createSource(recorder: Recorder) {
  const sender = createSender();
  const written: number[] = [];
  const batchOf = (count: number): unknown => {
    const times = Array.from({ length: count }, (_, i) => T0 + 1_000 * (written.length + i));
    written.push(...times);
    return sender.batch([
      channelFact(CHANNEL),
      readingsFact(
        CHANNEL,
        times.map((time) => [time, (time % 977) / 10, 'good']),
      ),
    ]);
  };
  return {
    written: () => written,
    batchOf,
    /** The status; an acknowledgement that set something aside fails the test. */
    send: async (batch: unknown): Promise<number> => {
      const { status, body } = await recorder.record(batch);
      if ('refused' in body) assert.deepEqual(body.refused, []);
      return status;
    },
  };
}

async function stored({ pools }: TestCatalogue): Promise<number[]> {
  const rows = await pools.publisher.query<{ t: number }[]>(
    'SELECT t_ms AS t FROM reading ORDER BY t_ms, n',
  );
  return rows.map(({ t }) => t);
}

test('a catalogue set read-only answers 503, and takes in what waited', needs, async () => {
  await using catalogue = await startTestCatalogue();
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  const source = createSource(recorder);
  assert.equal(await source.send(source.batchOf(10)), 200);
  await catalogue.administrator.query('SET GLOBAL read_only = ON');
  const waiting = source.batchOf(10);
  for (let i = 0; i < 6; i += 1) assert.equal(await source.send(waiting), 503);
  await catalogue.administrator.query('SET GLOBAL read_only = OFF');
  assert.equal(await source.send(waiting), 200);
  assert.equal(await source.send(waiting), 200);
  assert.deepEqual(await stored(catalogue), source.written());
});

test('an account that lost its right answers 503 until it has it again', needs, async () => {
  await using catalogue = await startTestCatalogue();
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  const source = createSource(recorder);
  assert.equal(await source.send(source.batchOf(5)), 200);
  const { database } = catalogue.catalogue;
  const right = `INSERT ON \`${database}\`.reading`;
  await catalogue.administrator.query(`REVOKE ${right} FROM flash_recorder@localhost`);
  const waiting = source.batchOf(5);
  for (let i = 0; i < 6; i += 1) assert.equal(await source.send(waiting), 503);
  await catalogue.administrator.query(`GRANT ${right} TO flash_recorder@localhost`);
  assert.equal(await source.send(waiting), 200);
  assert.deepEqual(await stored(catalogue), source.written());
});

test('a server that stands still for a while is waited for', needs, async () => {
  await using catalogue = await startTestCatalogue();
  const recorder = createRecorder({ pool: catalogue.pools.recorder });
  const source = createSource(recorder);
  assert.equal(await source.send(source.batchOf(5)), 200);
  const pid = catalogue.catalogue.serverPid();
  assert.ok(pid !== null);
  process.kill(pid, 'SIGSTOP');
  const waiting = source.batchOf(5);
  const sent = [source.send(waiting), source.send(waiting)];
  setTimeout(() => process.kill(pid, 'SIGCONT'), 1_000);
  assert.deepEqual(await Promise.all(sent), [200, 200]);
  assert.deepEqual(await stored(catalogue), source.written());
});

test(
  'a full disk answers 503, and what waited is there once, when there is room again',
  needs,
  async (t) => {
    const disk = mountSmallDisk(t, 192);
    if (disk === null) return;
    await using catalogue = await startTestCatalogue({ home: join(disk, 'home') });
    const recorder = createRecorder({ pool: catalogue.pools.recorder });
    const source = createSource(recorder);
    assert.equal(await source.send(source.batchOf(10)), 200);
    const { bavail, bsize } = statfsSync(disk);
    const ballast = join(disk, 'ballast');
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - 2_000_000));
    const full = await waitUntil('the disk to be full', async () => {
      const batch = source.batchOf(5_000);
      const status = await source.send(batch);
      assert.ok(status === 200 || status === 503, `it answered ${status}`);
      return status === 503 && batch;
    });
    for (let i = 0; i < 3; i += 1) assert.equal(await source.send(full), 503);
    rmSync(ballast);
    await waitUntil('room', async () => (await source.send(full)) === 200);
    assert.deepEqual(await stored(catalogue), source.written());
  },
);
