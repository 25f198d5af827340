/** Our evaluator and a real Prometheus, over the same recorded day, raise the same alarms at the same times. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { stringify } from 'yaml';
import { createChannelStates } from '#agents/collectors/cryostat/channel-states.ts';
import { alerts } from '#dashboards/alerts/index.ts';
import { alertRule } from '#dashboards/export/rules.ts';
import { selectionsOf } from '#telemetry/alerts/result.ts';
import type { Labels } from '#telemetry/alerts/samples.ts';
import { createReplay } from '../../support/alarm-replay.ts';
import { needsProgram, programPath } from '../../support/needs-program.ts';
import { describeRecorded, readRecordedDay, RECORDED_DAYS } from '../../support/recorded-days.ts';
import { needsSharedData } from '../../support/shared-data.ts';

const STEP_MS = 30_000;
const NODE = 'cryo';
/** What is told of channels alone. */
const METRICS = new Set([
  'flash_channel_age_ratio',
  'flash_channel_quality',
  'flash_cryostat_temperature_kelvin',
]);
const judged = alerts.filter(({ when }) =>
  selectionsOf(when).every(({ metric }) => METRICS.has(metric)),
);

/** What is compared: the alarms that fire at each step, as one text. */
type Firing = readonly string[];

interface Compared {
  /** By series, as a unit test of rules writes its values. */
  readonly series: ReadonlyMap<string, readonly (number | null)[]>;
  readonly ours: readonly Firing[];
  readonly labels: ReadonlyMap<string, Labels>;
}

/** Plays a day once: the agent's own metrics are scraped for Prometheus, the readings go to our evaluator. */
function play(device: string, day: string): Compared {
  const readings = readRecordedDay(device, day).filter(({ channel }) =>
    /^(ch\d+-[tr]|p\d+|flow)$/.test(channel),
  );
  const describe = (channel: string) => ({ ...describeRecorded(channel), staleAfterMs: null });
  const agent = createChannelStates({ device, describe, kept: [], limits: [] });
  const { channels, machine, step } = createReplay(judged);
  const series = new Map<string, (number | null)[]>();
  const ours: Firing[] = [];
  const labels = new Map<string, Labels>();
  const begin = Math.floor((readings[0]?.t ?? 0) / STEP_MS) * STEP_MS;
  const end = readings.at(-1)?.t ?? 0;
  let next = 0;
  for (let now = begin, n = 0; now <= end; now += STEP_MS, n += 1) {
    for (let reading = readings[next]; reading !== undefined && reading.t <= now;) {
      const { channel, t, value, quality } = reading;
      agent.add([{ ...reading, isCorrection: false }]);
      const name = `${device}/${channel}`;
      const unknown = { staleAfterMs: null, cadenceMs: null };
      const { quantity } = describe(channel);
      if (!channels.isKnown(name))
        channels.declare({ name, device, node: NODE, quantity, ...unknown });
      channels.read(name, { t, value, quality });
      next += 1;
      reading = readings[next];
    }
    for (const { metric, labels: own, value } of agent.observe(now)) {
      if (!METRICS.has(metric.exposition)) continue;
      const pairs = Object.entries({ node: NODE, ...own }).map(([key, text]) => `${key}="${text}"`);
      const key = `${metric.exposition}{${pairs.join(',')}}`;
      const values = series.get(key) ?? [];
      series.set(key, values);
      while (values.length < n) values.push(null);
      values.push(value);
    }
    step(now);
    const raised = machine.alarms().filter(({ raisedAt }) => raisedAt !== null);
    for (const alarm of raised) labels.set(`${alarm.alert} ${alarm.subject}`, alarm.labels);
    ours.push(raised.map(({ alert, subject }) => `${alert} ${subject}`).toSorted());
  }
  return { series, ours, labels };
}

/** A value that is no longer told is marked stale, as a scrape does. */
function valuesText(values: readonly (number | null)[], steps: number): string {
  const texts = Array.from({ length: steps }, (_, n) => {
    const value = values[n] ?? null;
    if (value !== null) return String(value);
    return n > 0 && (values[n - 1] ?? null) !== null ? 'stale' : '_';
  });
  return texts.join(' ');
}

/** Every step at which something changes, and the one before it. */
function turns(ours: readonly Firing[]): readonly number[] {
  const at = new Set<number>([ours.length - 1]);
  for (let n = 1; n < ours.length; n += 1) {
    if (ours[n]?.join() === ours[n - 1]?.join()) continue;
    at.add(n - 1);
    at.add(n);
  }
  for (let n = 0; n < ours.length; n += 120) at.add(n);
  return [...at].toSorted((a, b) => a - b);
}

function unitTest({ series, ours, labels }: Compared, rules: string): string {
  const seconds = STEP_MS / 1_000;
  return stringify(
    {
      rule_files: [rules],
      evaluation_interval: `${seconds}s`,
      tests: [
        {
          interval: `${seconds}s`,
          input_series: [...series].map(([name, values]) => ({
            series: name,
            values: valuesText(values, ours.length),
          })),
          promql_expr_test: turns(ours).map((n) => ({
            expr: 'ALERTS{alertstate="firing"}',
            eval_time: `${n * seconds}s`,
            exp_samples: (ours[n] ?? []).map((key) => ({
              labels: alertsSeries(key.split(' ')[0] ?? '', labels.get(key) ?? {}),
              value: 1,
            })),
          })),
        },
      ],
    },
    { lineWidth: 0 },
  );
}

/** `ALERTS` as Prometheus writes it of a rule. */
function alertsSeries(alertname: string, labels: Labels): string {
  const definition = judged.find(({ name }) => name === alertname);
  const { severity = '', topic = '', owner = '' } = definition ?? {};
  const all = { ...labels, alertname, alertstate: 'firing', severity, topic, owner };
  const pairs = Object.entries(all).map(([key, text]) => `${key}="${text}"`);
  return `ALERTS{${pairs.join(',')}}`;
}

const { skip } = needsSharedData(RECORDED_DAYS);
const needs = { ...needsProgram('FLASH_PROMTOOL'), ...(skip === false ? {} : { skip }) };

for (const [device, day, expected] of [
  ['blackfridge', '26-06-20', ['SensorUnderRange']],
  ['whitefridge', '26-06-30', ['ChannelStale', 'DeviceSilent']],
] as const) {
  test(`${device} on ${day}: Prometheus raises what we raise, when we raise it`, needs, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'flash-agreement-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const compared = play(device, day);
    const names = new Set([...compared.labels.keys()].map((key) => key.split(' ', 1).join()));
    assert.deepEqual(
      [...names].toSorted((a, b) => a.localeCompare(b)),
      expected,
    );
    const rules = join(folder, 'rules.yml');
    const options = { siteUrl: 'http://127.0.0.1', pace: 1 };
    const group = { name: 'channels', rules: judged.map((alert) => alertRule(alert, options)) };
    writeFileSync(rules, stringify({ groups: [group] }));
    const file = join(folder, 'day.test.yml');
    writeFileSync(file, unitTest(compared, rules));
    const { status, stdout, stderr } = spawnSync(
      programPath('FLASH_PROMTOOL') ?? '',
      ['test', 'rules', file],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
    assert.equal(status, 0, `${stdout}${stderr}`.slice(0, 4_000));
  });
}
