/** A byte that changed within a text, which SQLite does not notice: it is never delivered, and the rest is saved. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { silentLog, systemClock } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

const effects = { clock: systemClock, log: silentLog };

function reading(n: number): Fact {
  return { kind: 'readings', channel: 'a/b', values: [[n, 77_777, 'good']], origin: 'live' };
}

function place(t: TestContext): { file: string; open: () => Spool } {
  const folder = mkdtempSync(join(tmpdir(), 'flash-sum-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'spool.db');
  return { file, open: () => openSpool({ node: 'n1', file, maxBytes: 1e9, effects }) };
}

/** Changes one digit of the last place that holds a text. */
function change(file: string, text: string): void {
  const bytes = readFileSync(file);
  const at = bytes.lastIndexOf(text);
  assert.ok(at >= 0);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

test('a fact of which one digit changed stops the delivery, and is told as lost', (t) => {
  const { file, open } = place(t);
  const first = open();
  first.store({ stream: 'a', facts: [1, 2, 3].map(reading), cursor: { next: '4' } });
  first.close();
  change(file, '77777');
  const second = open();
  assert.throws(() => second.slice('a', 10, 1e6), /cannot use the spool: .* is damaged/);
  second.close();
  const third = open();
  t.after(() => third.close());
  const kinds = third.slice('a', 10, 1e6)?.bodies.map((body) => (JSON.parse(body) as Fact).kind);
  assert.deepEqual(kinds?.toSorted(), ['gap', 'readings', 'readings']);
  assert.equal(third.cursorOf('a').size, 0, 'what was lost is read again');
});

test('a cursor of which one digit changed is not believed', (t) => {
  const { file, open } = place(t);
  const first = open();
  first.store({ stream: 'a', facts: [], cursor: { next: '123456' } });
  first.close();
  change(file, '123456');
  const second = open();
  assert.throws(() => second.cursorOf('a'), /cannot use the spool/);
  second.close();
  const third = open();
  t.after(() => third.close());
  assert.equal(third.cursorOf('a').size, 0);
});

test('a file of before there were sums goes on', (t) => {
  const { file, open } = place(t);
  const first = open();
  first.store({ stream: 'a', facts: [reading(1)], cursor: { next: '2' } });
  first.close();
  const database = new DatabaseSync(file);
  for (const table of ['facts', 'cursor', 'stream'])
    database.exec(`ALTER TABLE ${table} DROP COLUMN sum`);
  database.close();
  const second = open();
  t.after(() => second.close());
  second.store({ stream: 'a', facts: [reading(2)], cursor: { next: '3' } });
  assert.equal(second.slice('a', 10, 1e6)?.last, 2);
  assert.equal(second.cursorOf('a').get('next'), '3');
});

test('a salvage that was killed between its moves is not spoilt by the log of before', (t) => {
  const [before, fresh, after] = [place(t), place(t), place(t)];
  const spool = before.open();
  t.after(() => spool.close());
  spool.store({ stream: 'old', facts: [reading(1)], cursor: {} });
  const salvaged = fresh.open();
  salvaged.store({ stream: 'new', facts: [reading(2)], cursor: {} });
  salvaged.close();
  copyFileSync(`${before.file}-wal`, `${after.file}-wal`);
  copyFileSync(fresh.file, `${after.file}.salvaged`);
  const ended = after.open();
  t.after(() => ended.close());
  assert.deepEqual(ended.pending(), ['new']);
});
