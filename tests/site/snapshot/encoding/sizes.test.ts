import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { fileColumns } from '#site/snapshot/build-run-files.ts';
import { short } from '#site/snapshot/buckets.ts';
import { packRun, unpackRun } from '#site/snapshot/encoding/run-table.ts';
import { packRuns, unpackRuns } from '#site/snapshot/encoding/runs-table.ts';
import type { RunColumns } from '#site/snapshot/schema/runs.ts';
import { createRandom } from '../../../support/site-fixture/random.ts';
import { buildQuax, buildRunsIndex } from '../../../support/site-fixture/runs.ts';

const AT = Date.UTC(2026, 10, 23, 10, 2, 14);
const T0 = Date.UTC(2026, 0, 5, 8);
const gzipped = (content: unknown): number =>
  gzipSync(JSON.stringify(content), { level: 6 }).length;

/** A year of data taking: the tuner goes on by steps, every run has its own length, temperatures, Q and coupling. */
function yearOfRuns(count: number): RunColumns {
  const random = createRandom(7);
  const second = (ms: number): number => Math.floor(ms / 1_000) * 1_000;
  const round = (value: number, digits = 3): number => Number(value.toPrecision(digits));
  let start = T0;
  let f0 = 8_810_000_000;
  let row = 0;
  let lastFiles = 0;
  const rows = Array.from({ length: count }, (_, i) => {
    const isPhysics = i % 9 !== 0;
    const files = isPhysics ? Math.floor(40 + random() ** 4 * 15_000) : 21;
    const begin = start + Math.floor(random() * 900_000);
    const end = begin + files * 2_190 + Math.floor(random() * 40);
    start = end + 60_000;
    const before = lastFiles;
    lastFiles = files;
    f0 += Math.floor(random() * 90_000);
    const steps = isPhysics ? 1 + Math.floor(random() * 4) : 0;
    const bytes = isPhysics ? 34_000_000 : 42_000;
    return {
      number: i + 1,
      revision: 3 + Math.floor(files / 25) + Math.floor(random() * 6),
      title: i % 40 === 0 ? `After the transfer of helium, ${i}` : null,
      kind: isPhysics ? ('physics' as const) : ('calibration' as const),
      state: 'closed' as const,
      origin: 'live' as const,
      site: 'LNF',
      start: second(begin),
      end: second(end),
      steps,
      f0Min: isPhysics ? round(f0, 7) : null,
      f0Max: isPhysics ? round(f0 + steps * 30_000 * random(), 7) : null,
      qL: isPhysics ? round(22_400 + random() * 2_000) : null,
      beta: isPhysics ? round(1 + random() * 0.1) : null,
      regime: isPhysics ? ('unknown' as const) : null,
      fieldT: isPhysics ? 8 : 0,
      tCavK: round(0.0302 + random() * 0.0004),
      tMcK: round(0.0118 + random() * 0.0004),
      files,
      sized: files,
      bytes: files * bytes,
      tags: i % 20 === 0 ? 'candidate,rescan' : null,
      quality: i % 50 === 0 ? ('doubtful' as const) : null,
      copiesPresent: files,
      copiesRemoved: 0,
      copiesVerified: i < count * 0.9 ? files : 0,
      copiesArchived: i < count * 0.8 ? files : 0,
      part: Math.floor(i / 250) + 1,
      row: i % 250 === 0 ? (row = 0) : (row += before),
    };
  }).reverse();
  const names = Object.keys(rows[0]!) as (keyof (typeof rows)[number])[];
  return Object.fromEntries(
    names.map((name) => [name, rows.map((row) => row[name])]),
  ) as unknown as RunColumns;
}

const identity = { slug: 'run-a', name: 'Run_A', title: null, experiment: 'QUAX' };

test('3 000 runs are at most 40 kB when compressed, and come back as they were', (t) => {
  const index = { ...buildRunsIndex(identity, [], true), columns: yearOfRuns(3_000) };
  const packed = packRuns(index);
  assert.deepEqual(unpackRuns(packed), index);
  const bytes = gzipped(packed);
  t.diagnostic(`3 000 runs: ${bytes} bytes`);
  assert.ok(bytes <= 40_000, `${bytes} bytes`);
});

test('a run of 800 files is at most 12 kB when compressed, and comes back as it was', (t) => {
  const random = createRandom(3);
  const run = buildQuax(AT).find(({ kind }) => kind === 'physics')!;
  let at = AT;
  let tCavK = 0.0302;
  const rows = Array.from({ length: 800 }, (_, i) => {
    at += 2_190 + Math.floor(random() * 21) - 10;
    tCavK += (random() - 0.5) * 0.00004;
    return {
      id: i,
      name: `Fisica_20261123_${String(i + 1).padStart(6, '0')}.dat`,
      t: at,
      bytes: 34_000_000,
      adler32: Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
      tunerDeg: null,
      tCavK,
      tMcK: null,
      cavityHz: 8_833_436_000,
      softwareVersion: 'v1.4',
    };
  });
  const shortSeries = (values: readonly (number | null)[]) =>
    values.slice(0, 117).map((value) => short(value, 5));
  // The series of 29 minutes at a reading every 10 s are 117 buckets; one sweep is what a step of that length has.
  const series = run.series.map((one) => ({
    ...one,
    min: shortSeries(one.min),
    max: shortSeries(one.max),
    mean: shortSeries(one.mean),
  }));
  const content = {
    ...run,
    files: fileColumns(rows, new Map()),
    series,
    throughput: null,
    sweeps: [],
    jobs: [],
  };
  const packed = packRun(content);
  assert.deepEqual(unpackRun(packed), content);
  const bytes = gzipped(packed);
  t.diagnostic(`800 files: ${bytes} bytes`);
  assert.ok(bytes <= 12_000, `${bytes} bytes`);
});
