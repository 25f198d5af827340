import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTraces } from '#telemetry/otel/start-traces.ts';
import { span } from '#telemetry/otel/trace.ts';

import { startOtlpReceiver } from './otlp-receiver.ts';

test('a hub goes on with traces and begins none; what it does for several links them', async (t) => {
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const { url } = receiver;
  const named = { service: 'flash-hub', begins: false, node: 'n', site: 's', version: '0' };
  const tracer = await startTraces({ url, ...named });
  const [one, two] = ['1', '2'].map((digit) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`);
  assert.equal(await span('heartbeat', {}, ({ traceparent }) => traceparent), null);
  await span('publish', {}, () => undefined, one, [two ?? '']);
  await tracer.close();
  const got = receiver.spans.map(({ name, traceId, links }) => [name, traceId, links[0]?.traceId]);
  assert.deepEqual(got, [['publish', '1'.repeat(32), '2'.repeat(32)]]);
});
