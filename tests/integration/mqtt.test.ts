/** The MQTT collector against a real Mosquitto: every message once, whoever was away. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAuthority } from '../support/certificates.ts';
import { connectPublisher, hashPasswords, startBroker } from '../support/mosquitto.ts';
import type { Broker } from '../support/mosquitto.ts';
import { MqttAgent } from '../support/mqtt-agent.ts';
import { needsProgram } from '../support/needs-program.ts';
import { waitUntil } from '../support/wait-until.ts';

const FIRST = Date.UTC(2026, 10, 23, 10);

function agentOf({ port }: Broker, more: Record<string, unknown> = {}): MqttAgent {
  return new MqttAgent({ url: `mqtt://127.0.0.1:${port}`, ...more });
}

const stamped = (n: number): string => JSON.stringify({ t: FIRST / 1_000 + n, v: n, unit: 'mK' });

/** Asserts that the stamped messages 0 to `count` - 1 are all there, once. */
function allOnce({ readings }: MqttAgent, count: number): void {
  const times = readings.map(([, t]) => (t - FIRST) / 1_000).toSorted((a, b) => a - b);
  assert.deepEqual(
    times,
    Array.from({ length: count }, (_, n) => n),
  );
}

const needs = needsProgram('FLASH_MOSQUITTO');

for (const version of ['5', '3.1.1'])
  test(`numbers and JSON become readings of channels, by MQTT ${version}`, needs, async (t) => {
    const broker = await startBroker(t);
    const agent = agentOf(broker, { version });
    await agent.start(t);
    const publisher = await connectPublisher(t, broker);
    const before = Date.now();
    await publisher.publishAsync('lab/Fridge 1/CH6-T', '0.0101', { qos: 1 });
    await publisher.publishAsync('lab/fridge/still', stamped(7), { qos: 1 });
    await publisher.publishAsync('lab/fridge/odd', 'warm', { qos: 1 });
    await publisher.publishAsync('lab/gauge/p1', '{"v": 1e-3, "unit": "mbar", "q": "off"}');
    await publisher.publishAsync('elsewhere/x', '1');
    await agent.until(3);
    const [plain, still, gauge] = agent.readings;
    assert.deepEqual([plain?.[0], plain?.[2], plain?.[3]], ['fridge-1/ch6-t', 0.0101, 'good']);
    assert.ok(plain![1] >= before && plain![1] <= Date.now());
    assert.deepEqual(still, ['fridge/still', FIRST + 7_000, 0.007, 'good']);
    assert.deepEqual([gauge?.[0], gauge?.[2], gauge?.[3]], ['gauge/p1', 0.1, 'off']);
    assert.deepEqual(
      agent.problems.map(({ reason, subject }) => [reason, subject]),
      [['parse', 'lab/fridge/odd']],
    );
    const up = agent.last?.observations.filter(({ metric }) => metric.name === 'flash.channel.up');
    assert.deepEqual(
      up?.map(({ labels, value }) => [labels['channel'], value]),
      [
        ['fridge-1/ch6-t', 1],
        ['fridge/still', 0],
        ['gauge/p1', 0],
      ],
    );
  });

test('a retained value is marked, and is no measurement of now', needs, async (t) => {
  const broker = await startBroker(t);
  const publisher = await connectPublisher(t, broker);
  await publisher.publishAsync('lab/fridge/ch6-t', '4.21', { qos: 1, retain: true });
  await publisher.publishAsync('lab/fridge/still', stamped(3), { qos: 1, retain: true });
  const agent = agentOf(broker, { version: '3.1.1' });
  await agent.start(t);
  await agent.until(2);
  const byChannel = new Map(agent.readings.map((reading) => [reading[0], reading]));
  assert.deepEqual(byChannel.get('fridge/ch6-t')?.slice(2), [4.21, 'missing', 'retained 4.21']);
  const dated = ['fridge/still', FIRST + 3_000, 0.003, 'good', 'retained'];
  assert.deepEqual(byChannel.get('fridge/still'), dated);
  const shown = agent.last?.observations.map(({ labels }) => labels['channel']);
  assert.ok(!shown?.includes('fridge/ch6-t'));
  // A new connection brings the same again, which tells nothing.
  await broker.stop('SIGTERM');
  await broker.start();
  await waitUntil('a new connection', async () => {
    await agent.round();
    return agent.count('connected') === 2 && (agent.count('repeated') ?? 0) >= 2;
  });
  assert.equal(agent.readings.length, 2);
  assert.equal(agent.count('retained'), 2);
});

test('what came while the agent was away is there once, after a kill too', needs, async (t) => {
  const broker = await startBroker(t);
  const publisher = await connectPublisher(t, broker);
  const agent = agentOf(broker);
  await agent.start(t);
  const publish = (from: number, to: number): Promise<unknown> =>
    Promise.all(
      Array.from({ length: to - from }, (_, n) =>
        publisher.publishAsync(`lab/fridge/ch${(from + n) % 7}`, stamped(from + n), { qos: 1 }),
      ),
    );
  await publish(0, 100);
  await agent.until(100);
  await publish(100, 250);
  await agent.round({ dies: true });
  await agent.stop();
  await publish(250, 900);
  await publisher.publishAsync('lab/fridge/plain', '7.5', { qos: 1 });
  await agent.start(t);
  await agent.until(901);
  const plain = agent.readings.filter(([channel]) => channel === 'fridge/plain');
  assert.deepEqual(
    plain.map(([, , ...rest]) => rest),
    [[7.5, 'missing', 'queued 7.5']],
  );
  agent.readings.splice(agent.readings.indexOf(plain[0]!), 1);
  allOnce(agent, 900);
  // The queue is empty now: a plain number is a measurement again.
  await waitUntil('a live number', async () => {
    await publisher.publishAsync('lab/fridge/plain', '8', { qos: 1 });
    await agent.round();
    return agent.readings.some(([, , value, quality]) => value === 8 && quality === 'good');
  });
});

test('a message that was stored and not acknowledged is not taken twice', needs, async (t) => {
  const broker = await startBroker(t);
  const publisher = await connectPublisher(t, broker);
  const agent = agentOf(broker);
  await agent.start(t);
  for (let n = 0; n < 5; n += 1)
    await publisher.publishAsync('lab/fridge/ch6', String(n), { qos: 1 });
  await waitUntil('five readings', async () => {
    await agent.round({ dies: true });
    return agent.readings.length === 5;
  });
  await agent.stop();
  await agent.start(t);
  await waitUntil('five repeated messages', async () => {
    await agent.round();
    return agent.count('repeated') === 5;
  });
  assert.equal(agent.readings.length, 5);
});

test('the broker is killed and comes back: the agent finds it, and counts', needs, async (t) => {
  const saves = ['allow_anonymous true', 'autosave_on_changes true', 'autosave_interval 1'];
  const broker = await startBroker(t, { more: saves });
  const publisher = await connectPublisher(t, broker);
  const agent = agentOf(broker);
  await agent.start(t);
  await publisher.publishAsync('lab/fridge/ch6', stamped(0), { qos: 1 });
  await agent.until(1);
  await broker.stop('SIGKILL');
  await waitUntil('the failure', async () => {
    await agent.round();
    return agent.failures.some((said) => /listen to the MQTT broker.*ECONNREFUSED/.test(said));
  });
  const waiting = [1, 2, 3].map((n) =>
    publisher.publishAsync('lab/fridge/ch6', stamped(n), { qos: 1 }),
  );
  await broker.start();
  await Promise.all(waiting);
  await agent.until(4);
  allOnce(agent, 4);
  assert.ok((agent.count('failed') ?? 0) >= 2);
  assert.equal(agent.count('connected'), 2);
});

test('more than the buffer holds of QoS 0 is thinned and counted', needs, async (t) => {
  const broker = await startBroker(t);
  const publisher = await connectPublisher(t, broker);
  const agent = agentOf(broker, { buffer: 50 });
  await agent.start(t);
  for (let n = 0; n < 500; n += 1) publisher.publish('lab/fridge/ch6', stamped(n));
  await publisher.publishAsync('lab/fridge/ch7', stamped(500), { qos: 1 });
  await waitUntil('the last one', async () => {
    await agent.round();
    return agent.readings.some(([channel]) => channel === 'fridge/ch7');
  });
  await agent.round();
  assert.equal(agent.readings.length - 1 + (agent.count('thinned') ?? 0), 500);
});

test('a password is read from its file, and a wrong one never said', needs, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-mqtt-'));
  const users = join(folder, 'users');
  writeFileSync(users, 'daq:correct horse\n');
  hashPasswords(users);
  const broker = await startBroker(t, {
    folder,
    more: ['allow_anonymous false', `password_file ${users}`],
  });
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'not the right one\n');
  const agent = agentOf(broker, { username: 'daq', password_file: passwordFile });
  await agent.start(t);
  await waitUntil('a refusal', async () => {
    await agent.round();
    return agent.failures.length > 0;
  });
  assert.match(agent.failures.at(-1)!, /[Nn]ot authorized/);
  assert.ok(!agent.failures.join().includes('not the right one'));
  // The file is read again for each attempt.
  writeFileSync(passwordFile, 'correct horse\n');
  await waitUntil('a connection', async () => {
    await agent.round();
    return agent.count('connected') === 1;
  });
  const publisher = await connectPublisher(t, broker, {
    username: 'daq',
    password: 'correct horse',
  });
  await publisher.publishAsync('lab/fridge/ch6', stamped(0), { qos: 1 });
  await agent.until(1);
});

test(
  'TLS with an own authority, client certificate and password',
  {
    ...needsProgram('FLASH_MOSQUITTO', 'FLASH_OPENSSL'),
  },
  async (t) => {
    const plain = await startBroker(t);
    const { folder } = plain;
    await plain.stop('SIGTERM');
    const authority = createAuthority(folder);
    const server = authority.sign('server');
    const client = authority.sign('daq');
    writeFileSync(join(folder, 'password'), 'correct horse\n');
    const broker = await startBroker(t, {
      folder,
      more: [
        'allow_anonymous false',
        `cafile ${authority.ca}`,
        `certfile ${server.cert}`,
        `keyfile ${server.key}`,
        'require_certificate true',
        'use_identity_as_username true',
      ],
    });
    const tls = {
      url: `mqtts://127.0.0.1:${broker.port}`,
      password_file: join(folder, 'password'),
    };
    const files = { cert_file: client.cert, key_file: client.key };
    const agent = agentOf(broker, { ...tls, ...files, ca_file: authority.ca, username: 'daq' });
    await agent.start(t);
    const publisher = await connectPublisher(t, broker, {
      protocol: 'mqtts',
      ca: readFileSync(authority.ca),
      cert: readFileSync(client.cert),
      key: readFileSync(client.key),
    });
    await publisher.publishAsync('lab/fridge/ch6', stamped(0), { qos: 1 });
    await agent.until(1);
    allOnce(agent, 1);
    const stranger = agentOf(broker, { ...tls, ...files, username: 'daq', client_id: 'other' });
    await stranger.start(t);
    await waitUntil('a refusal', async () => {
      await stranger.round();
      return stranger.failures.length > 0;
    });
    assert.match(stranger.failures.at(-1)!, /self-signed|unable to (get|verify)/);
  },
);
