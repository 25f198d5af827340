import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { recorderUrl, upLease } from '#telemetry/config/addresses.ts';
import { configJsonSchema, loadConfig } from '#telemetry/config/load.ts';
import { editDistance, nearestName } from '#telemetry/config/nearest-name.ts';
import { nodeName } from '#telemetry/config/node-name.ts';
import { readSecret } from '#telemetry/config/secret.ts';
import { describeError } from '#telemetry/errors.ts';
import { takeLease } from '#telemetry/lease.ts';

function folder(t: TestContext, yaml?: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'flash-config-'));
  t.after(() => rmSync(cwd, { recursive: true, force: true }));
  if (yaml !== undefined) writeFileSync(join(cwd, 'flash.yaml'), yaml);
  return cwd;
}

test('what runs in a home is asked where it listens, unless the environment says', (t) => {
  const cwd = folder(t, 'node: daq1\n');
  const home = join(cwd, '.flash');
  mkdirSync(home);
  const listen = (env = {}): readonly string[] => {
    const { hub, agent } = loadConfig({ env, cwd });
    return [hub.listen, agent.listen];
  };
  const lease = takeLease(upLease(home), 'hold', {
    hub: '127.0.0.1:4400',
    agent: '127.0.0.1:4401',
  });
  assert.ok('release' in lease);
  assert.deepEqual(listen(), ['127.0.0.1:4400', '127.0.0.1:4401']);
  assert.deepEqual(listen({ FLASH_PORT: '4500' }), ['127.0.0.1:4500', '127.0.0.1:4501']);
  assert.deepEqual(listen({ FLASH_AGENT_PORT: '4600' }), ['127.0.0.1:4400', '127.0.0.1:4600']);
  lease.release();
  assert.deepEqual(listen(), ['127.0.0.1:4321', '127.0.0.1:9464']);
});

function complaint(t: TestContext, yaml: string, env = {}): string {
  const cwd = folder(t, yaml);
  try {
    loadConfig({ env, cwd });
  } catch (thrown) {
    return describeError(thrown).replaceAll(cwd, '.');
  }
  return 'accepted';
}

test('a short file is filled with its defaults; paths are absolute', (t) => {
  const cwd = folder(t, 'node: daq1\nagent:\n  token_file: secret/token\n');
  const config = loadConfig({ env: {}, cwd });
  assert.equal(config.homeDirectory, join(cwd, '.flash'));
  assert.equal(config.agent.listen, '127.0.0.1:9464');
  assert.equal(config.agent.token_file, join(cwd, 'secret', 'token'));
  assert.equal(config.isDemo, false);
  assert.equal(config.source, join(cwd, 'flash.yaml'));
  assert.equal(recorderUrl(config), 'http://127.0.0.1:4321');
});

test('an unknown key names its line and the nearest known one', (t) => {
  assert.equal(
    complaint(t, 'node: daq1\nhub:\n  lisen: 127.0.0.1:1\n'),
    [
      'cannot use the configuration: ./flash.yaml: 1 problem',
      '  line 3: hub.lisen: expected a known key of hub, received the unknown key "lisen"; did you mean "listen"?',
      '  what to do: mend the file and start again; "npx flash init" writes an example with every key explained',
    ].join('\n'),
  );
  assert.match(complaint(t, 'node: a\nzzzzzz: 1\n'), /remove it; the keys here are node, site,/);
});

test('no node is called as the hub, whose channels are its own', (t) => {
  assert.match(
    complaint(t, 'node: hub\n'),
    /line 1: node: expected a name other than "hub", which the hub's own channels begin with, received the text "hub"; write a name/,
  );
  assert.equal(complaint(t, 'node: hub1\n'), 'accepted');
  assert.deepEqual(['hub', 'HUB.', 'hub.lnf'].map(nodeName), ['hub-node', 'hub-node', 'hub.lnf']);
});

test('every problem is told at once: field, expected, received, fix', (t) => {
  const text = complaint(
    t,
    'node: DAQ 1\nagent:\n  listen: 9464\n  spool_max_bytes: "big"\ntime_zone: Mars/Base\n',
  );
  assert.match(text, /3 problems/);
  assert.match(
    text,
    /line 1: node: expected a host name: .*received the text "DAQ 1"; write a host/,
  );
  assert.match(
    text,
    /line 3: agent\.listen: expected a text, received the number 9464; put it in quotes/,
  );
  assert.match(
    text,
    /line 4: agent\.spool_max_bytes: expected a (whole )?number, received the text "big"/,
  );
});

test('a missing field, a bad choice, a bad zone, doubled campaigns', (t) => {
  assert.match(complaint(t, 'site: LNF\n'), /node: expected a text, received nothing; add "node:"/);
  assert.match(
    complaint(t, 'node: a\ntime_zone: Mars/Base\n'),
    /line 2: time_zone: expected an IANA name/,
  );
  const campaigns = 'node: a\ncampaigns:\n  - {name: A, slug: a}\n  - {name: B, slug: a}\n';
  assert.match(complaint(t, campaigns), /line 4: campaigns\[1\]\.slug: .*campaigns\[0\] has/);
  assert.match(
    complaint(
      t,
      'node: a\ncampaigns:\n  - name: A\n    slug: a\n    key_channels:\n      - {channel: c, role: warm, label: l}\n',
    ),
    /line 6: campaigns\[0\]\.key_channels\[0\]\.role: expected "t_cav" or/,
  );
  assert.match(complaint(t, 'node: a\n  b: [\n'), /line \d: the file: expected YAML/);
});

test('environment is filled in, with a default, an escape and an error for what is not set', (t) => {
  const yaml = 'node: ${NODE}\nsite: ${SITE:-CNAF}\nagent:\n  token: $${literal}\n';
  const config = loadConfig({ env: { NODE: 'daq1' }, cwd: folder(t, yaml) });
  assert.equal(config.node, 'daq1');
  assert.equal(config.site, 'CNAF');
  assert.equal(config.agent.token, '${literal}');
  assert.match(
    complaint(t, yaml),
    /line 1: node: expected the environment variable NODE, received/,
  );
});

test('the file is --config, then FLASH_CONFIG, then ./flash.yaml; none is an error with a way out', (t) => {
  const cwd = folder(t, 'node: here\n');
  mkdirSync(join(cwd, 'sub'));
  writeFileSync(join(cwd, 'sub', 'a.yaml'), 'node: a\n');
  writeFileSync(join(cwd, 'sub', 'b.yaml'), 'node: b\n');
  const env = { FLASH_CONFIG: 'sub/b.yaml' };
  assert.equal(loadConfig({ env, cwd, path: 'sub/a.yaml' }).node, 'a');
  assert.equal(loadConfig({ env, cwd }).node, 'b');
  assert.equal(loadConfig({ env: {}, cwd }).node, 'here');
  assert.throws(
    () => loadConfig({ env: {}, cwd: folder(t) }),
    (thrown) => /flash init/.test(describeError(thrown)),
  );
});

test('ports and home come from the environment', (t) => {
  const cwd = folder(t, 'node: a\nhome: state\n');
  const one = loadConfig({ env: { FLASH_PORT: '5000', FLASH_HOME: '/var/lib/flash' }, cwd });
  assert.equal(one.hub.listen, '127.0.0.1:5000');
  assert.equal(one.agent.listen, '127.0.0.1:5001');
  assert.equal(one.homeDirectory, '/var/lib/flash');
  const two = loadConfig({ env: { FLASH_PORT: '0', FLASH_AGENT_PORT: '7' }, cwd, demo: false });
  assert.equal(two.agent.listen, '127.0.0.1:7');
  assert.equal(two.homeDirectory, join(cwd, 'state'));
  assert.throws(() => loadConfig({ env: { FLASH_PORT: 'x' }, cwd }), /FLASH_PORT/);
});

test('the demo has a home of its own and FLASH_HOME stands for the real one', (t) => {
  const cwd = folder(t, 'node: a\ncollectors:\n  x: {path: "${FLASH_HOME}/y"}\n');
  const config = loadConfig({ env: {}, cwd, path: 'flash.yaml', demo: true });
  assert.equal(config.homeDirectory, join(cwd, '.flash', 'demo'));
  assert.equal(config.isDemo, true);
  assert.deepEqual(config.collectors, { x: { path: `${cwd}/.flash/y` } });
});

test('a secret is the value, or the text of a file, or an error that says which', (t) => {
  const cwd = folder(t);
  writeFileSync(join(cwd, 'token'), 's3cret\n');
  writeFileSync(join(cwd, 'empty'), '\n');
  assert.equal(readSecret('agent.token', 'direct', undefined), 'direct');
  assert.equal(readSecret('agent.token', undefined, join(cwd, 'token')), 's3cret');
  assert.equal(readSecret('agent.token', undefined, undefined), null);
  assert.throws(() => readSecret('agent.token', undefined, join(cwd, 'empty')), /it is empty/);
  assert.throws(() => readSecret('agent.token', undefined, join(cwd, 'none')), /does not exist/);
});

test('nearest names and their distance', () => {
  assert.equal(editDistance('listen', 'lisetn'), 1);
  assert.equal(editDistance('', 'abc'), 3);
  assert.equal(nearestName('recoder', ['recorder', 'token']), 'recorder');
  assert.equal(nearestName('x', ['recorder', 'token']), null);
});

test('the JSON Schema names the keys and makes nothing with a default required', () => {
  const schema = configJsonSchema();
  assert.deepEqual(schema['required'], ['node']);
  assert.equal(schema['title'], 'flash.yaml');
});
