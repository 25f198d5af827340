import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runSurroundings, type SurroundingsSource } from '#site/snapshot/run-surroundings.ts';
import { NOTHING_MOVED } from '#site/snapshot/schema/moved.ts';
import type { Runs } from '#site/snapshot/schema/runs.ts';
import { someAlarms } from '../../support/site-fixture/alarms.ts';
import { buildQuax, buildRunsIndex } from '../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const identity = { slug: 'quax', name: 'QUAX', title: null, experiment: null };
const runs = buildRunsIndex(identity, buildQuax(AT), true);

function source(index: Runs): SurroundingsSource {
  const alarms = someAlarms(AT);
  const month = {
    month: '2026-11',
    count: 2,
    isCut: false,
    asset: { path: '', bytes: 0, sha256: '' },
  };
  return {
    campaigns: () => Promise.resolve({ campaigns: [], moved: NOTHING_MOVED }),
    runs: () => Promise.resolve(index),
    alarms: () => Promise.resolve({ ...alarms, months: [month] }),
    alarmsOfMonth: () => Promise.resolve({ alarms: alarms.past }),
  };
}

test('runs before and after, of the campaign and of the kind', async () => {
  const { neighbours } = await runSurroundings(source(runs), 'quax', 140);
  assert.deepEqual(neighbours, { previous: 139, next: 141, previousOfKind: 138, nextOfKind: 142 });
  const last = await runSurroundings(source(runs), 'quax', 142);
  assert.equal(last.neighbours.next, null);
});

test('the order is that of the time, not that of the numbers', async () => {
  const { columns } = runs;
  // Run 117 was found late: it is the newest of all.
  const start = columns.number.map((number, i) =>
    number === 117 ? AT : (columns.start[i] ?? null),
  );
  const found = { ...runs, columns: { ...columns, start } };
  assert.equal((await runSurroundings(source(found), 'quax', 142)).neighbours.next, 117);
  assert.equal((await runSurroundings(source(found), 'quax', 118)).neighbours.previous, null);
});

test('alarms are those of the time of the run; a list of an older catalogue has none', async () => {
  const i = runs.columns.number.indexOf(142);
  const [start] = [runs.columns.start[i] ?? 0];
  const { alarms } = await runSurroundings(source(runs), 'quax', 142);
  assert.ok(alarms.length > 0);
  for (const { clearedAt } of alarms) assert.ok((clearedAt ?? Infinity) > start);
  assert.deepEqual(
    alarms.map(({ raisedAt }) => raisedAt),
    alarms.map(({ raisedAt }) => raisedAt).toSorted((a, b) => a - b),
  );
  const origin = runs.columns.origin.map(() => 'import' as const);
  const listed = { ...runs, columns: { ...runs.columns, origin } };
  assert.deepEqual((await runSurroundings(source(listed), 'quax', 142)).alarms, []);
  assert.deepEqual((await runSurroundings(source(runs), 'quax', 9999)).alarms, []);
});
