/** The agent as one file: small, whole, without what an agent must not hold, and running where there is nothing else. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { makeBundle } from '#agents/deploy/make-bundle.ts';
import type { Bundle } from '#agents/deploy/make-bundle.ts';
import { VERSION } from '#telemetry/version.ts';
import { freePorts } from '../../support/living/free-port.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startOtlpReceiver } from '../../telemetry/otel/otlp-receiver.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-bundle-'));
const file = join(folder, 'flash-agent.cjs');
const empty = join(folder, 'empty');
let bundle: Bundle;

before(async () => {
  bundle = await makeBundle();
  writeFileSync(file, bundle.text);
  mkdirSync(empty);
});
after(() => rmSync(folder, { recursive: true, force: true }));

function run(...words: string[]): { readonly code: number | null; readonly said: string } {
  const ran = spawnSync(process.execPath, [file, ...words], {
    cwd: empty,
    env: {},
    encoding: 'utf8',
  });
  return { code: ran.status, said: `${ran.stdout}${ran.stderr}` };
}

test('it is below 2 MB, plain ASCII, and holds no database driver and no Kubernetes client', () => {
  assert.ok(bundle.text.length < 2_000_000, `${bundle.text.length} bytes`);
  assert.equal(
    Buffer.byteLength(bundle.text),
    bundle.text.length,
    'else V8 keeps it twice as wide',
  );
  assert.deepEqual(
    bundle.packages.filter((name) => /mariadb|mysql|kubernetes|astro|esbuild/.test(name)),
    [],
  );
  for (const needed of ['zod', 'yaml', 'hash-wasm', '@opentelemetry/sdk-metrics'])
    assert.ok(bundle.packages.includes(needed), needed);
});

test('it says its version, its commands and what is wrong, without a clone around it', () => {
  assert.deepEqual(run('--version'), { code: 0, said: `${VERSION}\n` });
  const { said } = run('--help');
  for (const command of ['agent', 'collect', 'doctor', 'import runlog'])
    assert.match(said, new RegExp(`flash ${command}  `));
  assert.doesNotMatch(said, /demo|hub|token/);
  assert.match(run('agent').said, /cannot find the configuration/);
  writeFileSync(join(empty, 'bad.yaml'), 'node: n\ncollectors:\n  hots: {}\n');
  const bad = run('agent', '--config', 'bad.yaml');
  assert.equal(bad.code, 1);
  assert.match(bad.said, /line 3: collectors\.hots: .* did you mean "host"\?/);
});

test('an older Node is told apart before anything else', () => {
  const old = `Object.defineProperty(process, 'versions', { value: { node: '20.19.2' } })`;
  const preload = join(empty, 'old.cjs');
  writeFileSync(preload, old);
  const ran = spawnSync(process.execPath, ['-r', preload, file, '--version'], { encoding: 'utf8' });
  assert.equal(ran.status, 1);
  assert.match(ran.stderr, /flash needs Node 22\.15 or newer; this is 20\.19\.2 \(/);
});

test('it installs itself', () => {
  const { code, said } = run('agent', 'install', '--dry-run', '--root', join(empty, 'root'));
  assert.equal(code, 0, said);
  assert.match(said, /would {2}copy {4}\/usr\/local\/lib\/flash\/flash-agent\.cjs {2}\(from /);
  assert.match(said, /Nothing was done: this was a dry run\.$/m);
});

test('a database is refused in a sentence that says what to do', () => {
  writeFileSync(join(empty, 'flash.yaml'), 'node: n\nagent: { token: x }\n');
  const { code, said } = run('import', 'runlog', 'mariadb://root@127.0.0.1:1/a/b');
  assert.equal(code, 1);
  assert.match(said, /holds no database driver: import from a CSV, or run the import from a clone/);
});

test('a disk that may hang is read by a child, and MQTT is spoken, from the same file', async () => {
  const daq = join(empty, 'daq', 'Run_2026.11-TEST', 'presa_dati_01');
  mkdirSync(daq, { recursive: true });
  writeFileSync(join(daq, 'a.dat'), 'samples');
  const [port = 0] = await freePorts(1);
  const config = join(empty, 'parts.yaml');
  const collectors = {
    daq: {
      location: 'n',
      roots: [join(empty, 'daq')],
      isolation: 'always',
      complete: { rule: 'rename' },
    },
    mqtt: { url: `mqtt://127.0.0.1:${String(port)}`, topics: [{ topic: '{device}/{name}' }] },
  };
  // JSON is YAML.
  writeFileSync(config, JSON.stringify({ node: 'n1', home: join(empty, 'home'), collectors }));
  assert.match(run('collect', 'daq', '--config', config).said, /a\.dat/);
  assert.match(run('collect', 'mqtt', '--config', config).said, /ECONNREFUSED|refused/i);
});

test('collect prints a round; the agent is scraped, and ends on SIGTERM with code 0', async (t) => {
  const [port = 0] = await freePorts(1);
  const config = join(empty, 'agent.yaml');
  writeFileSync(
    config,
    `node: n1\nhome: ${empty}/home\nagent:\n  listen: 127.0.0.1:${String(port)}\n  token: x\ncollectors:\n  host: {}\n`,
  );
  assert.match(run('collect', 'host', '--config', config).said, /system_memory_usage_bytes/);
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const agent = spawn(process.execPath, [file, 'agent', '--config', config], {
    cwd: empty,
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_METRIC_EXPORT_INTERVAL: '500',
    },
    stdio: 'ignore',
  });
  t.after(() => agent.kill('SIGKILL'));
  const scrape = async (): Promise<string> => {
    const response = await fetch(`http://127.0.0.1:${String(port)}/metrics`).catch(() => null);
    return (await response?.text()) ?? '';
  };
  await waitUntil('a scrape with the host in it', async () =>
    (await scrape()).includes('flash_collector_up{collector="host"} 1'),
  );
  assert.match(await scrape(), new RegExp(`flash_agent_info\\{version="${VERSION}",node="n1"`));
  await waitUntil('the same by OTLP', () =>
    receiver.metrics.some((list) => list.some(({ name }) => name === 'flash.collector.up')),
  );
  const ended = once(agent, 'exit');
  agent.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});
