/** What the hub knows of the experiment, read from a real catalogue: runs, key channels, resonance, agents, copies. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { readLimitStates } from '#site/alarms/restore-limit-states.ts';
import { createCopyWatch } from '#site/observe-copies.ts';
import { createKeyJudge, observeExperiment } from '#site/observe-experiment.ts';
import { watchCatalogue } from '#site/watch-catalogue.ts';
import {
  CAMPAIGN,
  channelFact,
  createSender,
  fileFact,
  fit,
  readingsFact,
  RUN_PATH,
  sweepFact,
  T0,
} from '../support/facts.ts';
import { startTestRecorder, type TestRecorder } from '../telemetry/recorder/setup.ts';

let setup: TestRecorder;
before(async () => {
  setup = await startTestRecorder();
  setup.setNow(T0 + 60_000);
  const heartbeat = {
    version: '1',
    startedAt: T0,
    collectors: [{ name: 'daq', up: false, lastSuccess: null, lastError: 'away' }],
    spoolFacts: 3,
    spoolOldestAt: T0 - 10_000,
  };
  const files = Array.from({ length: 4 }, (_, n) =>
    fileFact({
      name: `quax_${n}.dat`,
      takenAt: T0 + n * 2_000,
      runKind: 'physics',
      copy: { location: 'lnf-daq', uri: `file:///daq/quax_${n}.dat` },
    }),
  );
  const sweeps = [
    ['S11_a.txt', T0, 8.832e9, 20_000],
    ['S11_b.txt', T0 + 5_000, 8.832e9 + 132_480, 20_000],
  ] as const;
  await setup.recorder.record(
    createSender('lnf-daq', 'all').batch(
      [
        channelFact('qfridge/ch7-t', { staleAfterMs: 60_000 }),
        channelFact('magnet/field', { quantity: 'field', unit: 'T', staleAfterMs: 60_000 }),
        readingsFact('qfridge/ch7-t', [[T0, 0.06, 'good']]),
        readingsFact('magnet/field', [[T0, 8, 'good']]),
        ...files,
        ...sweeps.flatMap(([name, takenAt, f0, q]) => [
          fileFact({
            name,
            takenAt,
            bytes: 40_000,
            runKind: 'physics',
            copy: { location: 'lnf-daq', uri: `file:///daq/${name}` },
          }),
          sweepFact({ name, takenAt, fit: fit(f0, q) }),
        ]),
      ],
      { heartbeat },
    ),
  );
});
after(() => setup[Symbol.asyncDispose]());

const read = <T>(...args: Parameters<ReturnType<typeof consistentReads>>): Promise<T> =>
  consistentReads(setup.catalogue.pools.publisher)(...args) as Promise<T>;

/** By name and labels, as the exposition writes them. */
function valuesOf(observations: readonly Observation[]): Record<string, number> {
  return Object.fromEntries(
    observations.map(({ metric, labels, value }) => [
      `${metric.exposition}{${Object.values(labels).join(' ')}}`,
      value,
    ]),
  );
}

test('the open run, its resonance, key channels and agents are told', async () => {
  const list = await read<readonly Observation[]>((connection) =>
    observeExperiment(
      connection,
      T0 + 30_000,
      createKeyJudge(() => 0),
    ),
  );
  const { 'flash_node_last_heartbeat_timestamp_seconds{lnf-daq}': heartbeat, ...values } =
    valuesOf(list);
  assert.equal(heartbeat, (T0 + 60_000) / 1_000);
  const offset = values['flash_resonance_offset_ratio{quax}'] ?? 0;
  assert.ok(Math.abs(offset - 0.3) < 0.001, `offset ${offset}`);
  assert.partialDeepStrictEqual(values, {
    'flash_run_open{quax lnf-daq physics}': 1,
    'flash_run_last_file_timestamp_seconds{quax lnf-daq}': (T0 + 6_000) / 1_000,
    'flash_resonance_sweep_timestamp_seconds{quax}': (T0 + 5_000) / 1_000,
    'flash_resonance_quality_factor{quax}': 20_000,
    'flash_key_field_tesla{magnet/field}': 8,
    'flash_key_limit_state{t_cav qfridge/ch7-t high}': 1,
    'flash_node_spool_oldest_timestamp_seconds{lnf-daq}': (T0 - 10_000) / 1_000,
    'flash_node_collector_up{lnf-daq daq}': 0,
  });
});

test('a key channel that is stale tells nothing', async () => {
  const list = await read<readonly Observation[]>((connection) =>
    observeExperiment(
      connection,
      T0 + 90_000,
      createKeyJudge(() => 0),
    ),
  );
  assert.deepEqual(
    list.filter(({ metric }) => metric.exposition.startsWith('flash_key_')),
    [],
  );
});

test('the oldest file with one copy, and without tape, is told until it has them', async () => {
  const ask = createCopyWatch();
  const look = async (): Promise<Record<string, number>> =>
    valuesOf(await read<readonly Observation[]>((connection) => ask(connection, T0 + 60_000)));
  const oldest = 'flash_copies_oldest_single_timestamp_seconds{}';
  const unarchived = 'flash_copies_oldest_unarchived_timestamp_seconds{}';
  assert.deepEqual(await look(), { [oldest]: T0 / 1_000, [unarchived]: T0 / 1_000 });
  const copies = createSender('lnf-daq', 'copies');
  const copyOf = (name: string, location: string, locality: 'disk' | 'tape') => ({
    kind: 'replica' as const,
    campaign: CAMPAIGN,
    run: RUN_PATH,
    name,
    location,
    uri: `davs://example/${name}`,
    state: 'present' as const,
    locality,
    at: T0 + 50_000,
    verified: null,
    why: null,
  });
  const names = [0, 1, 2, 3].map((n) => `quax_${n}.dat`).concat('S11_a.txt', 'S11_b.txt');
  const { status, body } = await setup.recorder.record(
    copies.batch(
      names
        .slice(0, 2)
        .concat('S11_a.txt')
        .map((name) => copyOf(name, 'cnaf', 'tape')),
    ),
  );
  assert.deepEqual([status, body], [200, { acknowledged: 3, refused: [], added: 0 }]);
  const after = await look();
  assert.ok((after[oldest] ?? 0) > T0 / 1_000, JSON.stringify(after));
  await setup.recorder.record(copies.batch(names.map((name) => copyOf(name, 'cnaf', 'tape'))));
  assert.deepEqual(await look(), {});
});

test('a catalogue that does not answer is told as away, and what it said is gone after half a minute', async () => {
  let monotonic = 0;
  let isAway = false;
  const watch = watchCatalogue({
    effects: { clock: { now: () => T0 + 30_000, monotonic: () => monotonic }, log: silentLog },
    read: (work) => (isAway ? Promise.reject(new Error('away')) : read(work)),
    hysteresis: () => 0,
  });
  await watch.look();
  const up = (): number | undefined => valuesOf(watch.observations())['flash_catalogue_up{}'];
  assert.equal(up(), 1);
  isAway = true;
  monotonic = 31_000;
  await watch.look();
  await watch.look();
  assert.deepEqual(valuesOf(watch.observations()), { 'flash_catalogue_up{}': 0 });
  await watch.stop();
});

test('of a run of the past that is taken in nobody waits for files or sweeps, until one of now has come', async () => {
  const hour = 3_600_000;
  const now = T0 + 5 * hour;
  setup.setNow(now);
  const sender = createSender('lnf-daq', 'history');
  const take = (name: string, takenAt: number, seenAt: number): Promise<unknown> => {
    const fact = fileFact({ name, takenAt, runKind: 'physics', run: `${RUN_PATH}_later` });
    return setup.recorder.record(sender.batch([{ ...fact, seenAt }]));
  };
  const told = async (): Promise<readonly string[]> => {
    const list = await read<readonly Observation[]>((connection) =>
      observeExperiment(
        connection,
        now,
        createKeyJudge(() => 0),
      ),
    );
    return Object.keys(valuesOf(list)).filter((name) => name.startsWith('flash_run_'));
  };
  await take('quax_past.dat', T0 + 2 * hour, now);
  assert.deepEqual(await told(), []);
  await take('quax_now.dat', now - 2_000, now);
  assert.ok((await told()).includes('flash_run_open{quax lnf-daq physics}'));
});

test('after a start a value in the band is what the readings before it made it', async () => {
  const now = T0 + 10 * 3_600_000;
  setup.setNow(now);
  const sender = createSender('lnf-cryo', 'restart');
  // The limit is 0.05 K; within 20 mK below it what was broken stays broken.
  const states = async (values: readonly number[], at: number): Promise<readonly unknown[]> => {
    const readings = values.map((value, i) => [at + i * 1_000, value, 'good'] as const);
    await setup.recorder.record(sender.batch([readingsFact('qfridge/ch7-t', [...readings])]));
    const found = await read<ReadonlyMap<string, unknown>>((connection) =>
      readLimitStates(connection, at + values.length * 1_000, ({ side }) =>
        side === 'high' ? 0.02 : 0,
      ),
    );
    return [...found];
  };
  const HIGH = 'qfridge/ch7-t high';
  assert.deepEqual(await states([0.02, 0.06, 0.04, 0.035], now), [[HIGH, 1]]);
  // A quarter of an hour later nothing but the band was read for ten minutes: what was before decides.
  assert.deepEqual(await states([0.04], now + 900_000), [[HIGH, 1]]);
  assert.deepEqual(await states([0.02, 0.04], now + 960_000), [[HIGH, 0]]);
});
