import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';

import { seriesOverflow } from '#telemetry/metrics/agent.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { allMetrics } from '#telemetry/metrics/index.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { acceptsGzip, negotiateFormat } from '#telemetry/otel/negotiate.ts';
import { createProducer } from '#telemetry/otel/producer.ts';
import { createSerializer } from '#telemetry/otel/serialize.ts';
import { needsProgram, programPath } from '../../support/needs-program.ts';

const kelvin = definerOf('example')({
  name: 'flash.t',
  exposition: 'flash_t_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'T.',
  labels: ['channel'],
  maxSeries: 3,
  range: [0, 400],
});
const bytes = definerOf('example')({
  name: 'flash.b',
  exposition: 'flash_b_bytes_total',
  kind: 'counter',
  unit: 'By',
  help: 'B\\ and\nmore.',
});
const info = definerOf('example')({
  name: 'flash.i',
  exposition: 'flash_i_info',
  kind: 'info',
  unit: '1',
  help: 'I.',
  labels: ['version'],
});

function clockAt(): { now: () => number; monotonic: () => number; time: number } {
  const clock = { time: 0, now: () => 1e12 + clock.time, monotonic: () => clock.time };
  return clock;
}

function temperature(channel: string, value: number): Observation {
  return { metric: kelvin, labels: { channel }, value };
}

function request(
  accept = '',
  encoding = '',
): Parameters<ReturnType<typeof createExposition>['handle']>[0] {
  const headers = new Map([
    ['accept', accept],
    ['accept-encoding', encoding],
  ]);
  return {
    method: 'GET',
    url: 'http://a/metrics',
    headers: { get: (n) => headers.get(n) ?? null },
  };
}

async function metricsOf(
  board: Board,
): Promise<Awaited<ReturnType<ReturnType<typeof createProducer>['collect']>>> {
  return createProducer({ board, clock: clockAt(), names: 'outer' }).collect();
}

test('a channel that is no longer observed is gone at once; one that stops is gone when stale', () => {
  const clock = clockAt();
  const board = createBoard(clock);
  const channels = (): string[] =>
    board.families().flatMap(({ points }) => points.map(({ labels }) => labels['channel'] ?? ''));
  board.put('cryostat', [temperature('a', 4), temperature('b', 5)], 30_000);
  assert.deepEqual(channels(), ['a', 'b']);
  board.put('cryostat', [temperature('a', 4)], 30_000);
  assert.deepEqual(channels(), ['a']);
  clock.time = 30_000;
  assert.deepEqual(channels(), []);
});

test('series over the limit and doubles are left out and counted; wrong labels are a fault', () => {
  const board = createBoard(clockAt());
  const observations = ['a', 'b', 'a', 'c', 'd'].map((channel) => temperature(channel, 1));
  board.put('x', observations, 1e6);
  assert.throws(
    () => board.put('y', [{ metric: kelvin, labels: { wrong: 'x' }, value: 1 }], 1e6),
    /its labels are channel, the collector gave wrong/,
  );
  const families = board.families();
  assert.equal(families[0]?.points.length, 3);
  const overflow = families.find(({ metric }) => metric === seriesOverflow);
  assert.deepEqual(overflow?.points[0], {
    metric: seriesOverflow,
    labels: { metric: 'flash_t_kelvin' },
    value: 2,
  });
});

test('a value out of its plausible range is shown and counted', () => {
  const board = createBoard(clockAt());
  board.put('x', [temperature('a', 900)], 1e6);
  const names = board.families().map(({ metric }) => metric.exposition);
  assert.deepEqual(names, ['flash_t_kelvin', 'flash_agent_implausible_values_total']);
});

test('a label value that is not in its list is shown and counted', () => {
  const board = createBoard(clockAt());
  const roots = definerOf('example')({
    name: 'flash.r',
    exposition: 'flash_r',
    kind: 'gauge',
    unit: '{directory}',
    help: 'R.',
    labels: ['state'],
    values: { state: ['seen', 'blind'] },
    range: [0, 10],
  });
  board.put('x', [{ metric: roots, labels: { state: 'seen' }, value: 1 }], 1e6);
  assert.equal(board.families().length, 1);
  board.put('x', [{ metric: roots, labels: { state: 'lost' }, value: 1 }], 1e6);
  assert.deepEqual(
    board.families().map(({ points }) => points[0]?.labels),
    [{ state: 'lost' }, { metric: 'flash_r' }],
  );
});

test('text 0.0.4 and OpenMetrics 1.0, to the letter', async () => {
  const board = createBoard(clockAt());
  board.put(
    'x',
    [
      temperature('4k "x"\\\n', 4.2),
      { metric: bytes, labels: {}, value: 34e6 },
      { metric: info, labels: { version: '1' }, value: 1 },
    ],
    1e6,
  );
  const { resourceMetrics } = await metricsOf(board);
  const serialize = createSerializer();
  assert.equal(
    serialize(resourceMetrics, 'text'),
    `# HELP flash_t_kelvin T.
# TYPE flash_t_kelvin gauge
flash_t_kelvin{channel="4k \\"x\\"\\\\\\n"} 4.2
# HELP flash_b_bytes_total B\\\\ and\\nmore.
# TYPE flash_b_bytes_total counter
flash_b_bytes_total 34000000
# HELP flash_i_info I.
# TYPE flash_i_info gauge
flash_i_info{version="1"} 1
`,
  );
  assert.equal(
    serialize(resourceMetrics, 'openmetrics'),
    `# TYPE flash_t_kelvin gauge
# UNIT flash_t_kelvin kelvin
# HELP flash_t_kelvin T.
flash_t_kelvin{channel="4k \\"x\\"\\\\\\n"} 4.2
# TYPE flash_b_bytes counter
# UNIT flash_b_bytes bytes
# HELP flash_b_bytes B\\\\ and\\nmore.
flash_b_bytes_total 34000000
# TYPE flash_i info
# HELP flash_i I.
flash_i_info{version="1"} 1
# EOF
`,
  );
});

/** Families and samples of an exposition, without their order. */
function samples(text: string): { readonly types: Set<string>; readonly values: Set<string> } {
  const lines = text.split('\n').filter((line) => line !== '');
  return {
    types: new Set(lines.filter((line) => line.startsWith('# TYPE'))),
    values: new Set(lines.filter((line) => !line.startsWith('#'))),
  };
}

test("families, names and values are those of the SDK's own serializer", async () => {
  const label = fc.string({ unit: 'grapheme', maxLength: 12 });
  const value = fc.double({ noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(label, value), { maxLength: 3 }), value, async (list, b) => {
      const board = createBoard(clockAt());
      const points = list.map(([channel, number]) => temperature(channel, number));
      board.put('x', [...points, { metric: bytes, labels: {}, value: b }], 1e6);
      const { resourceMetrics } = await metricsOf(board);
      const theirs = new PrometheusSerializer('', false, undefined, true, true);
      assert.deepEqual(
        samples(createSerializer()(resourceMetrics, 'text')),
        samples(theirs.serialize(resourceMetrics)),
      );
    }),
    { numRuns: 100 },
  );
});

test('the page negotiates form and compression, and says 503 where there is nothing', async () => {
  const clock = clockAt();
  const board = createBoard(clock);
  const exposition = createExposition({ board, clock });
  const empty = await exposition.handle(request());
  assert.equal(empty.status, 503);
  assert.match(String(empty.body), /nothing has been observed yet/);
  const many = Array.from({ length: 3 }, (_, n) =>
    temperature(`channel ${'x'.repeat(400)} ${n}`, n),
  );
  board.put('x', many, 1e6);
  const text = await exposition.handle(request());
  assert.equal(text.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  const zipped = await exposition.handle(
    request('application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5', 'gzip'),
  );
  assert.equal(zipped.headers['content-encoding'], 'gzip');
  assert.ok(zipped.body instanceof Uint8Array);
  assert.ok(gunzipSync(zipped.body).toString().endsWith('# EOF\n'));
  await exposition.close();
});

test('what scrapers ask for', () => {
  assert.equal(negotiateFormat(null), 'text');
  assert.equal(negotiateFormat('*/*'), 'text');
  assert.equal(negotiateFormat('application/openmetrics-text; version=1.0.0'), 'openmetrics');
  assert.equal(negotiateFormat('application/openmetrics-text;q=0.4, text/plain;q=0.9'), 'text');
  assert.equal(negotiateFormat('application/openmetrics-text;version=0.0.1'), 'text');
  assert.equal(acceptsGzip('br, gzip;q=0.5'), true);
  assert.equal(acceptsGzip('gzip;q=0'), false);
  assert.equal(acceptsGzip(null), false);
});

test('promtool accepts every metric there is', needsProgram('FLASH_PROMTOOL'), async () => {
  const board = createBoard(clockAt());
  const observations = allMetrics.map((metric): Observation => {
    const labels = Object.fromEntries(metric.labels.map((key) => [key, `a "${key}"`]));
    return { metric, labels, value: 1 };
  });
  board.put('all', observations, 1e6);
  const { resourceMetrics } = await metricsOf(board);
  const input = createSerializer()(resourceMetrics, 'text');
  const { status, stdout, stderr } = spawnSync(
    programPath('FLASH_PROMTOOL') ?? '',
    ['check', 'metrics'],
    { input, encoding: 'utf8' },
  );
  assert.deepEqual([status, stdout, stderr], [0, '', '']);
});
