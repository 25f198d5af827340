/** The hub's own health goes into the catalogue as readings: once a minute, later where it was away, in one stream. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHubRecorder } from '#site/record-hub.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { catalogueUp, hubInfo, nodeLastHeartbeat } from '#telemetry/metrics/hub.ts';
import type { RecordResult } from '#telemetry/recorder/recorder.ts';

const START = 1e12;

/** A recorder that has so many facts of the stream already, and may be away. */
function open(before = 0) {
  const state = { now: START, acknowledged: before, isAway: false, isBroken: false };
  const taken: Batch[] = [];
  const said: string[] = [];
  const answer = (batch: Batch): RecordResult => {
    if (state.isAway) return { status: 503, body: { error: 'the catalogue is away' } };
    const isNext = batch.facts.length === 0 || batch.first === state.acknowledged + 1;
    if (!isNext) return { status: 409, body: { expected: state.acknowledged + 1 } };
    if (batch.facts.length > 0) {
      taken.push(batch);
      state.acknowledged = batch.last;
    }
    return { status: 200, body: { acknowledged: state.acknowledged, refused: [], added: 0 } };
  };
  const observations = (): readonly Observation[] => {
    if (state.isBroken) throw new Error('it cannot be asked');
    return [
      { metric: catalogueUp, labels: {}, value: Number(!state.isAway) },
      { metric: nodeLastHeartbeat, labels: { node: 'n1' }, value: START / 1_000 - 3 },
      { metric: hubInfo, labels: { version: '1', demo: 'true' }, value: 1 },
    ];
  };
  const recorder = createHubRecorder({
    effects: {
      clock: { now: () => state.now, monotonic: () => state.now - START },
      log: { write: (_level, text) => void said.push(text) },
    },
    recorder: { record: (batch) => Promise.resolve(answer(batch as Batch)) },
    observations,
  });
  return { state, taken, said, recorder };
}

function readings(taken: readonly Batch[]): readonly string[] {
  return taken
    .flatMap(({ facts }) => facts)
    .flatMap((fact) =>
      fact.kind === 'readings'
        ? fact.values.map(([t, value]) => `${fact.channel} ${(t - START) / 1_000} s: ${value}`)
        : [],
    );
}

test('what is to be recorded is, once a minute, in the stream that the catalogue knows', async () => {
  const { state, taken, recorder } = open(40);
  for (; state.now < START + 70_000; state.now += 5_000) await recorder.look();
  assert.deepEqual(readings(taken), [
    'hub/flash.catalogue.up 0 s: 1',
    'hub/flash.node.last_heartbeat.age/node=n1 0 s: 3',
    'hub/flash.catalogue.up 60 s: 1',
    'hub/flash.node.last_heartbeat.age/node=n1 60 s: 63',
  ]);
  const numbers = taken.map(({ agent, first, last, heartbeat }) => [agent, first, last, heartbeat]);
  assert.deepEqual(numbers, [
    ['hub', 41, 44, null],
    ['hub', 45, 46, null],
  ]);
});

test('a catalogue that is away gets it afterwards, with its times; that is said once', async () => {
  const { state, taken, said, recorder } = open();
  state.isAway = true;
  for (; state.now < START + 130_000; state.now += 5_000) await recorder.look();
  assert.deepEqual([taken, said.length], [[], 1]);
  assert.match(said[0] ?? '', /how the hub is failed: the catalogue is away/);
  state.isAway = false;
  await recorder.look();
  const ups = readings(taken).filter((line) => line.includes('catalogue.up'));
  assert.deepEqual(
    ups.map((line) => line.slice('hub/flash.catalogue.up '.length)),
    ['0 s: 0', '60 s: 0', '120 s: 0'],
  );
});

test('a catalogue that was away for days gets the newest readings and every declaration', async () => {
  const { state, taken, said, recorder } = open();
  state.isAway = true;
  for (; state.now < START + 2 * 86_400_000; state.now += 60_000) await recorder.look();
  state.isAway = false;
  await recorder.look();
  const facts = taken.flatMap((batch) => batch.facts);
  assert.equal(facts.filter(({ kind }) => kind === 'channel').length, 2);
  assert.ok(facts.length <= 5_004 && facts.length >= 5_000, `${facts.length} facts`);
  assert.match(readings(taken).at(-1) ?? '', / 172800 s: /);
  assert.equal(said.length, 2);
  assert.match(said[1] ?? '', /too many readings wait for the catalogue, and the oldest are lost/);
  const kept = facts.filter(({ kind }) => kind === 'readings').length;
  const [lost] = recorder.observations();
  assert.equal(lost?.value, 2 * (2 * 1_440 + 1) - kept);
});

test('a catalogue that was brought back from a backup is asked where the stream is', async () => {
  const { state, taken, said, recorder } = open(40);
  await recorder.look();
  state.acknowledged = 7;
  state.now += 60_000;
  await recorder.look();
  await recorder.look();
  assert.match(said.join(), /the stream is at 7/);
  assert.deepEqual(
    taken.map(({ first }) => first),
    [41, 8],
  );
});

test('a hub that cannot say how it is says so once, and goes on when it can', async () => {
  const { state, taken, said, recorder } = open();
  state.isBroken = true;
  await recorder.look();
  await recorder.look();
  assert.deepEqual(said, ['keeping how the hub is failed: it cannot be asked']);
  state.isBroken = false;
  await recorder.look();
  assert.equal(readings(taken).length, 2);
});
