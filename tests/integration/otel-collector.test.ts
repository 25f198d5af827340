/**
 * A real OpenTelemetry Collector with the file that is written: it takes it, and what an agent pushes is called in
 * Prometheus what the agent's own `/metrics` calls it. Its three ports are others, so that nobody's are taken.
 */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { exportAll } from '#dashboards/export/index.ts';
import { subjectOf } from '#telemetry/alerts/samples.ts';
import { systemClock } from '#telemetry/effects.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { allMetrics } from '#telemetry/metrics/index.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createProducer } from '#telemetry/otel/producer.ts';
import { startPush } from '#telemetry/otel/start-push.ts';
import { findProgram } from '#telemetry/setup/find-program.mjs';
import { INPUT } from '../support/dashboard-files.ts';
import { builtProgram, needsBuilt } from '../support/go-program.ts';
import { startAgentProcess } from '../support/living/agent-process.ts';
import { freePorts } from '../support/living/free-port.ts';
import { waitUntil } from '../support/wait-until.ts';

/** The distribution “contrib” has all parts that are named; one of our own has just those. */
const collector =
  process.env['FLASH_OTELCOL'] ??
  findProgram(['otelcol-contrib', 'otelcol']) ??
  builtProgram('otelcol');
const needs = needsBuilt('otelcol', collector);
const NODE = 'n1';
const LIMIT_MS = 30_000;

interface RunningCollector {
  /** Where it is pushed to. */
  readonly http: string;
  readonly grpc: string;
  /** Series as Prometheus would read them. */
  readonly series: () => Promise<readonly Series[]>;
  /** What it wrote. */
  readonly log: () => string;
}

interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

function seriesOf(text: string): readonly Series[] {
  return [...text.matchAll(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/gm)].map(
    ([, name = '', inside = '', value]) => ({
      name,
      labels: Object.fromEntries(
        [...inside.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key = '', text = '']) => [
          key,
          text,
        ]),
      ),
      value: Number(value),
    }),
  );
}

/** Starts it with the file as it is written, but for its ports. */
async function startCollector(t: TestContext): Promise<RunningCollector> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-otelcol-'));
  const written = exportAll(INPUT).find(({ path }) => path === 'otel-collector.yml')?.text ?? '';
  const [http = 0, grpc = 0, prometheus = 0] = await freePorts(3);
  const others: Readonly<Record<string, number>> = { 4318: http, 4317: grpc, 8889: prometheus };
  const text = written
    .replaceAll(/(endpoint: 127\.0\.0\.1:)(\d+)/g, (_, host, port) => `${host}${others[port]}`)
    // Figures of itself, on a port of their own, are nobody's here.
    .replace(/^service:$/m, 'service:\n  telemetry: { metrics: { level: none } }');
  const file = join(folder, 'otel-collector.yml');
  writeFileSync(file, text);
  const child = spawn(collector ?? '', ['--config', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (data: Buffer) => (log += data.toString()));
  const gone = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  // It listens to Prometheus before it takes anything in.
  const isReady = (): boolean => {
    if (child.exitCode !== null) throw new Error(`the collector ended: ${log}`);
    return log.includes('Everything is ready');
  };
  await waitUntil('the collector to be ready', isReady, LIMIT_MS);
  return {
    http: `http://127.0.0.1:${http}`,
    grpc: `http://127.0.0.1:${grpc}`,
    async series() {
      const answer = await fetch(`http://127.0.0.1:${prometheus}/metrics`);
      return seriesOf(await answer.text());
    },
    log: () => log,
  };
}

test('it finds nothing wrong with the file', needs, (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'flash-otelcol-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'otel-collector.yml');
  const text = exportAll(INPUT).find(({ path }) => path === 'otel-collector.yml')?.text ?? '';
  const validate = (content: string): void => {
    writeFileSync(file, content);
    execFileSync(collector ?? '', ['validate', `--config=${file}`], { stdio: 'pipe' });
  };
  validate(text);
  const wrong = text.replace('metric_expiration', 'metric_expires');
  assert.throws(() => validate(wrong), /metric_expires/, 'what is wrong is found');
});

/** One point of every metric of the catalogue, each label with a value of its own. */
function onePointEach(): readonly Observation[] {
  return allMetrics.map((metric) => ({
    metric,
    labels: Object.fromEntries(
      metric.labels.map((label) => [label, metric.values?.[label]?.[0] ?? `some ${label}`]),
    ),
    value: Math.min(Math.max(1, metric.range[0]), metric.range[1]),
  }));
}

test('every metric of the catalogue keeps its name and labels', needs, async (t) => {
  const running = await startCollector(t);
  const board = createBoard(systemClock);
  const points = onePointEach();
  board.put('all', points, 60_000);
  const push = startPush({
    url: running.http,
    env: { OTEL_METRIC_EXPORT_INTERVAL: '1000' },
    service: 'flash-agent',
    begins: true,
    node: NODE,
    site: 'LNF',
    role: 'daq',
    version: '1.2.3',
    producer: createProducer({ board, clock: systemClock, names: 'pushed' }),
    onProblem: (message) => t.diagnostic(message),
  });
  // It is closed while the collector is there: it waits for one that is gone.
  const waited = waitUntil('the metrics', async () => {
    const series = await running.series();
    return series.length >= points.length ? series : undefined;
  });
  await Promise.allSettled([waited]);
  await push.close();
  const has = await waited;
  const names = new Set(has.map(({ name }) => name));
  const lost = points.map(({ metric }) => metric.exposition).filter((name) => !names.has(name));
  assert.deepEqual(lost, []);
  for (const { metric, labels } of points) {
    const wanted = Object.entries({ node: NODE, ...labels });
    const isThere = has.some(
      (one) =>
        one.name === metric.exposition && wanted.every(([key, value]) => one.labels[key] === value),
    );
    assert.ok(isThere, `${metric.exposition} ${JSON.stringify(wanted)}`);
  }
  assert.doesNotMatch(running.log(), /\b(error|warn)\b/);
});

test('an agent that pushes by gRPC says there what it says on its own page', needs, async (t) => {
  const running = await startCollector(t);
  const agent = await startAgentProcess(t, {
    collectors:
      '  host: { interval_s: 1 }\n  storage: { interval_s: 1, volumes: [{ name: home, path: /, label: Disk, role: other }] }\n',
    agent: `  otlp: ${running.grpc}\n`,
    env: { OTEL_METRIC_EXPORT_INTERVAL: '1000', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
  });
  const own = await waitUntil('its page', async () => {
    const text = await agent.metrics();
    return text.includes('flash_storage_used_bytes') ? seriesOf(text) : undefined;
  });
  const key = ({ name, labels }: Series, more: Readonly<Record<string, string>> = {}): string =>
    `${name} ${subjectOf({ ...more, ...labels })}`;
  const pushed = await waitUntil('what it pushed', async () => {
    const series = await running.series();
    return series.some(({ name }) => name === 'flash_storage_used_bytes') ? series : undefined;
  });
  const there = new Set(
    pushed.map(({ name, labels: { job, instance, ...labels } }) => {
      assert.ok(job !== undefined && instance !== undefined, name);
      return key({ name, labels, value: 0 });
    }),
  );
  const lost = own.map((one) => key(one, { node: NODE })).filter((one) => !there.has(one));
  assert.deepEqual(lost, [], lost.join('\n'));
});
