import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { startAgent } from '#agents/agent.ts';
import type { Agent } from '#agents/agent.ts';
import { defineCollector } from '#agents/collector.ts';
import type { AnyCollectorModule } from '#agents/collector.ts';
import { configSchema } from '#telemetry/config/schema.ts';
import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Batch } from '#telemetry/facts/batch.ts';
import { serveHttp } from '#telemetry/http/serve.ts';
import { channelUp, cryostatTemperature } from '#telemetry/metrics/cryostat.ts';
import { startOtlpReceiver } from '../telemetry/otel/otlp-receiver.ts';
import { needsProgram, programPath } from '../support/needs-program.ts';

/** A fridge whose thermometer can be unplugged. */
function fridge(): { readonly module: AnyCollectorModule; isDead: boolean; stamps: number[] } {
  const state = { isDead: false, stamps: [] as number[], module: {} as AnyCollectorModule };
  state.module = defineCollector<unknown>({
    name: 'fridge',
    summary: 'a fridge for tests',
    intervalMs: 100,
    deadlineMs: 1_000,
    metrics: [cryostatTemperature, channelUp],
    schema: () => Promise.reject(new Error('not needed')),
    create: () => ({
      collect() {
        const channel = 'fridge/ch6-t';
        const t = Date.now();
        state.stamps.push(t);
        const up = { metric: channelUp, labels: { channel }, value: state.isDead ? 0 : 1 };
        const labels = { device: 'fridge', channel };
        const kelvin = { metric: cryostatTemperature, labels, value: 0.011 };
        return Promise.resolve({
          facts: [
            {
              kind: 'readings',
              channel: 'fridge/ch6-t',
              values: [[t, 0.011, 'good']],
              origin: 'live',
            },
          ],
          observations: state.isDead ? [up] : [up, kelvin],
          problems: [],
          cursor: {},
        });
      },
    }),
  });
  return state;
}

interface Hub {
  readonly url: string;
  readonly batches: {
    readonly batch: Batch;
    readonly at: number;
    readonly traceparent: string | null;
  }[];
  readonly close: () => Promise<void>;
}

async function startHub(): Promise<Hub> {
  const batches: Hub['batches'] = [];
  const listener = await serveHttp({
    what: 'hub',
    address: '127.0.0.1:0',
    async handler(request) {
      const bytes = Buffer.from(await request.arrayBuffer());
      const isZipped = request.headers.get('content-encoding') === 'gzip';
      const batch = JSON.parse((isZipped ? gunzipSync(bytes) : bytes).toString()) as Batch;
      batches.push({ batch, at: Date.now(), traceparent: request.headers.get('traceparent') });
      return Response.json({ acknowledged: batch.last, refused: [] });
    },
  });
  return { url: listener.url, batches, close: () => listener.close(50) };
}

async function start(
  t: TestContext,
  modules: readonly AnyCollectorModule[],
  agent: Record<string, unknown>,
): Promise<{ readonly agent: Agent; readonly stop: () => Promise<void> }> {
  const homeDirectory = mkdtempSync(join(tmpdir(), 'flash-agent-'));
  const parsed = configSchema.parse({
    node: 'n1',
    agent: { listen: '127.0.0.1:0', token: 's', ...agent },
  });
  const config = { ...parsed, homeDirectory, isDemo: false, source: null };
  const collectors = modules.map(({ name, intervalMs, deadlineMs }) => ({
    name,
    settings: {},
    intervalMs,
    deadlineMs,
  }));
  const effects = { clock: systemClock, log: silentLog };
  const started = await startAgent({ configuration: { config, collectors }, effects, modules });
  let isStopped = false;
  const stop = async (): Promise<void> => {
    if (isStopped) return;
    isStopped = true;
    await started.stop();
    rmSync(homeDirectory, { recursive: true, force: true });
  };
  t.after(stop);
  return { agent: started, stop };
}

/** Waits until the condition holds; fails after ten seconds with its name. */
async function until(name: string, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await wait(20)) {
    if (await condition()) return;
  }
  assert.fail(`never: ${name}`);
}

test('a reading is posted at once, /readyz is good, a channel that dies is gone from /metrics', async (t) => {
  const hub = await startHub();
  t.after(() => hub.close());
  const source = fridge();
  const { agent } = await start(t, [source.module], { recorder: hub.url });
  const posted = (): Hub['batches'] => hub.batches.filter(({ batch }) => batch.stream === 'fridge');
  await until('ten readings arrived', () => posted().length >= 10);
  const delays = posted().map(({ at }, n) => at - (source.stamps[n] ?? 0));
  // The best of ten: a busy machine is late, an agent that waits for a tick is late every time.
  assert.ok(Math.min(...delays) < 50, `${delays.join(', ')} ms`);
  const [beat] = hub.batches;
  assert.deepEqual([beat?.batch.stream, beat?.batch.agent], ['agent', 'n1']);
  const ready = await fetch(`${agent.url}/readyz`);
  assert.equal(ready.status, 200, await ready.text());
  assert.equal((await fetch(`${agent.url}/healthz`)).status, 200);
  const page = async (): Promise<string> => (await fetch(`${agent.url}/metrics`)).text();
  assert.match(
    await page(),
    /flash_cryostat_temperature_kelvin\{device="fridge",channel="fridge\/ch6-t"\} 0\.011/,
  );
  source.isDead = true;
  await until('the value is gone', async () => !(await page()).includes('temperature_kelvin{'));
  assert.match(await page(), /flash_channel_up\{channel="fridge\/ch6-t"\} 0/);
  assert.equal((await fetch(`${agent.url}/else`)).status, 404);
  assert.equal((await fetch(agent.url, { method: 'POST' })).status, 405);
});

test('with the recorder away the agent goes on and says so', async (t) => {
  const { agent } = await start(t, [fridge().module], { recorder: 'http://127.0.0.1:9' });
  interface Ready {
    readonly ready: boolean;
    readonly spool: { readonly facts: number };
    readonly recorder: { readonly state: string };
  }
  let state: Ready | undefined;
  await until('facts wait', async () => {
    const response = await fetch(`${agent.url}/readyz`);
    assert.equal(response.status, 503);
    state = (await response.json()) as Ready;
    return state.spool.facts > 3;
  });
  assert.equal(state?.recorder.state, 'away');
});

test('the post carries the trace of the round it came from', async (t) => {
  const receiver = await startOtlpReceiver();
  t.after(() => receiver.close());
  const hub = await startHub();
  t.after(() => hub.close());
  const { stop } = await start(t, [fridge().module], { recorder: hub.url, otlp: receiver.url });
  await until('a batch arrived', () => hub.batches.some(({ batch }) => batch.stream === 'fridge'));
  await stop();
  const [, traceId, spanId] =
    hub.batches.find(({ traceparent }) => traceparent !== null)?.traceparent?.split('-') ?? [];
  const trace = receiver.spans.filter((one) => one.traceId === traceId);
  assert.deepEqual(
    new Set(trace.map(({ name }) => name)),
    new Set(['collect', 'spool', 'deliver']),
  );
  assert.equal(trace.find(({ name }) => name === 'deliver')?.spanId, spanId);
});

interface Answer {
  readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
}

test(
  'a real Prometheus scrapes it; a dead channel is gone there too',
  needsProgram('FLASH_PROMETHEUS'),
  async (t) => {
    const source = fridge();
    const { agent } = await start(t, [source.module], { recorder: 'http://127.0.0.1:9' });
    const folder = mkdtempSync(join(tmpdir(), 'flash-prometheus-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const target = new URL(agent.url).host;
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `scrape_configs:\n  - job_name: flash\n    scrape_interval: 250ms\n    scrape_timeout: 200ms\n    static_configs: [{targets: ["${target}"]}]\n`,
    );
    const free = await serveHttp({
      what: 'x',
      address: '127.0.0.1:0',
      handler: () => new Response(''),
    });
    await free.close(0);
    const prometheus = spawn(
      programPath('FLASH_PROMETHEUS') ?? '',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${String(free.port)}`,
      ],
      { stdio: 'ignore' },
    );
    t.after(async () => {
      const ended = new Promise((resolve) => prometheus.once('exit', resolve));
      prometheus.kill('SIGKILL');
      await ended;
    });
    const ask = async (query: string): Promise<string | undefined> => {
      const url = `${free.url}/api/v1/query?query=${encodeURIComponent(query)}`;
      const response = await fetch(url).catch(() => undefined);
      if (response?.ok !== true) return undefined;
      return ((await response.json()) as Answer).data.result[0]?.value[1];
    };
    const kelvin = 'flash_cryostat_temperature_kelvin{channel="fridge/ch6-t"}';
    await until('the value is there', async () => (await ask(kelvin)) === '0.011');
    assert.equal(await ask('up{job="flash"}'), '1');
    assert.equal(await ask('flash_agent_recorder_up'), '0');
    source.isDead = true;
    await until('the value is gone', async () => (await ask(kelvin)) === undefined);
    assert.equal(await ask('flash_channel_up{channel="fridge/ch6-t"}'), '0');
    assert.equal(await ask('up{job="flash"}'), '1');
  },
);
