/** What agents say with their heartbeats is told by the hub, and makes the alerts about it mean something. */

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createAgentsHeard, type AgentsHeard } from '#site/agents-heard.ts';
import { sourcesTold } from '#site/alert-sources.ts';
import { createRecorder } from '#telemetry/recorder/recorder.ts';
import { createSender, T0 } from '../support/facts.ts';
import { startTestRecorder, type TestRecorder } from '../telemetry/recorder/setup.ts';

let setup: TestRecorder;
before(async () => {
  setup = await startTestRecorder();
});
after(() => setup[Symbol.asyncDispose]());

const heartbeat = {
  version: '1',
  startedAt: T0,
  collectors: [],
  spoolFacts: 0,
  spoolOldestAt: null,
};

function record(heard: AgentsHeard) {
  return createRecorder({ pool: setup.catalogue.pools.recorder, onHeartbeat: heard.take });
}

const told = (heard: AgentsHeard): readonly string[] =>
  heard
    .observations()
    .map(
      ({ metric, labels, value }) =>
        `${metric.exposition} ${Object.values(labels).join(' ')} ${value}`,
    );

test('a full spool, certificates and tokens are told as the last heartbeat says', async () => {
  const heard = createAgentsHeard();
  const recorder = record(heard);
  const sender = createSender('lnf-daq', 'heard');
  const expiries = [
    { use: 'agent.ca_file', kind: 'certificate', at: T0 + 86_400_000 },
    { use: 'agent.token_file', kind: 'token', at: T0 + 3_600_000 },
  ];
  const { status } = await recorder.record({
    ...sender.batch([]),
    heartbeat: { ...heartbeat, spoolFull: true, expiries },
  });
  assert.equal(status, 200);
  assert.deepEqual(told(heard), [
    'flash_node_spool_full lnf-daq 1',
    `flash_node_certificate_expiry_timestamp_seconds lnf-daq agent.ca_file ${(T0 + 86_400_000) / 1_000}`,
    `flash_node_token_expiry_timestamp_seconds lnf-daq agent.token_file ${(T0 + 3_600_000) / 1_000}`,
  ]);
  assert.deepEqual(sourcesTold(heard.observations()), ['certificates', 'tokens']);
  await recorder.record({
    ...sender.batch([]),
    heartbeat: { ...heartbeat, spoolFull: false, expiries: [] },
  });
  assert.deepEqual(told(heard), ['flash_node_spool_full lnf-daq 0']);
  assert.deepEqual(sourcesTold(heard.observations()), []);
});

test('an agent of a version before says nothing of it, and is taken', async () => {
  const heard = createAgentsHeard();
  const { status } = await record(heard).record({
    ...createSender('lnf-old', 'heard').batch([]),
    heartbeat,
  });
  assert.equal(status, 200);
  assert.deepEqual(told(heard), []);
});
