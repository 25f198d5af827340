/** The hub's nightly backup on a real catalogue: made when it is due, once; a child that fails or dies is recorded. */

import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { after, before, test } from 'node:test';

import { buildBackup } from '#site/snapshot/build-backup.ts';
import { observeBackups } from '#site/backup-metrics.ts';
import { backupInChild, startNightlyBackup, type RunBackup } from '#site/nightly-backup.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import { writeConfig } from '../support/backup/command.ts';
import { startTestCatalogue, type TestCatalogue } from '../support/catalogue.ts';
import { waitUntil } from '../support/wait-until.ts';

const FLASH = resolve(import.meta.dirname, '..', '..', 'flash.ts');
const DAY = 86_400_000;
let source: TestCatalogue;

before(async () => {
  source = await startTestCatalogue();
});
after(() => source[Symbol.asyncDispose]());

/** A night later than the catalogue was made. */
const tomorrow = { now: () => systemClock.now() + DAY, monotonic: () => systemClock.monotonic() };

function start(run: RunBackup | undefined) {
  const { config, catalogue } = source;
  return startNightlyBackup({
    config,
    catalogue,
    run,
    effects: { clock: tomorrow, log: silentLog },
    lookMs: 20,
  });
}

/** One that never comes to an end by itself. */
const untilEnd: RunBackup = (signal) =>
  new Promise((end) => {
    signal.addEventListener('abort', () => end('ended'));
  });

const now = () => consistentReads(source.pools.publisher)((connection) => buildBackup(connection));

test('without a way to make one, none is configured', async () => {
  const nightly = start(undefined);
  await waitUntil('a look', async () => (await now()).madeAt !== null);
  await nightly.stop();
  assert.equal((await now()).nightly, null);
  assert.deepEqual(
    observeBackups(nightly.record(), nightly.madeAt()).map(({ metric, value }) => [
      metric.exposition,
      value,
    ]),
    [['flash_backup_nightly_enabled', 0]],
  );
});

test('a child that is killed is a failure with its reason', async () => {
  const nightly = start(() => Promise.resolve('it was ended by SIGKILL'));
  await waitUntil('the failure', async () => (await now()).failure !== null);
  await nightly.stop();
  const { failure, last, nightly: plan } = await now();
  assert.deepEqual(
    [failure?.reason, last, plan],
    ['it was ended by SIGKILL', null, { hour: 3, timeZone: 'Europe/Rome' }],
  );
});

test(
  'the command in a process of its own makes it; the metrics and the page know',
  { timeout: 60_000 },
  async () => {
    const config = writeConfig(source.home);
    await source.administrator.query("DELETE FROM meta WHERE name = 'backup'");
    const run = backupInChild(FLASH, ['--config', config], {
      ...process.env,
      FLASH_HOME: source.home,
    });
    assert.equal(await run(new AbortController().signal), null);
    const nightly = start(untilEnd);
    await waitUntil('a look', () => nightly.record().last_good !== null);
    await nightly.stop();
    const { last, bytes, failure } = await now();
    assert.ok(last !== null && (bytes ?? 0) > 1_000);
    assert.equal(failure, null);
    const values = new Map(
      observeBackups(nightly.record(), nightly.madeAt()).map(({ metric, value }) => [
        metric.exposition,
        value,
      ]),
    );
    assert.equal(values.get('flash_backup_last_success_timestamp_seconds'), last / 1_000);
    assert.equal(values.get('flash_backup_success'), 1);
    assert.equal(values.get('flash_backup_nightly_enabled'), 1);
    const failed = await backupInChild(
      FLASH,
      ['--config', '/nowhere.yaml'],
      process.env,
    )(new AbortController().signal);
    assert.match(failed ?? '', /^cannot read the configuration: \/nowhere\.yaml/);
  },
);
