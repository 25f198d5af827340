import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';

import { readAnswer } from '#telemetry/delivery/answer.ts';
import { backoffMs } from '#telemetry/delivery/backoff.ts';

import { bench, numberOf, setUp } from './bench.ts';
import type { Mishap } from './recorder-double.ts';

test('facts of each stream arrive in order, with the token, and leave the spool', async (t) => {
  const it = setUp(t);
  it.store('a', 1, 2);
  it.store('b', 3);
  await it.drain();
  assert.deepEqual(
    it.recorder.written.map(({ stream, sequence, fact }) => [stream, sequence, numberOf(fact)]),
    [
      ['a', 1, 1],
      ['a', 2, 2],
      ['b', 1, 3],
    ],
  );
  assert.equal(it.recorder.headers.at(-1)?.['authorization'], 'Bearer secret');
  assert.equal(it.delivery.state().recorder, 'up');
  assert.deepEqual(
    [...it.delivery.state().delivered],
    [
      ['a', 2],
      ['b', 1],
    ],
  );
});

test('a heartbeat goes first and every 10 s, also while nothing happens', async (t) => {
  const it = setUp(t);
  assert.equal(await it.delivery.step(), 0);
  assert.equal(await it.delivery.step(), 10_000);
  const [beat] = it.recorder.heartbeats;
  assert.deepEqual([beat?.stream, beat?.first, beat?.last, beat?.facts], ['agent', 1, 0, []]);
  it.time += 10_000;
  await it.delivery.step();
  assert.equal(it.recorder.heartbeats.length, 2);
});

test('while the recorder is away it waits longer and longer, and new facts do not wake it', async (t) => {
  const it = setUp(t);
  it.recorder.mishap = 'unreachable';
  const waits: number[] = [];
  for (let n = 0; n < 9; n += 1) waits.push(await it.delivery.step());
  assert.deepEqual(waits, [375, 750, 1_500, 3_000, 6_000, 12_000, 22_500, 22_500, 22_500]);
  assert.equal(it.delivery.isEager(), false);
  assert.equal(it.delivery.state().recorder, 'away');
  it.recorder.mishap = 'none';
  assert.equal(await it.delivery.step(), 0);
  assert.equal(it.delivery.isEager(), true);
});

test('a refused token keeps everything, says so, and is tried again slowly', async (t) => {
  const it = setUp(t);
  it.store('a', 1);
  it.recorder.mishap = 'denied';
  assert.equal(await it.delivery.step(), 30_000);
  assert.deepEqual(
    [it.delivery.state().recorder, it.spool.state().facts, it.delivery.isEager()],
    ['denied', 1, false],
  );
  assert.match(it.delivery.state().reason ?? '', /no such token/);
  it.recorder.mishap = 'none';
  await it.drain();
  assert.equal(it.recorder.written.length, 1);
});

test('one fact that is no good is set aside loudly; all others arrive', async (t) => {
  const it = setUp(t);
  it.store('a', 1, 2, 3, 4, 5, 6, 7);
  it.recorder.poison = (fact) => numberOf(fact) === 5;
  await it.drain();
  const arrived = it.recorder.written.map(({ fact }) => numberOf(fact));
  assert.deepEqual(arrived, [1, 2, 3, 4, null, 6, 7]);
  const gap = it.recorder.written[4]?.fact;
  assert.ok(gap?.kind === 'gap' && gap.first === 5 && gap.last === 5 && /poison/.test(gap.reason));
  assert.deepEqual([it.spool.state().aside, it.delivery.state().refused.get('a')], [1, 1]);
});

test('one fact at which the recorder always fails is set aside; all others arrive', async (t) => {
  const it = setUp(t);
  it.store('a', 1, 2, 3, 4, 5, 6, 7);
  it.recorder.poisonStatus = 500;
  it.recorder.poison = (fact) => numberOf(fact) === 5;
  for (let n = 0; n < 5; n += 1) it.time += await it.delivery.step();
  assert.equal(it.recorder.written.length, 0, 'a few faults change nothing');
  await it.drain(60);
  const arrived = it.recorder.written.map(({ fact }) => numberOf(fact));
  assert.deepEqual(arrived, [1, 2, 3, 4, null, 6, 7]);
  assert.equal(it.spool.state().aside, 1);
});

test('a recorder that fails at every fact makes one be set aside, and kept', async (t) => {
  const it = setUp(t);
  it.store('a', 1, 2, 3);
  it.recorder.poisonStatus = 500;
  it.recorder.poison = () => true;
  await it.drain(60);
  assert.deepEqual([it.spool.state().aside, it.spool.state().facts], [1, 3]);
  it.recorder.poison = () => false;
  await it.drain();
  const arrived = it.recorder.written.map(({ fact }) => numberOf(fact));
  assert.deepEqual(arrived, [null, 2, 3]);
});

test('a recorder that refuses everything makes nothing be set aside', async (t) => {
  const it = setUp(t);
  it.store('a', 1);
  const { sender } = it.recorder;
  Object.assign(it.recorder.sender, {
    post: () => Promise.resolve({ status: 400, body: 'another version' }),
  });
  assert.ok(sender);
  for (let n = 0; n < 5; n += 1) it.time += await it.delivery.step();
  assert.deepEqual([it.spool.state().aside, it.spool.state().facts], [0, 1]);
  assert.equal(it.delivery.state().recorder, 'refuses');
});

test('a catalogue restored from a backup is told of the gap', async (t) => {
  const it = setUp(t);
  it.store('a', 1, 2, 3, 4);
  await it.drain();
  it.recorder.rewind('a', 2);
  it.store('a', 5);
  await it.drain();
  const [, , gap, five] = it.recorder.written;
  assert.ok(gap?.fact.kind === 'gap');
  assert.deepEqual([gap.fact.first, gap.fact.last, five?.sequence], [3, 4, 5]);
});

test('a day without a catalogue: asked no oftener than once a minute, then every fact in its order', async (t) => {
  const it = setUp(t);
  const [day, everyMs] = [86_400_000, 60_000];
  it.recorder.mishap = 'busy';
  let n = 0;
  for (let nextStep = 0; it.time < day; it.time += everyMs) {
    it.store('a', (n += 1));
    if (it.time >= nextStep) nextStep = it.time + (await it.delivery.step());
  }
  const asked = it.recorder.headers.length;
  assert.ok(asked <= day / everyMs, `it asked ${asked} times`);
  assert.equal(it.spool.state().facts, day / everyMs);
  it.recorder.mishap = 'none';
  await it.drain();
  const arrived = it.recorder.written.map(({ fact }) => numberOf(fact));
  assert.deepEqual(
    arrived,
    Array.from({ length: n }, (_, i) => i + 1),
  );
});

test('whatever goes wrong and however often the agent is killed: every fact once', async () => {
  const mishap = fc.constantFrom<Mishap>('none', 'none', 'unreachable', 'lost', 'busy', 'denied');
  const event = fc.oneof(
    fc.record({
      do: fc.constant('store' as const),
      stream: fc.constantFrom('a', 'b', 'c'),
      count: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ do: fc.constant('step' as const), mishap }),
    fc.record({ do: fc.constant('kill' as const) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
      const it = bench();
      try {
        let n = 0;
        const stored: string[] = [];
        for (const one of events) {
          if (one.do === 'kill') it.restart();
          else if (one.do === 'store') {
            const numbers = Array.from({ length: one.count }, () => (n += 1));
            it.store(one.stream, ...numbers);
            stored.push(...numbers.map((value) => `${one.stream}${value}`));
          } else {
            it.recorder.mishap = one.mishap;
            it.time += await it.delivery.step();
          }
        }
        it.recorder.mishap = 'none';
        await it.drain();
        const arrived = it.recorder.written.map((one) => `${one.stream}${numberOf(one.fact)}`);
        assert.deepEqual(arrived.toSorted(), stored.toSorted());
      } finally {
        it.close();
      }
    }),
    { numRuns: 40, seed: 2_026 },
  );
});

test('answers that no recorder gives are taken as its absence', () => {
  assert.equal(readAnswer({ status: 200, body: '<html>' }).kind, 'away');
  assert.equal(readAnswer({ status: 409, body: '{}' }).kind, 'away');
  assert.equal(readAnswer({ status: 404, body: '' }).kind, 'away');
  assert.equal(readAnswer({ status: 502, body: '' }).kind, 'away');
  assert.deepEqual(readAnswer({ status: 409, body: '{"expected":7}' }), {
    kind: 'expected',
    expected: 7,
  });
});

test('the wait after failures doubles from half a second to half a minute', () => {
  assert.deepEqual([backoffMs(1, 0), backoffMs(1, 0.999) < 500], [250, true]);
  assert.equal(backoffMs(50, 0), 15_000);
});
