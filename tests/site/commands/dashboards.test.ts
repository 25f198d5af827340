/** `flash dashboards`: what it writes, what it leaves, and which alerts it calls off. */

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parse } from 'yaml';
import { alerts } from '#dashboards/alerts/index.ts';
import { configuredSources, sourcesPublished } from '#site/alert-sources.ts';
import { command } from '#site/commands/dashboards.ts';
import { UsageError, type CommandInput } from '#telemetry/command.ts';
import { configSchema } from '#telemetry/config/schema.ts';

let folder: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'flash-dashboards-'));
  const settings = {
    node: 'lnf-daq',
    hub: { listen: '127.0.0.1:4400', site: { url: 'https://example.org/flash/' } },
    collectors: { daq: {}, storage: { volumes: [{ name: 'daq', path: '/mnt/d' }] } },
  };
  writeFileSync(join(folder, 'flash.yaml'), JSON.stringify(settings));
});
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(options: CommandInput['options']): Promise<readonly string[]> {
  const said: string[] = [];
  const code = await command.run({
    options: { config: join(folder, 'flash.yaml'), out: 'out', ...options },
    env: { FLASH_HOME: join(folder, 'home') },
    cwd: folder,
    say: (line: string) => said.push(line),
  } as unknown as CommandInput);
  assert.equal(code, 0);
  return said;
}

const written = (path: string): string => readFileSync(join(folder, 'out', path), 'utf8');

test('addresses, prefix, node and links are those of the configuration', async () => {
  const said = await run({});
  const { scrape_configs: jobs } = parse(written('prometheus.yml'));
  assert.equal(jobs[0].metrics_path, '/flash/metrics');
  assert.deepEqual(jobs[0].static_configs, [{ targets: ['127.0.0.1:4400'] }]);
  assert.deepEqual(jobs[1].static_configs[0].labels, { node: 'lnf-daq' });
  assert.match(
    written('rules/data.yml'),
    /runbook_url: https:\/\/example\.org\/flash\/docs\/procedures\/alarms\/no-new-file\/$/m,
  );
  assert.ok(
    said.some((line) => line === 'off: JobsHeld needs collectors.htcondor, slurm or kubernetes'),
  );
  assert.ok(!said.some((line) => line.includes('VolumeFull ')));
});

test('the list of other agents is written once and then left to its reader', async () => {
  await run({});
  writeFileSync(join(folder, 'out', 'targets', 'agents.yml'), '- targets: [a:1]\n');
  await run({ webhook: 'http://127.0.0.1:9095/' });
  assert.equal(written('targets/agents.yml'), '- targets: [a:1]\n');
  const { receivers } = parse(written('alertmanager.yml'));
  assert.equal(receivers[0].webhook_configs[0].url, 'http://127.0.0.1:9095/');
});

test('a pace divides spans, and is a number', async () => {
  await run({ pace: '60' });
  assert.match(written('rules/site.yml'), /alert: SnapshotStale\n.*\n\s+for: 500ms/);
  assert.equal(parse(written('prometheus.yml')).global.scrape_interval, '1s');
  // At 75 a window of 5 min is 4 s: four scrapes.
  await run({ pace: '75' });
  for (const pace of ['0', 'fast', '-1', '76'])
    await assert.rejects(run({ pace }), UsageError, `--pace ${pace}`);
});

test('addresses of Alertmanager and Prometheus are written where they are asked', async () => {
  rmSync(join(folder, 'out', 'grafana'), { recursive: true, force: true });
  await run({ alertmanager: 'alarms.example.org:9193', prometheus: '127.0.0.1:9191' });
  const { alerting } = parse(written('prometheus.yml'));
  assert.deepEqual(alerting.alertmanagers[0].static_configs[0].targets, [
    'alarms.example.org:9193',
  ]);
  const { datasources } = parse(written('grafana/provisioning/datasources/flash.yml'));
  assert.equal(datasources[0].url, 'http://127.0.0.1:9191');
  assert.equal(datasources[0].jsonData.timeInterval, '15s');
  for (const wrong of ['http://a:1/', 'alone', ''])
    await assert.rejects(run({ alertmanager: wrong }), UsageError, wrong);
});

test('sources are told by the configuration, and by what agents of other nodes watch', () => {
  const config = configSchema.parse({
    node: 'hub-node',
    collectors: {
      storage: { copies: [{ kind: 'webdav', tape: 'none' }], quotas: [] },
    },
    backup: { nightly_hour: null },
    campaigns: [
      {
        name: 'A',
        slug: 'a',
        key_channels: [{ channel: 'magnet/field', role: 'field', label: 'Field' }],
      },
    ],
  });
  const here = configuredSources(config, []);
  assert.deepEqual([...here].sort(), ['agents', 'copies', 'field']);
  const seen = configuredSources(config, ['cryostat', 'slurm']);
  assert.deepEqual([...seen].filter((source) => !here.has(source)).sort(), [
    'batch',
    'slow control',
  ]);
  const taped = { ...config, collectors: { storage: { copies: [{ tape: 'discover' }] } } };
  assert.ok(configuredSources(taped, []).has('tape'));
});

test('certificates and tokens of other agents are known from what the hub published as off', () => {
  const off = (...names: string[]): readonly string[] =>
    sourcesPublished(
      names.map((alert) => ({ alert })),
      alerts,
    );
  // The hub is never told that it is away itself: where nothing is off it has not looked yet.
  assert.deepEqual(off(), []);
  assert.deepEqual(off('HubAway'), ['certificates', 'tokens']);
  assert.deepEqual(off('HubAway', 'CertificateEnds'), ['tokens']);
  assert.deepEqual(off('HubAway', 'CertificateEnds', 'TokenEnds'), []);
});
