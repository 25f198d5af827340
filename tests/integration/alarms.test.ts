/** Alarms of a hub: a reading raises one within the second, people act on it, a restart forgets nothing. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { alerts } from '#dashboards/alerts/index.ts';
import { watchAlarms, type AlarmWatch } from '#site/alarms/watch-alarms.ts';
import {
  addAct,
  readAlarmHistory,
  readAlarmsSince,
  readOff,
  readRaisedAlarms,
  readShelves,
} from '#telemetry/catalogue/alarms.ts';
import { consistentReads } from '#telemetry/catalogue/read/consistent.ts';
import { silentLog } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import type { ReadingTuple } from '#telemetry/facts/reading.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { nodeCollectorUp, nodeLastHeartbeat } from '#telemetry/metrics/hub.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { startTestCatalogue } from '../support/catalogue.ts';
import { channelFact, readingsFact } from '../support/facts.ts';

const START = Date.parse('2026-11-20T10:00:00Z');
const CHANNEL = 'fridge/ch6-t';

/** A recorder with its alarms over a catalogue, with a clock that stands until it is moved. */
async function open() {
  const test = await startTestCatalogue();
  const { pools } = test;
  const clock = { now: () => state.now, monotonic: () => state.now };
  const state = { now: START, observed: [] as Observation[] };
  const read = consistentReads(pools.publisher);
  const effects = { clock, log: silentLog };
  let written = 0;
  const watch = (): Promise<AlarmWatch> =>
    watchAlarms({
      alerts,
      effects,
      pool: pools.recorder,
      read,
      observations: () => state.observed,
      sources: () => new Set(['slow control', 'agents', 'limits']),
      origin: { node: 'cryo', site: null },
      wishes: [],
      hysteresis: () => 0,
      onWritten: () => (written += 1),
    });
  let alarms = await watch();
  const recorder = createRecorder({
    pool: pools.recorder,
    ...effects,
    onFacts: (agent, facts) => alarms.take(agent, facts),
  });
  const spool = randomUUID();
  let sent = 0;
  return {
    state,
    pools,
    written: () => written,
    look: () => alarms.look(),
    raised: () => read(readRaisedAlarms),
    history: () => read((connection) => readAlarmHistory(connection, 0, 1e15, 10)),
    shelves: () => read((connection) => readShelves(connection, state.now)),
    off: () => read(readOff),
    since: () => read(readAlarmsSince),
    async send(...facts: Fact[]) {
      const [first, last] = [sent + 1, sent + facts.length];
      const envelope = { version: 1, agent: 'cryo', spool, stream: 'cryostat', first, last, facts };
      const { status } = await recorder.record({ ...envelope, sentAt: state.now, heartbeat: null });
      assert.equal(status, 200);
      sent = last;
    },
    async restart() {
      await alarms.stop();
      alarms = await watch();
    },
    async [Symbol.asyncDispose]() {
      await alarms.stop();
      await recorder.close();
      await test[Symbol.asyncDispose]();
    },
  };
}

const readings = (...values: ReadingTuple[]) => readingsFact(CHANNEL, values);

test('an alarm of a sensor: raised, seen, kept over a restart, cleared', async () => {
  await using hub = await open();
  const { state } = hub;
  await hub.send(channelFact(CHANNEL), readings([START, 0.01, 'good']));
  await hub.look();
  assert.deepEqual(await hub.raised(), []);

  state.now += 10_000;
  await hub.send(readings([state.now, 102, 'over']));
  await hub.look();
  const [alarm] = await hub.raised();
  assert.equal(alarm?.alert, 'SensorOverRange');
  assert.equal(alarm.labels['channel'], CHANNEL);
  assert.equal(alarm.labels['node'], 'cryo');
  assert.equal(alarm.since, state.now);
  assert.match(alarm.summary, /^fridge\/ch6-t is over the range of its sensor/);
  assert.ok(hub.written() > 0);

  // Latched: over, and still there; also for a hub that starts then.
  state.now += 10_000;
  await hub.send(readings([state.now, 0.01, 'good']));
  await hub.look();
  assert.equal((await hub.raised())[0]?.overAt, state.now);
  await hub.restart();
  state.now += 1_000;
  await hub.look();
  assert.equal((await hub.raised())[0]?.since, START + 10_000);

  const { subject } = alarm;
  const act = { alert: 'SensorOverRange', subject, by: 'Ada Verdi', why: 'known', at: state.now };
  await addAct(hub.pools.recorder, { ...act, what: 'acknowledge', until: null });
  await hub.look();
  assert.deepEqual(await hub.raised(), []);
  const [past] = await hub.history();
  assert.deepEqual(past?.acknowledged, { at: state.now, by: 'Ada Verdi', why: 'known' });
  assert.equal(past?.clearedAt, state.now);
});

test('silence is an alarm only where an agent delivers; after a restart too', async () => {
  await using hub = await open();
  const { state } = hub;
  const times = [0, 1, 2, 3, 4].map((n) => START + n * 10_000);
  const values = times.map((t): ReadingTuple => [t, 0.01, 'good']);
  await hub.send(channelFact(CHANNEL), readings(...values));
  await hub.send(channelFact('old/ch1-t'), readingsFact('old/ch1-t', values, 'import'));
  // An agent that finds the logs of a device that was shut down a day ago.
  const dayAgo = values.map(([t, ...rest]): ReadingTuple => [t - 86_400_000, ...rest]);
  await hub.send(channelFact('shut/ch1-t'), readingsFact('shut/ch1-t', dayAgo));
  state.now = START + 75_000;
  await hub.look();
  state.now += 30_000;
  await hub.look();
  assert.deepEqual(
    (await hub.raised()).map(({ alert, labels }) => [alert, labels['device']]),
    [['DeviceSilent', 'fridge']],
  );
  await hub.restart();
  state.now += 30_000;
  await hub.look();
  assert.deepEqual(
    (await hub.raised()).map(({ alert, labels }) => [alert, labels['device']]),
    [['DeviceSilent', 'fridge']],
  );
  // The agent's silence explains the device's.
  const at = (START - 60_000) / 1_000;
  state.observed = [{ metric: nodeLastHeartbeat, labels: { node: 'cryo' }, value: at }];
  await hub.look();
  state.now += 30_000;
  await hub.look();
  const explained = (await hub.raised()).map(({ alert, explainedBy }) => [alert, explainedBy]);
  assert.deepEqual(explained, [
    ['AgentSilent', null],
    ['DeviceSilent', 'AgentSilent node=cryo'],
  ]);
});

test('a hub that starts again every four minutes still raises what must hold for five', async () => {
  await using hub = await open();
  const { state } = hub;
  state.observed = [
    { metric: nodeLastHeartbeat, labels: { node: 'cryo' }, value: 1e10 },
    { metric: nodeCollectorUp, labels: { node: 'cryo', collector: 'cryostat' }, value: 0 },
  ];
  await hub.look();
  state.now += 240_000;
  await hub.look();
  assert.deepEqual(await hub.raised(), []);
  const observed = state.observed;
  state.observed = [];
  await hub.restart();
  state.now += 20_000;
  await hub.look();
  // Nobody watched for these 20 s: they do not count.
  state.observed = observed;
  await hub.look();
  state.now += 59_000;
  await hub.look();
  assert.deepEqual(await hub.raised(), []);
  state.now += 1_000;
  await hub.look();
  const [alarm] = await hub.raised();
  assert.equal(alarm?.alert, 'CollectorFails');
  assert.equal(alarm.since, START + 20_000);
  // Raised, it pends no longer, also for the next one.
  state.now += 10_000;
  await hub.look();
  await hub.restart();
  await hub.look();
  assert.equal((await hub.raised()).length, 1);
});

test('a shelf holds until it ends or is taken away; alerts without a source are off', async () => {
  await using hub = await open();
  const { state, pools } = hub;
  const act = {
    alert: 'ChannelStale',
    subject: null,
    by: 'Ada Verdi',
    why: 'works',
    at: state.now,
  };
  await addAct(pools.recorder, { ...act, what: 'shelve', until: state.now + 60_000 });
  assert.equal((await hub.shelves())[0]?.by, 'Ada Verdi');
  await addAct(pools.recorder, { ...act, what: 'unshelve', until: null });
  assert.deepEqual(await hub.shelves(), []);
  await addAct(pools.recorder, { ...act, what: 'shelve', until: state.now + 60_000 });
  state.now += 60_000;
  assert.deepEqual(await hub.shelves(), []);
  await hub.look();
  const off = new Map((await hub.off()).map(({ alert, why }) => [alert, why]));
  // Of the time before the table of alarms was made nobody can say that there was none.
  const since = await hub.since();
  assert.ok(since !== null && since > 0 && since <= Date.now());
  assert.match(off.get('ClockOff') ?? '', /collectors\.host/);
  assert.match(off.get('HubAway') ?? '', /Prometheus/);
  assert.equal(off.has('ChannelStale'), false);
});
