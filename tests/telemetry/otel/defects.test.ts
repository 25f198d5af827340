/** What exporters of metrics are known to do wrong, each as a test of our endpoint. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { servePlain } from '#telemetry/http/serve-plain.ts';
import type { Listener } from '#telemetry/http/listen.ts';
import { seriesOverflow } from '#telemetry/metrics/agent.ts';
import { checkDefinitions } from '#telemetry/metrics/check-definitions.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import type { Observation } from '#telemetry/metrics/definition.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import type { Board } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';

const SERIES = 5_000;
const kelvin = definerOf('example')({
  name: 'flash.t',
  exposition: 'flash_t_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'T.',
  range: [-1e9, 1e9],
  labels: ['channel'],
  maxSeries: SERIES,
});

function temperature(channel: string, value: number): Observation {
  return { metric: kelvin, labels: { channel }, value };
}

interface Page {
  readonly board: Board;
  readonly listener: Listener;
  readonly clock: { time: number };
}

async function page(t: TestContext, takenWithinMs = 60_000): Promise<Page> {
  const clock = { time: 0, now: () => 1e12 + clock.time, monotonic: () => clock.time };
  const board = createBoard(clock);
  const exposition = createExposition({ board, clock });
  const listener = await servePlain({
    what: 'test',
    address: '127.0.0.1:0',
    handler: exposition.handle,
    takenWithinMs,
  });
  t.after(async () => {
    await listener.close(0);
    await exposition.close();
  });
  return { board, listener, clock };
}

async function scrape({ listener }: Page, accept = 'text/plain'): Promise<string> {
  const response = await fetch(`${listener.url}/metrics`, { headers: { accept } });
  const text = await response.text();
  return response.status === 200 ? text : `${String(response.status)} ${text}`;
}

test('a sensor that died is gone with the round that no longer sees it, and after the last round', async (t) => {
  const at = await page(t);
  at.board.put('cryostat', [temperature('a', 4.2), temperature('b', 5)], 30_000);
  assert.match(await scrape(at), /channel="b"/);
  at.board.put('cryostat', [temperature('a', 4.2)], 30_000);
  assert.doesNotMatch(await scrape(at), /channel="b"/);
  at.clock.time = 30_000;
  assert.match(await scrape(at), /^503 /);
});

test('port 0 is a free port, not 9464', async (t) => {
  const { listener } = await page(t);
  assert.ok(listener.port > 0 && listener.port !== 9_464);
});

test('a collection that fails is 503 with its reason, never 200 with a comment', async (t) => {
  const at = await page(t);
  assert.match(await scrape(at), /^503 .*nothing has been observed yet/);
  at.board.ask(() => {
    throw new Error('the counter is broken');
  });
  assert.match(await scrape(at), /^503 .*the counter is broken/);
});

test('labels that would fold into one, begin with a digit or mean a bucket never start', () => {
  const bad = [['a.b', 'a_b'], ['4k.stage'], ['le'], ['quantile'], ['größe', 'höhe'], ['__name__']];
  for (const labels of bad)
    assert.throws(() => checkDefinitions([{ ...kelvin, labels }]), /label "/, labels.join());
});

test('labels other than those declared fail the round, not the scrape', async (t) => {
  const at = await page(t);
  at.board.put('good', [temperature('a', 1)], 1e6);
  const bad: Observation = { metric: kelvin, labels: { 'a.b': 'x', a_b: 'y' }, value: 1 };
  assert.throws(() => at.board.put('bad', [bad], 1e6), /its labels are channel/);
  assert.match(
    await scrape(at),
    /^# HELP flash_t_kelvin T\.\n# TYPE .*\nflash_t_kelvin\{channel="a"\} 1\n$/,
  );
});

test('the unit stands in the name and the last line has an end', async (t) => {
  const at = await page(t);
  at.board.put('x', [temperature('a', 1)], 1e6);
  const text = await scrape(at);
  assert.match(text, /^flash_t_kelvin\{/m);
  assert.ok(text.endsWith('\n') && !text.includes(' # '), 'no exemplars');
  const open = await scrape(at, 'application/openmetrics-text;version=1.0.0');
  assert.match(open, /# UNIT flash_t_kelvin kelvin\n/);
  assert.ok(open.endsWith('\n# EOF\n'));
});

test('infinite values are written as Prometheus writes them; no number is no series, and counted', async (t) => {
  const at = await page(t);
  const points = [temperature('a', Infinity), temperature('b', -Infinity), temperature('c', NaN)];
  at.board.put('x', points, 1e6);
  const text = await scrape(at);
  assert.match(text, /"a"\} \+Inf\n.*"b"\} -Inf\n/);
  assert.doesNotMatch(text, /NaN/);
  assert.match(text, /series_overflow_total\{metric="flash_t_kelvin"\} 1\n/);
});

test('what is left out is counted once, however many scrape', async (t) => {
  const at = await page(t);
  at.board.put('x', [temperature('a', 1), temperature('a', 2)], 1e6);
  const counted = (): number | undefined =>
    at.board.families().find(({ metric }) => metric === seriesOverflow)?.points[0]?.value;
  assert.deepEqual([counted(), counted(), counted()], [1, 1, 1]);
  at.board.put('x', [temperature('a', 1), temperature('a', 2)], 1e6);
  assert.equal(counted(), 2);
});

test('compression, where it is asked for', async (t) => {
  const at = await page(t);
  at.board.put(
    'x',
    Array.from({ length: 500 }, (_, n) => temperature(`c${String(n)}`, n)),
    1e6,
  );
  const raw = await exchange(at.listener, 'accept-encoding: gzip\r\n');
  const head = raw.indexOf('\r\n\r\n');
  assert.match(raw.subarray(0, head).toString(), /content-encoding: gzip/);
  assert.match(gunzipSync(raw.subarray(head + 4)).toString(), /"c499"\} 499\n$/);
});

test('100 scrapes at once, beside readers that take nothing', async (t) => {
  const at = await page(t);
  const points = Array.from({ length: SERIES }, (_, n) =>
    temperature(`${'x'.repeat(60)}${String(n)}`, n),
  );
  at.board.put('x', points, 1e6);
  const slow = Array.from({ length: 5 }, () => request(at.listener));
  t.after(() => slow.forEach((socket) => socket.destroy()));
  for (const socket of slow) socket.pause();
  const texts = await Promise.all(Array.from({ length: 100 }, () => scrape(at)));
  assert.ok(texts.every((text) => text === texts[0] && text.endsWith('4999"} 4999\n')));
});

test('an answer that is not taken in time is cut, and what waited for it is given back', async (t) => {
  const at = await page(t, 1);
  const name = 'x'.repeat(4_000);
  const points = Array.from({ length: SERIES }, (_, n) => temperature(`${name}${String(n)}`, n));
  at.board.put('x', points, 1e6);
  const taken = await exchange(at.listener, '');
  assert.ok(taken.length < SERIES * name.length, `${String(taken.length)} bytes came`);
  at.board.put('x', [temperature('a', 1)], 1e6);
  assert.match(await scrape(at), /"a"\} 1\n/, 'the next is answered');
});

function request({ port }: Listener, headers = ''): Socket {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.write(`GET /metrics HTTP/1.1\r\nhost: a\r\n${headers}connection: close\r\n\r\n`);
  return socket;
}

async function exchange(listener: Listener, headers: string): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const socket = request(listener, headers);
  socket.on('data', (piece: Buffer) => pieces.push(piece));
  // A connection that is cut may end with an error; what came counts.
  socket.on('error', () => undefined);
  await once(socket, 'close');
  return Buffer.concat(pieces);
}
