import assert from 'node:assert/strict';
import { test } from 'node:test';

import { advanceMark, openDirectory } from '#agents/collectors/daq/directory.ts';
import type { Directory, ReadyFile } from '#agents/collectors/daq/directory.ts';
import { isDelivered, NO_MARK } from '#agents/collectors/daq/mark.ts';

const SETTLED = 200_000;

function directory(): Directory {
  return openDirectory({
    root: '/daq',
    path: '/daq/run',
    text: '/daq/run',
    segments: ['run'],
    mark: { ...NO_MARK, settled: SETTLED },
    names: undefined,
    monotonic: 0,
  });
}

function file(name: string, at: number): ReadyFile {
  const identity = { dev: 1, ino: at, size: 1, mtimeMs: at, ctimeMs: at };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the mark looks at name and times alone
  return { name: { text: name, bytes: null }, identity } as unknown as ReadyFile;
}

const found = (name: string, at: number) => ({ name, mtimeMs: at, ctimeMs: at });

test('a file that got its marker late is not taken for delivered while it waits behind another', () => {
  const here = directory();
  const [w, x] = [file('w.dat', 90_000), file('x.dat', 100_000)];
  here.queue = [w, x];
  here.queueAt = 1;
  here.mark = { ...here.mark, queue: { limit: 100_000, at: [0, ''] } };
  const mark = advanceMark(here, w);
  assert.deepEqual(mark.waiting, ['x.dat']);
  assert.equal(isDelivered(mark, found('x.dat', 100_000), false), false);
  assert.equal(isDelivered(mark, found('w.dat', 90_000), false), true);
  here.queueAt = 2;
  assert.equal(isDelivered(advanceMark(here, x), found('x.dat', 100_000), false), true);
});

test('one that became ready while newer ones are worked on is kept by name', () => {
  const here = directory();
  const late = file('late.dat', 150_000);
  here.ready = [late];
  const mark = advanceMark(here, null);
  assert.equal(isDelivered(mark, found('late.dat', 150_000), true), false);
});

test('with too many names the mark stays where it was', () => {
  const here = directory();
  here.ready = Array.from({ length: 5_000 }, (_, n) => file(`${n}.dat`, 150_000 + n));
  const before = here.mark;
  const [first] = here.ready;
  assert.ok(first !== undefined);
  assert.equal(advanceMark(here, first), before);
});
