/** The rules as Prometheus sees them: every file is accepted, and every alert fires when it should, not before, not without data, and clears. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parse, stringify } from 'yaml';
import { SEVERITIES, SOURCES, type Source } from '#telemetry/alerts/definition.ts';
import { alerts } from '#dashboards/alerts/index.ts';
import type { ExportInput } from '#dashboards/export/export.ts';
import { exportAll } from '#dashboards/export/index.ts';
import { alertRule } from '#dashboards/export/rules.ts';
import { scenarios } from '../../support/alert-scenarios/index.ts';
import { unitTest } from '../../support/alert-scenarios/unit-test.ts';
import { needsProgram, programPath, type ProgramName } from '../../support/needs-program.ts';

const ALL = new Set(Object.keys(SOURCES) as Source[]);
const target = { isTls: false, tokenFile: null };
const input: ExportInput = {
  hub: { ...target, address: '127.0.0.1:4321', metricsPath: '/metrics' },
  agent: { ...target, address: '127.0.0.1:9464', node: 'lnf-daq' },
  siteUrl: 'https://flash.example.org',
  pace: 1,
  sources: ALL,
  webhook: null,
  alertmanager: '127.0.0.1:9093',
  prometheus: '127.0.0.1:9090',
};

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), 'flash-rules-'))));
after(() => rmSync(folder, { recursive: true, force: true }));

function writeAll(into: string, change: Partial<ExportInput> = {}): void {
  for (const { path, text } of exportAll({ ...input, ...change })) {
    const file = join(into, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function tool(
  name: ProgramName,
  ...words: readonly string[]
): { status: number | null; text: string } {
  const { status, stdout, stderr } = spawnSync(programPath(name) ?? '', words, {
    encoding: 'utf8',
    maxBuffer: 1e8,
  });
  return { status, text: `${stdout}${stderr}` };
}

const promtool = (...words: readonly string[]) => tool('FLASH_PROMTOOL', ...words);

describe('flash dashboards, for promtool', needsProgram('FLASH_PROMTOOL'), () => {
  for (const pace of [1, 60]) {
    it(`accepts configuration and rules at pace ${pace}`, () => {
      const into = join(folder, `pace-${pace}`);
      writeAll(into, { pace, webhook: 'http://127.0.0.1:9095/' });
      const { status, text } = promtool('check', 'config', join(into, 'prometheus.yml'));
      assert.equal(status, 0, text);
    });
  }

  it('accepts them with TLS, a token and a prefix', () => {
    const into = join(folder, 'guarded');
    writeFileSync(join(folder, 'token'), 'secret');
    const guarded = { isTls: true, tokenFile: join(folder, 'token') };
    writeAll(into, {
      hub: { ...input.hub, metricsPath: '/flash/metrics' },
      agent: { ...input.agent, ...guarded },
    });
    const { status, text } = promtool('check', 'config', join(into, 'prometheus.yml'));
    assert.equal(status, 0, text);
  });

  it('every alert fires when it should, not before, not without data, and clears', () => {
    const into = join(folder, 'units');
    mkdirSync(into);
    const files = alerts.map((alert) => {
      const scenario = scenarios[alert.name];
      assert.ok(scenario, `tests/support/alert-scenarios has no scenario for ${alert.name}`);
      // Each alone: a file with all rules of its topic would be evaluated whole at each step.
      const rules = { groups: [{ name: alert.name, rules: [alertRule(alert, input)] }] };
      const rulesPath = join(into, `${alert.name}.yml`);
      writeFileSync(rulesPath, stringify(rules));
      const file = join(into, `${alert.name}.test.yml`);
      writeFileSync(file, unitTest(alert, scenario, rulesPath));
      return file;
    });
    const { status, text } = promtool('test', 'rules', ...files);
    assert.equal(status, 0, text.replaceAll(`${into}/`, ''));
  });
});

describe('flash dashboards, for amtool', needsProgram('FLASH_AMTOOL'), () => {
  for (const [what, change] of [
    ['without a receiver', {}],
    ['with a webhook', { webhook: 'http://127.0.0.1:9095/alarms?from=flash' }],
    ['at pace 60', { pace: 60, webhook: 'http://127.0.0.1:9095/' }],
  ] as const) {
    it(`accepts Alertmanager’s configuration ${what}`, () => {
      const into = mkdtempSync(join(folder, 'amtool-'));
      writeAll(into, change);
      const { status, text } = tool('FLASH_AMTOOL', 'check-config', join(into, 'alertmanager.yml'));
      assert.equal(status, 0, text);
      assert.match(text, /SUCCESS[^]* - 1 receivers/);
    });
  }

  it('leads every severity to people', () => {
    const into = mkdtempSync(join(folder, 'amtool-'));
    writeAll(into);
    const file = join(into, 'alertmanager.yml');
    for (const severity of SEVERITIES) {
      const words = ['config', 'routes', 'test', '--verify.receivers=people'];
      const found = tool('FLASH_AMTOOL', ...words, `--config.file=${file}`, `severity=${severity}`);
      assert.equal(found.status, 0, found.text);
    }
  });
});

it('no scenario is of an alert that does not exist', () => {
  const names = new Set(alerts.map(({ name }) => name));
  assert.deepEqual(
    Object.keys(scenarios).filter((name) => !names.has(name)),
    [],
  );
});

describe('an alert whose source is not configured', () => {
  const without = new Set([...ALL].filter((source) => source !== 'tape'));
  const files = exportAll({ ...input, sources: without });
  const safety = files.find(({ path }) => path === 'rules/safety.yml')?.text ?? '';

  it('is off, and listed as off', () => {
    assert.match(
      safety,
      /^# off: TapeCopyLate needs a place with tape in collectors\.storage\.copies$/m,
    );
    assert.doesNotMatch(safety, /alert: TapeCopyLate/);
    assert.match(safety, /alert: SecondCopyLate/);
  });
});

describe('what explains what, for Alertmanager', () => {
  const text = exportAll(input).find(({ path }) => path === 'alertmanager.yml')?.text ?? '';
  const { inhibit_rules: rules, receivers } = parse(text);

  it('is one inhibition for each way in which they are of one thing', () => {
    const silent = rules.filter(
      ({ source_matchers: [source] }: { source_matchers: string[] }) =>
        source === 'alertname = DeviceSilent',
    );
    assert.deepEqual(silent, [
      {
        source_matchers: ['alertname = DeviceSilent'],
        target_matchers: ['alertname =~ ChannelStale|SensorOverRange|SensorUnderRange'],
        equal: ['device'],
      },
    ]);
  });

  it('tells nobody until somebody is named, and says so', () => {
    assert.deepEqual(receivers, [{ name: 'people' }]);
    assert.match(text, /tells nobody yet/);
  });
});
