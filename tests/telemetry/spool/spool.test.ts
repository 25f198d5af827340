import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

const effects = { clock: systemClock, log: silentLog };

function reading(n: number): Fact {
  return { kind: 'readings', channel: 'a/b', values: [[n, n, 'good']], origin: 'live' };
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'flash-spool-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function open(path: string, maxBytes = 1e9): Spool {
  return openSpool({ file: join(path, 'spool.db'), maxBytes, effects });
}

test('facts get numbers from 1 per stream, never used twice, also after a restart', (t) => {
  const path = folder(t);
  let spool = open(path);
  spool.store({ stream: 'a', facts: [reading(1), reading(2)], cursor: { k: '2', gone: 'x' } });
  spool.store({ stream: 'b', facts: [reading(3)], cursor: {} });
  assert.deepEqual(spool.pending(), ['a', 'b']);
  assert.equal(spool.acknowledge('a', 2), 2);
  const { uuid } = spool;
  assert.match(uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  spool.close();
  spool = open(path);
  t.after(() => spool.close());
  assert.equal(spool.uuid, uuid);
  assert.deepEqual(
    [...spool.cursorOf('a')],
    [
      ['gone', 'x'],
      ['k', '2'],
    ],
  );
  spool.store({ stream: 'a', facts: [reading(4)], cursor: { gone: '' } });
  const slice = spool.slice('a', 10, 1e6);
  assert.deepEqual([slice?.first, slice?.last], [3, 3]);
  assert.deepEqual(JSON.parse(slice?.bodies[0] ?? ''), reading(4));
  assert.deepEqual([...spool.cursorOf('a').keys()], ['k']);
  assert.deepEqual(spool.position('a'), { acknowledged: 2, next: 4 });
  assert.equal(spool.slice('c', 10, 1e6), null);
});

test('a slice keeps to its limits but holds at least one fact', (t) => {
  const spool = open(folder(t));
  t.after(() => spool.close());
  spool.store({ stream: 'a', facts: [1, 2, 3, 4].map(reading), cursor: {} });
  assert.equal(spool.slice('a', 3, 1e6)?.last, 3);
  assert.equal(spool.slice('a', 10, 1)?.last, 1);
  const one = JSON.stringify(reading(1)).length;
  assert.equal(spool.slice('a', 10, one * 2)?.last, 2);
});

test('it counts facts, bytes and age, and is full at its limit', (t) => {
  const one = JSON.stringify(reading(1)).length;
  const path = folder(t);
  const spool = open(path, one * 2);
  spool.store({ stream: 'a', facts: [reading(1)], cursor: {} });
  assert.equal(spool.state().isFull, false);
  spool.store({ stream: 'b', facts: [reading(2)], cursor: {} });
  const { facts, bytes, isFull, oldestAt } = spool.state();
  assert.deepEqual([facts, bytes, isFull], [2, one * 2, true]);
  assert.ok(oldestAt !== null && oldestAt <= Date.now());
  spool.close();
  const again = open(path, one * 2);
  t.after(() => again.close());
  assert.equal(again.state().isFull, true);
  again.acknowledge('a', 1);
  assert.deepEqual([again.state().facts, again.state().isFull], [1, false]);
});

test('a store that fails leaves neither facts nor cursor', (t) => {
  const spool = open(folder(t));
  t.after(() => spool.close());
  const cyclic: Record<string, unknown> = { kind: 'readings' };
  cyclic['self'] = cyclic;
  const facts = [reading(1), cyclic as unknown as Fact];
  assert.throws(() => spool.store({ stream: 'a', facts, cursor: { k: '1' } }));
  assert.deepEqual([spool.state().facts, spool.cursorOf('a').size], [0, 0]);
  assert.deepEqual(spool.position('a'), { acknowledged: 0, next: 1 });
});

test('a second agent on the same spool is refused and told who has it', (t) => {
  const path = folder(t);
  const spool = open(path);
  t.after(() => spool.close());
  assert.throws(
    () => open(path),
    (thrown: Error) =>
      thrown.message.includes(`another agent has it open (process ${process.pid})`),
  );
});

test('a damaged file is moved aside and the new spool has a new number', (t) => {
  const path = folder(t);
  const first = open(path);
  const { uuid } = first;
  first.close();
  writeFileSync(join(path, 'spool.db'), 'no database '.repeat(500));
  const spool = open(path);
  t.after(() => spool.close());
  assert.notEqual(spool.uuid, uuid);
  assert.ok(spool.salvaged?.movedTo.includes('damaged-'));
  assert.ok(readdirSync(path).some((name) => name.startsWith('spool.db.damaged-')));
});

test('a fact set aside keeps its text and its place in the stream', (t) => {
  const spool = open(folder(t));
  t.after(() => spool.close());
  spool.store({ stream: 'a', facts: [reading(1), reading(2)], cursor: {} });
  spool.setAside('a', 1, 'malformed', reading(99));
  assert.equal(spool.state().aside, 1);
  assert.deepEqual(JSON.parse(spool.slice('a', 1, 1e6)?.bodies[0] ?? ''), reading(99));
});

const CHILD = `
  const { openSpool } = await import(process.argv[1]);
  const effects = { clock: { now: () => 1, monotonic: () => 1 }, log: { write() {} } };
  const spool = openSpool({ file: process.argv[2], maxBytes: 1e9, effects });
  const from = Number(spool.cursorOf('a').get('n') ?? '0');
  for (let n = from + 1; n <= 20; n += 1) {
    const facts = [{ kind: 'readings', channel: 'a/b', values: [[n, n, 'good']], origin: 'live' }];
    spool.store({ stream: 'a', facts, cursor: { n: String(n) } });
  }
  spool.close();
`;

for (const point of ['spool:facts', 'spool:committed']) {
  test(`killed at ${point} again and again: every fact once`, (t) => {
    const file = join(folder(t), 'spool.db');
    const module = new URL('../../../telemetry/spool/spool.ts', import.meta.url).href;
    const run = (fault: string): NodeJS.Signals | null =>
      spawnSync(process.execPath, ['--input-type=module', '-e', CHILD, module, file], {
        env: { ...process.env, FLASH_FAULT: fault },
      }).signal;
    for (const passage of [3, 1, 5, 2]) assert.equal(run(`${point}:${passage}`), 'SIGKILL');
    assert.equal(run(''), null);
    const spool = openSpool({ file, maxBytes: 1e9, effects });
    t.after(() => spool.close());
    const slice = spool.slice('a', 100, 1e6);
    const values = slice?.bodies.map((body) => Number(/\[\[(\d+),/.exec(body)?.[1]));
    assert.deepEqual(
      values,
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    assert.deepEqual([slice?.first, slice?.last], [1, 20]);
  });
}
