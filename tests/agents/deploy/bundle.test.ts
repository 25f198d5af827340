/** The agent as one file: small, whole, without what an agent must not hold, and running where there is nothing else. */

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { NODE_FLAGS } from '#agents/deploy/node-flags.ts';
import { makeBundle } from '#agents/deploy/make-bundle.ts';
import type { Bundle } from '#agents/deploy/make-bundle.ts';
import { VERSION } from '#telemetry/version.ts';
import { KubeDouble } from '../../support/kube-double.ts';
import { freePorts } from '../../support/living/free-port.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startOtlpReceiver } from '../../telemetry/otel/otlp-receiver.ts';

const folder = mkdtempSync(join(tmpdir(), 'flash-bundle-'));
const file = join(folder, 'flash-agent.cjs');
const empty = join(folder, 'empty');
let bundle: Bundle;

const onLinux = {
  skip: process.platform === 'linux' ? false : 'the process is looked at by /proc, as on Linux',
};

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

async function scrape(port: number): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${String(port)}/metrics`).catch(() => null);
  return (await response?.text()) ?? '';
}

async function isUp(port: number, collector: string): Promise<boolean> {
  return (await scrape(port)).includes(`flash_collector_up{collector="${collector}"} 1`);
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

const oldest = process.env['FLASH_OLDEST_NODE'] ?? '';

test(
  'the oldest Node that it is for looks, runs and stops',
  { skip: oldest === '' ? 'FLASH_OLDEST_NODE does not name a Node 22.15' : false },
  async (t) => {
    const [port = 0] = await freePorts(1);
    const config = join(empty, 'oldest.yaml');
    const nobody = 'http://127.0.0.1:9';
    const agent = { listen: `127.0.0.1:${String(port)}`, token: 'x', recorder: nobody };
    const home = join(empty, 'home-oldest');
    writeFileSync(config, JSON.stringify({ node: 'n1', home, agent, collectors: { host: {} } }));
    const words = [file, 'agent', '--config', config];
    const looked = spawnSync(oldest, [...words, '--dry-run'], { encoding: 'utf8' });
    assert.match(looked.stdout, /1 missing: see the lines that begin with BAD/);
    const child = spawn(oldest, words, { stdio: 'ignore' });
    t.after(() => child.kill('SIGKILL'));
    await waitUntil('a good round', () => isUp(port, 'host'));
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
  },
);

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

test(
  'without its flags the agent begins again with them, in the same process, and keeps what was said',
  onLinux,
  async (t) => {
    const said = ['--max-old-space-size=96', '--opt'];
    const config = join(empty, 'again.yaml');
    const agent = { listen: '127.0.0.1:0', token: 'x' };
    writeFileSync(config, JSON.stringify({ node: 'n1', home: join(empty, 'home-again'), agent }));
    const words = [...said, file, 'agent', '--config', config, '--log-format', 'json'];
    const child = spawn(process.execPath, words, { env: { MALLOC_ARENA_MAX: '2' } });
    t.after(() => child.kill('SIGKILL'));
    const [line]: readonly unknown[] = await once(child.stderr, 'data');
    assert.match(String(line), /"message":"the agent runs"/);
    const read = (what: string): string[] =>
      readFileSync(`/proc/${String(child.pid)}/${what}`, 'utf8').split('\0');
    const rest = NODE_FLAGS.filter((flag) => !/old-space-size=48|no-opt/.test(flag));
    const own = [process.execPath, ...said, ...rest, ...words.slice(said.length), ''];
    assert.deepEqual(read('cmdline'), own);
    assert.deepEqual(
      read('environ').filter((variable) => variable.startsWith('MALLOC')),
      [
        'MALLOC_ARENA_MAX=2',
        'MALLOC_MMAP_THRESHOLD_=131072',
        'MALLOC_TOP_PAD_=0',
        'MALLOC_TRIM_THRESHOLD_=131072',
      ],
    );
  },
);

test('the resident agent reads a kubeconfig', async (t) => {
  const double = await KubeDouble.start(t);
  const [port = 0] = await freePorts(1);
  const kubeconfig = join(empty, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    `current-context: c\ncontexts: [{ name: c, context: { cluster: l, user: u } }]\nclusters:\n  - name: l\n    cluster: { server: '${double.url}' }\nusers: [{ name: u, user: {} }]\n`,
  );
  const config = join(empty, 'kube.yaml');
  const collectors = { kubernetes: { cluster: 'lnf', namespaces: ['flash'], kubeconfig } };
  const agent = { listen: `127.0.0.1:${String(port)}`, token: 'x' };
  writeFileSync(
    config,
    JSON.stringify({ node: 'n1', home: join(empty, 'home-kube'), agent, collectors }),
  );
  const child = spawn(process.execPath, [file, 'agent', '--config', config], { stdio: 'ignore' });
  t.after(() => child.kill('SIGKILL'));
  await waitUntil('a good round', () => isUp(port, 'kubernetes'));
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
  await waitUntil('a scrape with the host in it', () => isUp(port, 'host'));
  assert.match(await scrape(port), new RegExp(`flash_agent_info\\{version="${VERSION}",node="n1"`));
  await waitUntil('the same by OTLP', () =>
    receiver.metrics.some((list) => list.some(({ name }) => name === 'flash.collector.up')),
  );
  const ended = once(agent, 'exit');
  agent.kill('SIGTERM');
  assert.deepEqual(await ended, [0, null]);
});
