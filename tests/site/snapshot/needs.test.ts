import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brokenLimits, isStale, needsOf } from '#site/snapshot/needs.ts';
import type { ChannelNow, Limit } from '#site/snapshot/schema/now.ts';

const NOW = 1_000_000;
const limit = (severity: Limit['severity'], value: number): Limit => ({
  side: 'high',
  severity,
  value,
  reason: 'too warm',
});
const channel = (change: Partial<ChannelNow> = {}): ChannelNow => ({
  name: 'fridge/ch6-t',
  device: 'fridge',
  label: 'Mixing chamber',
  quantity: 'temperature',
  unit: 'K',
  role: 't_mc',
  t: NOW - 1_000,
  value: 0.011,
  quality: 'good',
  goodT: NOW - 1_000,
  goodValue: 0.011,
  staleAfterMs: 30_000,
  limits: [limit('attention', 0.02), limit('alarm', 0.05)],
  ...change,
});
const empty = { channels: [], volumes: [], jobs: null, agents: [] };
const agents = [
  { node: 'daq', heartbeat: NOW - 1_000, spoolFacts: 0, spoolOldestAt: null, collectors: [] },
];
const watched = { ...empty, agents };
const ids = (channels: readonly ChannelNow[]) =>
  needsOf({ ...watched, channels }, NOW).map((need) => need.id);

test('what was only imported calls nobody', () => {
  assert.deepEqual(needsOf({ ...empty, channels: [channel({ t: 0 })] }, NOW), []);
});

test('a disk that fills within two days calls, as its tile does', () => {
  const volume = { name: 'daq', label: 'DAQ disk', role: 'daq' as const, at: NOW, capacity: 100 };
  const need = (used: number, growth: number | null) =>
    needsOf({ ...watched, volumes: [{ ...volume, used, growth }] }, NOW).map(
      ({ id, severity }) => `${severity} ${id}`,
    );
  const day = 1 / 86_400;
  assert.deepEqual(need(50, 50 * day), ['attention volume-full-soon:daq']);
  assert.deepEqual(need(50, 200 * day), ['alarm volume-full-soon:daq']);
  assert.deepEqual(need(50, 10 * day), []);
  assert.deepEqual(need(50, null), []);
  assert.deepEqual(need(95, 50 * day), ['attention volume-full:daq']);
});

test('a good fresh value within its limits needs nobody', () => {
  assert.deepEqual(ids([channel()]), []);
});

test('a silent channel is stale, whatever its last value was', () => {
  assert.deepEqual(ids([channel({ t: NOW - 31_000, value: 0.9 })]), ['channel-stale:fridge/ch6-t']);
});

test('a channel whose cadence is not known is not called stale', () => {
  assert.equal(isStale(channel({ t: 0, staleAfterMs: null }), NOW), false);
});

test('a value that is not good is never compared with a limit', () => {
  assert.deepEqual(ids([channel({ quality: 'over', value: null })]), [
    'channel-quality:fridge/ch6-t',
  ]);
});

test('the gravest broken limit speaks', () => {
  assert.equal(
    brokenLimits(0.06, [limit('attention', 0.02), limit('alarm', 0.05)])[0]?.severity,
    'alarm',
  );
  assert.deepEqual(
    needsOf({ ...watched, channels: [channel({ value: 0.03 })] }, NOW)[0]?.severity,
    'attention',
  );
});

test('channels that are not key channels call nobody', () => {
  assert.deepEqual(ids([channel({ role: null, t: 0 })]), []);
});

test('a silent agent comes before everything else', () => {
  const agents = [
    { node: 'daq', heartbeat: NOW - 60_000, spoolFacts: 0, spoolOldestAt: null, collectors: [] },
  ];
  const needs = needsOf({ ...empty, agents, channels: [channel({ t: 0 })] }, NOW);
  assert.deepEqual(
    needs.map((need) => need.severity),
    ['alarm', 'stale'],
  );
});

test('a volume that did not answer is not a full one', () => {
  const volume = { name: 'daq', label: 'DAQ disk', role: 'daq', at: NOW, growth: null } as const;
  assert.deepEqual(
    needsOf({ ...empty, volumes: [{ ...volume, used: null, capacity: null }] }, NOW),
    [],
  );
  assert.equal(
    needsOf({ ...empty, volumes: [{ ...volume, used: 99, capacity: 100 }] }, NOW)[0]?.severity,
    'alarm',
  );
});

test('one held job among running ones is its owner’s affair; all held is ours', () => {
  const jobs = {
    seenAt: NOW,
    oldestIdleSince: null,
    completedToday: 0,
    failedToday: 0,
    heldReasons: [],
  };
  assert.deepEqual(
    needsOf({ ...empty, jobs: { ...jobs, byState: { held: 1, running: 20 } } }, NOW),
    [],
  );
  assert.equal(
    needsOf({ ...empty, jobs: { ...jobs, byState: { held: 3 } } }, NOW)[0]?.title,
    'All 3 jobs are held',
  );
});

test('files of an open run that stopped call after five minutes, where an agent is there to know', () => {
  const step = null;
  const run = {
    campaign: 'c',
    number: 4,
    title: null,
    kind: 'physics',
    start: 0,
    fileCount: 9,
    bytes: 9,
    step,
  } as const;
  const daq = (t: number) => ({
    lastFile: { name: 'data_9.dat', bytes: 1, t },
    bytesPerS: null,
    filesPerMinute: null,
    cadenceMs: 2_190,
  });
  const asked = (t: number) => needsOf({ ...watched, run, daq: daq(t) }, NOW).map(({ id }) => id);
  assert.deepEqual(asked(NOW - 200_000), []);
  assert.deepEqual(asked(NOW - 400_000), ['files-stopped:c/4']);
  assert.deepEqual(needsOf({ ...empty, run, daq: daq(0) }, NOW), []);
});

test('a broken limit is told with the value and the limit', () => {
  const need = needsOf({ ...watched, channels: [channel({ value: 0.03 })] }, NOW)[0];
  assert.match(need?.detail ?? '', /It reads 30\.0.mK, the limit is 20\.0.mK: too warm\./);
});
