/** The demo's configuration is read like any other, and names what the simulator writes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FLASH_CAMPAIGN } from '#agents/simulator/finuda.ts';
import { QUAX_CAMPAIGN } from '#agents/simulator/plan-run.ts';
import { foldersOf } from '#agents/simulator/state.ts';
import { collectors } from '#agents/collectors/index.ts';
import { loadConfig } from '#telemetry/config/load.ts';

const config = loadConfig({ env: { FLASH_HOME: '/srv/flash' }, cwd: '/', demo: true });

test('it is the demo, and its campaigns are those of the simulator', () => {
  assert.equal(config.isDemo, true);
  assert.equal(config.node, 'demo-daq');
  assert.deepEqual(
    config.campaigns.map(({ name }) => name),
    [QUAX_CAMPAIGN, FLASH_CAMPAIGN],
  );
});

test('every limit has its reason, and the FLASH-like campaign has no mixing chamber', () => {
  for (const { key_channels: channels } of config.campaigns) {
    assert.ok(channels.every(({ limits }) => limits.every(({ reason }) => reason.length > 10)));
  }
  const roles = config.campaigns.map((campaign) => campaign.key_channels.map(({ role }) => role));
  assert.ok(roles[0]?.includes('t_mc') && !roles[1]?.includes('t_mc'));
});

test('every collector that it names takes its settings, which point at what the simulator writes', async () => {
  for (const [name, settings] of Object.entries(config.collectors)) {
    const module = collectors.find((collector) => collector.name === name);
    assert.ok(module, name);
    const parsed = (await module.schema()).safeParse(settings);
    assert.ok(parsed.success, `${name}: ${parsed.error?.message}`);
  }
  const { daq, bluefors, magnet, finuda, queue, jobHistory } = foldersOf(config.homeDirectory);
  const text = JSON.stringify(config.collectors);
  for (const path of [daq, bluefors, magnet, finuda, queue, jobHistory])
    assert.ok(text.includes(`"${path}"`), path);
});
