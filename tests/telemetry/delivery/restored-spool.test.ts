import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { test } from 'node:test';

import { numberOf, setUp } from './bench.ts';

test('a spool restored from a backup goes on as a new spool, and its facts arrive', async (t) => {
  const it = setUp(t);
  it.store('a', 1);
  it.spool.close();
  const old = `${it.file}.old`;
  copyFileSync(it.file, old);
  Object.assign(it, { spool: { close: () => undefined } });
  it.restart();
  it.store('a', 2, 3);
  await it.drain();
  it.spool.close();
  copyFileSync(old, it.file);
  Object.assign(it, { spool: { close: () => undefined } });
  it.restart();
  const { uuid } = it.spool;
  it.store('a', 4);
  await it.drain();
  assert.notEqual(it.spool.uuid, uuid);
  const arrived = new Set(it.recorder.written.map(({ fact }) => numberOf(fact)));
  assert.deepEqual(arrived, new Set([1, 2, 3, 4]));
});

for (const gathered of [2, 5, 8]) {
  test(`an older spool that gathered ${gathered} new facts while the recorder has 5 more loses none`, async (t) => {
    const it = setUp(t);
    const put = (from: string, to: string): void => {
      it.spool.close();
      copyFileSync(from, to);
      Object.assign(it, { spool: { close: () => undefined } });
      it.restart();
    };
    const old = `${it.file}.old`;
    it.store('a', 1, 2, 3, 4);
    await it.drain();
    put(it.file, old);
    it.store('a', 5, 6);
    await it.drain();
    it.store('a', 7, 8, 9);
    await it.drain();
    put(old, it.file);
    const { uuid } = it.spool;
    const numbers = Array.from({ length: gathered }, (_, n) => 100 + n);
    it.store('a', ...numbers);
    await it.drain();
    const arrived = it.recorder.written.map(({ fact }) => numberOf(fact));
    assert.deepEqual(arrived, [1, 2, 3, 4, 5, 6, 7, 8, 9, ...numbers]);
    assert.notEqual(it.spool.uuid, uuid);
  });
}

test('an answer that was lost does not make the spool a new one, even where facts came since', async (t) => {
  const it = setUp(t);
  const { uuid } = it.spool;
  await it.delivery.step();
  it.store('a', 1, 2);
  it.recorder.mishap = 'lost';
  it.time += await it.delivery.step();
  it.restart();
  it.recorder.mishap = 'none';
  it.store('a', 3);
  await it.drain();
  assert.equal(it.spool.uuid, uuid);
  assert.equal(it.recorder.written.length, 3);
});
