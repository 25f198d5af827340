import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
  closeSync,
  readdirSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import { systemClock } from '#telemetry/effects.ts';
import type { Log } from '#telemetry/effects.ts';
import type { Fact } from '#telemetry/facts/index.ts';
import { readReports } from '#telemetry/spool/salvage-report.ts';
import { openSpool } from '#telemetry/spool/spool.ts';
import type { Spool } from '#telemetry/spool/spool.ts';

const PAGE = 4_096;

/** Texts as long as a reading, and now and then longer than a page. */
function fact(stream: string, n: number): Fact {
  const values = Array.from(
    { length: n % 40 === 0 ? 900 : 1 },
    (_, i): [number, number, 'good'] => [n * 1_000 + i, n, 'good'],
  );
  return { kind: 'readings', channel: `${stream}/µ${String(n)}`, values, origin: 'live' };
}

interface Written {
  readonly file: string;
  /** What the recorder has not acknowledged, by stream, as texts. */
  readonly waiting: ReadonlyMap<string, readonly string[]>;
}

function folder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'flash-salvage-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function open(file: string, said: unknown[] = [], node?: string): Spool {
  const log: Log = { write: (level, message, values) => void said.push([level, message, values]) };
  const teller = node === undefined ? {} : { node };
  return openSpool({ ...teller, file, maxBytes: 1e9, effects: { clock: systemClock, log } });
}

/** Three streams, of which one is acknowledged in part; each has a cursor. */
function fill(spool: Spool): Written['waiting'] {
  const waiting = new Map<string, readonly string[]>();
  for (const [stream, count, acknowledged] of [
    ['cryostat', 300, 120],
    ['daq', 150, 0],
    ['mqtt', 3, 0],
  ] as const) {
    const facts = Array.from({ length: count }, (_, n) => fact(stream, n + 1));
    for (let n = 0; n < count; n += 50) {
      const some = facts.slice(n, n + 50);
      spool.store({ stream, facts: some, cursor: { at: String(n + some.length) } });
    }
    spool.acknowledge(stream, acknowledged);
    const texts = facts.slice(acknowledged).map((one) => JSON.stringify(one));
    waiting.set(stream, texts);
  }
  return waiting;
}

function write(path: string): Written {
  const file = join(path, 'spool.db');
  const spool = open(file);
  const waiting = fill(spool);
  spool.close();
  return { file, waiting };
}

/** Overwrites a page from a fixed seed. */
function spoil(file: string, page: number): void {
  const noise = Buffer.alloc(PAGE);
  let state = page + 1;
  for (let n = 0; n < PAGE; n += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    noise[n] = state >>> 24;
  }
  const handle = openSync(file, 'r+');
  writeSync(handle, noise, 0, PAGE, page * PAGE);
  closeSync(handle);
}

/** What a spool holds, by stream, after checking that its numbers begin at 1 and leave none out. */
function contents(spool: Spool): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const stream of spool.pending()) {
    const slice = spool.slice(stream, 1e6, 1e9);
    assert.ok(slice !== null);
    assert.deepEqual([slice.first, slice.last], [1, slice.bodies.length]);
    assert.deepEqual(spool.position(stream), { acknowledged: 0, next: slice.last + 1 });
    found.set(stream, slice.bodies);
  }
  return found;
}

/** Opens a damaged spool: nothing in it may be invented, disordered or doubled, and a cursor stands only for a whole stream. */
function checkSalvaged({ file, waiting }: Written): { saved: number; said: string } {
  const said: unknown[] = [];
  const spool = open(file, said);
  try {
    let saved = 0;
    const found = contents(spool);
    for (const [stream, texts] of found) {
      const order = texts.map((text) => (waiting.get(stream) ?? []).indexOf(text));
      assert.ok(!order.includes(-1), `${stream} holds what was not waiting`);
      assert.deepEqual(
        order,
        [...new Set(order)].toSorted((a, b) => a - b),
      );
      saved += texts.length;
    }
    for (const [stream, texts] of waiting) {
      const isWhole = found.get(stream)?.length === texts.length;
      assert.ok(isWhole || spool.cursorOf(stream).size === 0, `${stream} would not be read again`);
    }
    const stored: Fact[] = [fact('daq', 999)];
    spool.store({ stream: 'daq', facts: stored, cursor: { at: '999' } });
    return { saved, said: JSON.stringify(said) };
  } finally {
    spool.close();
  }
}

const ALL = 180 + 150 + 3;

test('whichever page is overwritten with noise: the facts of the others are saved, the rest is told', (t) => {
  const path = folder(t);
  const { file, waiting } = write(path);
  const pages = statSync(file).size / PAGE;
  assert.ok(pages > 30);
  let untouched = 0;
  for (let page = 0; page < pages; page += 1) {
    const home = join(path, String(page));
    const damaged = { file: `${home}.db`, waiting };
    copyFileSync(file, damaged.file);
    spoil(damaged.file, page);
    const { saved, said } = checkSalvaged(damaged);
    // A page holds some 40 small facts, or a piece of a large one.
    assert.ok(saved >= ALL - 60, `page ${String(page)}: only ${String(saved)} were saved`);
    if (said === '[]') untouched += 1;
    else if (!said.includes('"factsLost":"unknown"'))
      assert.match(said, new RegExp(`"factsSaved":${saved},"factsLost":${ALL - saved}\\b`));
  }
  // Pages that were given back hold nothing: noise in them is none of our harm.
  assert.ok(untouched < pages / 3, `${String(untouched)} of ${String(pages)}`);
});

test('a file that was cut in the middle: its first half is saved, and is kept aside as it was', (t) => {
  const path = folder(t);
  const written = write(path);
  const { size } = statSync(written.file);
  truncateSync(written.file, Math.floor(size / 2 / PAGE) * PAGE + 1_000);
  const { saved, said } = checkSalvaged(written);
  assert.ok(saved > ALL / 5 && saved < ALL, `${String(saved)} were saved`);
  assert.match(
    said,
    /"error","the spool was damaged \([-0-9T:.Z]+\): \d+ facts saved, \d+ lost; .*kept as/,
  );
  assert.equal(readdirSync(path).filter((name) => /damaged-[^.]*$/.test(name)).length, 1);
  const [report] = readReports(written.file);
  assert.deepEqual([report?.saved, report?.lost], [saved, ALL - saved]);
  assert.equal(existsSync(`${written.file}.salvaged`), false);
});

test('lost numbers are told as gaps of the spool of before, each in its place', (t) => {
  const written = write(folder(t));
  const before = open(written.file);
  const { uuid } = before;
  before.close();
  const bytes = readFileSync(written.file);
  for (const text of ['daq/µ60', 'daq/µ110', 'cryostat/µ299'])
    spoil(written.file, Math.floor(bytes.lastIndexOf(text) / PAGE));
  const spool = open(written.file, [], 'n1');
  assert.notEqual(spool.uuid, uuid);
  for (const [stream, texts] of written.waiting) {
    const first = stream === 'cryostat' ? 121 : 1;
    const numbers: number[] = [];
    for (const body of spool.slice(stream, 1e6, 1e9)?.bodies ?? []) {
      const found = JSON.parse(body) as Fact;
      if (found.kind !== 'gap') numbers.push(first + texts.indexOf(body));
      else {
        assert.deepEqual([found.node, found.spool, found.stream], ['n1', uuid, stream]);
        for (let seq = found.first; seq <= found.last; seq += 1) numbers.push(seq);
      }
    }
    assert.deepEqual(
      numbers,
      texts.map((_, n) => first + n),
      'what is there and what is said to be lost are all of it, in order',
    );
  }
  const { salvaged } = spool;
  assert.ok(salvaged !== null && salvaged.saved + (salvaged.lost ?? 0) === ALL);
  assert.ok(salvaged.gaps.length >= 3);
  assert.deepEqual(salvaged.readAgain, ['cryostat', 'daq']);
  spool.close();
  const again = open(written.file);
  assert.deepEqual(again.salvaged, salvaged, 'said as long as the damaged file is kept');
  rmSync(salvaged.movedTo);
  again.close();
  const last = open(written.file);
  assert.equal(last.salvaged, null);
  last.close();
});

test('a stream without a loss goes on where it stopped, the others read their sources again', (t) => {
  const written = write(folder(t));
  const bytes = readFileSync(written.file);
  const at = bytes.lastIndexOf('cryostat/µ270');
  spoil(written.file, Math.floor(at / PAGE));
  const { said } = checkSalvaged(written);
  assert.match(said, /"resumed":"daq, mqtt"/);
});

test('a spool of no bytes is told as damaged, a folder without one is not', (t) => {
  const written = write(folder(t));
  writeFileSync(written.file, '');
  const { saved, said } = checkSalvaged(written);
  assert.equal(saved, 0);
  assert.match(said, /the spool was damaged/);
  const fresh: unknown[] = [];
  open(join(folder(t), 'spool.db'), fresh).close();
  assert.deepEqual(fresh, []);
});

test('what only the log of a killed agent held is saved too, though the first page is noise', (t) => {
  const path = folder(t);
  const { file, waiting } = write(path);
  const spool = open(file);
  t.after(() => spool.close());
  const last = fact('mqtt', 4);
  spool.store({ stream: 'mqtt', facts: [last], cursor: {} });
  const copy = join(path, 'copy.db');
  for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${copy}${end}`);
  assert.ok(!readFileSync(copy).includes('mqtt/µ4'));
  spoil(copy, 0);
  const texts = [...(waiting.get('mqtt') ?? []), JSON.stringify(last)];
  const { saved, said } = checkSalvaged({
    file: copy,
    waiting: new Map([...waiting, ['mqtt', texts]]),
  });
  assert.match(said, /the spool was damaged/);
  assert.equal(saved, ALL + 1);
});

test('a salvage that was killed is begun again, one that was done goes on', (t) => {
  const path = folder(t);
  const written = write(path);
  spoil(written.file, 3);
  writeFileSync(`${written.file}.salvaged`, 'half made');
  const { saved } = checkSalvaged(written);
  assert.ok(saved > ALL / 2);
  copyFileSync(written.file, `${written.file}.salvaged`);
  rmSync(written.file);
  const spool = open(written.file);
  t.after(() => spool.close());
  assert.equal(spool.state().facts, saved + 1);
});

test('a file that breaks while it is used says so once, and is mended at the next start', (t) => {
  const written = write(folder(t));
  const first = readFileSync(written.file).indexOf('cryostat/µ140');
  let told = 0;
  const effects = { clock: systemClock, log: { write: () => undefined } };
  const onDamage = (): void => void (told += 1);
  const spool = openSpool({ file: written.file, maxBytes: 1e9, effects, onDamage });
  // Enough of others to put the page out of memory.
  const others = Array.from({ length: 80 }, (_, n) => fact('host', 40 * (n + 1)));
  spool.store({ stream: 'host', facts: others, cursor: {} });
  assert.equal(spool.slice('host', 1e6, 1e9)?.last, 80);
  spool.acknowledge('host', 80);
  spoil(written.file, Math.floor(first / PAGE));
  for (let n = 0; n < 3; n += 1)
    assert.throws(() => spool.slice('cryostat', 1e6, 1e9), /cannot use the spool: .* is damaged/);
  assert.equal(told, 1);
  spool.close();
  assert.ok(existsSync(`${written.file}.suspect`));
  const { saved, said } = checkSalvaged(written);
  assert.ok(saved > ALL - 60 && saved < ALL);
  assert.match(said, /"resumed":"daq, mqtt"/);
  assert.equal(existsSync(`${written.file}.suspect`), false);
});
