/** What is pushed by OTLP: our board, our log, our traces, over HTTP and gRPC, as the standard variables ask. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http2';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { systemClock } from '#telemetry/effects.ts';
import { createLog } from '#telemetry/log.ts';
import type { LogTap } from '#telemetry/log.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { createProducer } from '#telemetry/otel/producer.ts';
import { startPush } from '#telemetry/otel/start-push.ts';
import type { Push } from '#telemetry/otel/start-push.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { startOtlpReceiver } from './otlp-receiver.ts';

const kelvin = definerOf('example')({
  name: 'flash.test.temperature',
  exposition: 'flash_test_temperature_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'T.',
  range: [-1e9, 1e9],
  labels: ['channel'],
});

function begin(t: TestContext, url: string | null, env: Record<string, string>) {
  const board = createBoard(systemClock);
  const show = (...channels: string[]): void => {
    const points = channels.map((channel) => ({ metric: kelvin, labels: { channel }, value: 4.2 }));
    board.put('a', points, 60_000);
  };
  const problems: string[] = [];
  const push = startPush({
    url,
    env,
    service: 'flash-agent',
    begins: true,
    node: 'n1',
    site: 'LNF',
    role: 'daq',
    version: '1.2.3',
    producer: createProducer({ board, clock: systemClock, names: 'pushed' }),
    onProblem: (message) => problems.push(message),
  });
  t.after(() => push.close().catch(() => undefined));
  return { board, show, push, problems } satisfies {
    board: Board;
    push: Push;
    [key: string]: unknown;
  };
}

test('metrics of the board with units as words, logs and resource; what is gone is not sent again', async (t) => {
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const env = {
    OTEL_METRIC_EXPORT_INTERVAL: '400',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,flash.site=LNL',
  };
  const { show, push } = begin(t, receiver.url, env);
  show('a', 'dead');
  await waitUntil('two points', () =>
    receiver.metrics.some(([one]) => one?.gauge?.dataPoints.length === 2),
  );
  const [metric] = receiver.metrics.at(-1) ?? [];
  assert.deepEqual([metric?.name, metric?.unit], ['flash.test.temperature', 'kelvin']);
  show('a');
  await waitUntil('one point', () => receiver.metrics.at(-1)?.[0]?.gauge?.dataPoints.length === 1);
  for (const [key, value] of Object.entries({
    'service.name': 'flash-agent',
    'service.version': '1.2.3',
    'host.name': 'n1',
    'flash.role': 'daq',
    'flash.site': 'LNL',
    'deployment.environment.name': 'test',
  }))
    assert.equal(receiver.resource.get(key), value, key);

  const tap: { current: LogTap | null } = { current: push.log };
  const write = (): void => undefined;
  createLog({ name: 'agent', format: 'json', secrets: () => ['secret-token'], tap, write }).write(
    'warn',
    'refused: secret-token',
    { stream: 'daq', facts: 3 },
  );
  const line = await waitUntil('the line', () => receiver.logs[0]);
  assert.deepEqual([line.severityText, line.body.stringValue], ['WARN', 'refused: [secret]']);
  assert.ok(line.attributes.some(({ key }) => key === 'stream'));
  assert.equal(
    process.env['OTEL_METRIC_EXPORT_INTERVAL'],
    undefined,
    'the environment is as it was',
  );
  await push.close();
});

test('gRPC where the variables ask for it', async (t) => {
  const paths = new Set<string>();
  const bytes: Buffer[] = [];
  const server = createServer();
  server.on('stream', (stream, headers) => {
    paths.add(String(headers[':path']));
    stream.on('data', (chunk: Buffer) => bytes.push(chunk));
    stream.on('end', () => {
      stream.respond(
        { ':status': 200, 'content-type': 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.from([0, 0, 0, 0, 0]));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${String(port)}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_METRIC_EXPORT_INTERVAL: '400',
  };
  const { show, push } = begin(t, null, env);
  show('a');
  push.log('info', 'a line', {});
  const of = (kind: string): string =>
    `/opentelemetry.proto.collector.${kind.toLowerCase()}.v1.${kind}Service/Export`;
  await waitUntil('metrics and logs', () => paths.has(of('Metrics')) && paths.has(of('Logs')));
  assert.ok(Buffer.concat(bytes).includes('flash.test.temperature'));
  await push.close();
  server.close();
});

test('a receiver that is away is told of once; a protocol that does not exist stops the start', async (t) => {
  const env = { OTEL_METRIC_EXPORT_INTERVAL: '30', OTEL_EXPORTER_OTLP_TIMEOUT: '50' };
  const { show, problems } = begin(t, 'http://127.0.0.1:1', env);
  show('a');
  await waitUntil('a problem', () => problems.length > 0);
  assert.throws(
    () => begin(t, 'http://127.0.0.1:1', { OTEL_EXPORTER_OTLP_PROTOCOL: 'pigeon' }),
    /OTEL_EXPORTER_OTLP_PROTOCOL: expected grpc, http\/protobuf, http\/json, received "pigeon"/,
  );
});
