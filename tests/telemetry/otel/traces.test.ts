import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTraces } from '#telemetry/otel/start-traces.ts';
import { span } from '#telemetry/otel/trace.ts';

import { startOtlpReceiver } from './otlp-receiver.ts';

test('without traces a span is a plain call', async () => {
  const seen = await span('x', {}, ({ traceparent }) => traceparent);
  assert.equal(seen, null);
  await assert.rejects(
    span('x', {}, () => {
      throw new Error('thrown on');
    }),
    /thrown on/,
  );
});

test('spans are sent by OTLP; one that comes from elsewhere goes on in its trace', async (t) => {
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const { url } = receiver;
  const tracer = await startTraces({
    url,
    service: 'flash-agent',
    begins: true,
    node: 'n',
    site: 's',
    version: '0',
  });
  let handed: string | null = null;
  await span('collect', { 'flash.collector': 'a' }, async ({ traceparent }) => {
    handed = traceparent;
    await span('spool', {}, () => undefined);
  });
  await span('deliver', {}, () => undefined, handed);
  await tracer.close();
  const byName = new Map(receiver.spans.map((one) => [one.name, one]));
  const collect = byName.get('collect');
  assert.equal(collect?.service, 'flash-agent');
  assert.equal(byName.get('spool')?.parentSpanId, collect.spanId);
  assert.equal(byName.get('deliver')?.parentSpanId, collect.spanId);
  assert.equal(byName.get('deliver')?.traceId, collect.traceId);
  assert.deepEqual([...receiver.paths], ['/v1/traces'], 'neither metrics nor logs');
  assert.equal(process.env['OTEL_TRACES_EXPORTER'], undefined);
});
