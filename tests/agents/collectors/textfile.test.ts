import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';

import type { CollectorRound } from '#agents/collector.ts';
import { textfile } from '#agents/collectors/textfile.ts';
import { createForeignWriter } from '#telemetry/otel/foreign-text.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';
import { collectorContext } from './context.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
/** Long ago: nobody writes to such a file. */
const OLD = NOW / 1_000 - 3_600;

interface Bench {
  readonly folder: string;
  /** Writes a file as of an hour ago, or of the age given in seconds. */
  readonly write: (name: string, text: string, age?: number) => void;
  readonly collect: () => Promise<CollectorRound>;
}

async function bench(t: TestContext, settings: object = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'flash-textfile-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const schema = await textfile.schema();
  const checked = schema.parse({ directories: [folder], ...settings });
  const collector = textfile.create(checked, collectorContext({ now: NOW }));
  return {
    folder,
    write(name, text, age = 3_600) {
      writeFileSync(join(folder, name), text);
      utimesSync(join(folder, name), NOW / 1_000 - age, NOW / 1_000 - age);
    },
    collect: () => collector.collect(),
  };
}

function shown({ foreign = [] }: CollectorRound): string {
  return createForeignWriter()(foreign, 'text');
}

/** `flash_textfile_up a` to value. */
function own({ observations }: CollectorRound): Record<string, number> {
  return Object.fromEntries(
    observations.map(({ metric, labels, value }) => [
      `${metric.exposition.replace('flash_textfile_', '')} ${labels['source'] ?? ''}`,
      value,
    ]),
  );
}

function reasons({ problems }: CollectorRound): readonly string[] {
  return problems.map(({ reason }) => reason);
}

test('what stands in a file is shown as it is, with its age', async (t) => {
  const { write, collect, folder } = await bench(t);
  write(
    'backup.prom',
    '# HELP backup_ok Whether it went well.\n# TYPE backup_ok gauge\nbackup_ok{disk="a"} 1\n',
  );
  writeFileSync(join(folder, 'README'), 'not ours\n');
  writeFileSync(join(folder, '.hidden.prom'), 'nonsense');
  const round = await collect();
  assert.equal(
    shown(round),
    '# HELP backup_ok Whether it went well.\n# TYPE backup_ok gauge\nbackup_ok{disk="a"} 1\n',
  );
  assert.deepEqual(own(round), {
    'up backup': 1,
    'modified_timestamp_seconds backup': OLD,
    'series backup': 1,
  });
  assert.deepEqual(round.problems, []);
});

test('a wrong file is refused with its line, and hides no other', async (t) => {
  const { write, collect } = await bench(t);
  write('a.prom', 'good 1\n4k.stage 2\n');
  write('b.prom', 'fine 1\n');
  const round = await collect();
  assert.equal(shown(round), '# TYPE fine untyped\nfine 1\n');
  assert.deepEqual([own(round)['up a'], own(round)['up b']], [0, 1]);
  assert.equal(own(round)['modified_timestamp_seconds a'], undefined, 'a failure is not fresh');
  assert.match(round.problems[0]?.message ?? '', /a\.prom:2: "4k\.stage" is no name of a metric/);
});

test('a file that is removed is gone at once; a new one in its place is read at once', async (t) => {
  const { write, collect, folder } = await bench(t);
  write('a.prom', 'one 1\n');
  assert.match(shown(await collect()), /one 1/);
  writeFileSync(join(folder, 'a.prom.tmp'), 'one 2\n');
  renameSync(join(folder, 'a.prom.tmp'), join(folder, 'a.prom'));
  utimesSync(join(folder, 'a.prom'), NOW / 1_000, NOW / 1_000);
  assert.match(shown(await collect()), /one 2/);
  rmSync(join(folder, 'a.prom'));
  const round = await collect();
  assert.deepEqual([shown(round), round.observations], ['', []]);
});

test('a file that is being written is not half read: what was known stays until it is whole', async (t) => {
  const { write, collect } = await bench(t);
  write('a.prom', 'one 1\ntwo 1\n');
  assert.match(shown(await collect()), /two 1/);
  write('a.prom', 'one 2\n', 0);
  const half = await collect();
  assert.match(shown(half), /one 1\n[^]*two 1\n/, 'as before');
  assert.deepEqual(reasons(half), []);
  write('a.prom', 'one 2\ntwo 2\n', 0.1);
  const again = await collect();
  assert.deepEqual([shown(again), reasons(again)], [shown(half), ['busy']]);
  assert.match(shown(await collect()), /one 2\n[^]*two 2\n/, 'two looks at the same');
});

test('a file that says it is whole is taken at once', async (t) => {
  const { write, collect } = await bench(t);
  write('a.prom', '# TYPE one gauge\none 1\n# EOF\n', 0);
  write('b.prom', 'two 1\n', 0);
  const round = await collect();
  assert.match(shown(round), /one 1/);
  assert.equal(own(round)['up b'], 0, 'nothing of it is known yet');
  assert.match(round.problems[0]?.message ?? '', /b\.prom was written to a moment ago/);
});

test('names of ours, of each other, and series that come twice are refused by file', async (t) => {
  const { write, collect } = await bench(t);
  write('a.prom', '# TYPE jobs gauge\n# HELP jobs Jobs.\njobs{host="a"} 1\n');
  write('b.prom', '# TYPE jobs gauge\njobs{host="b"} 2\n');
  write('c.prom', '# TYPE jobs counter\njobs{host="c"} 3\n');
  write('d.prom', '# TYPE jobs gauge\n# HELP jobs Others.\njobs{host="d"} 3\n');
  write('e.prom', 'fresh 1\njobs{host="a"} 9\n');
  write('f.prom', 'flash_daq_bytes_total 1\n');
  write('g.prom', 'system_uptime_seconds 1\n');
  write('h.prom', '# TYPE jobs_total counter\njobs_total 1\n');
  const round = await collect();
  assert.equal(
    shown(round),
    '# HELP jobs Jobs.\n# TYPE jobs gauge\njobs{host="a"} 1\njobs{host="b"} 2\n',
  );
  assert.deepEqual(
    reasons(round),
    Array.from({ length: 6 }, () => 'clash'),
  );
  assert.deepEqual(
    round.problems.map(({ message }) => /refused: (.*)$/.exec(message)?.[1]),
    [
      'jobs is a counter here and a gauge in a',
      'jobs has another HELP in a',
      'jobs is a unknown here and a gauge in a',
      'flash_daq_bytes_total: names that begin with flash_ are ours',
      'system_uptime_seconds is a name of ours',
      'jobs is a counter here and a gauge in a',
    ],
  );
});

test('series are bounded: what is left out is counted by file', async (t) => {
  const { write, collect } = await bench(t, { max_series: 3 });
  const lines = (name: string, count: number): string =>
    Array.from({ length: count }, (_, n) => `${name}{n="${String(n)}"} 1\n`).join('');
  write('a.prom', lines('one', 2) + lines('two', 2) + lines('three', 1));
  write('b.prom', lines('four', 1));
  const round = await collect();
  const { 'series a': a, 'left_out_series a': left, 'left_out_series b': b } = own(round);
  assert.deepEqual([a, left, b], [3, 2, 1]);
  assert.deepEqual(reasons(round), ['overflow', 'overflow']);
  assert.doesNotMatch(shown(round), /two|four/);
});

test('an old file is shown with its age, or not at all where that is wished', async (t) => {
  const text = 'one 1\n';
  const patient = await bench(t);
  patient.write('a.prom', text, 1e6);
  assert.match(shown(await patient.collect()), /one 1/);
  const strict = await bench(t, { stale_after_s: 600 });
  strict.write('a.prom', text, 601);
  strict.write('b.prom', 'two 1\n', 599);
  const round = await strict.collect();
  assert.doesNotMatch(shown(round), /one/);
  assert.deepEqual([own(round)['up a'], own(round)['up b']], [0, 1]);
});

test('pipes, folders, links to nothing, large files and other encodings harm nobody', async (t) => {
  const { write, collect, folder } = await bench(t, { max_bytes: 20 });
  spawnSync('sh', ['-c', 'mkfifo "$1"', 'sh', join(folder, 'a.prom')]);
  mkdirSync(join(folder, 'b.prom'));
  spawnSync('ln', ['-s', 'nothing', join(folder, 'c.prom')]);
  write('d.prom', 'x 1\n'.repeat(6));
  writeFileSync(join(folder, 'e.prom'), Buffer.from([0x78, 0xe9, 0x0a]));
  write('f.prom', 'one 1\n');
  const round = await collect();
  assert.equal(shown(round), '# TYPE one untyped\none 1\n');
  assert.deepEqual(reasons(round), ['unreadable', 'unreadable', 'unreadable', 'unreadable']);
  const messages = round.problems.map(({ message }) => message).join('\n');
  for (const said of [/no regular file/, /larger than 20 bytes/, /not UTF-8/])
    assert.match(messages, said);
});

test('one directory that is away is a problem; all of them are the end of the round', async (t) => {
  const { write, collect, folder } = await bench(t);
  write('a.prom', 'one 1\n');
  const two = await bench(t, { directories: [join(folder, 'gone'), folder] });
  const round = await two.collect();
  assert.deepEqual([shown(round).includes('one 1'), reasons(round)], [true, ['unreadable']]);
  assert.deepEqual(reasons(await collect()), []);
  const none = await bench(t, { directories: [join(folder, 'gone')] });
  await assert.rejects(none.collect(), /cannot read metrics of others.*gone/);
});

test('a file that did not change is not parsed again: the families are the same objects', async (t) => {
  const { write, collect } = await bench(t);
  write('a.prom', 'one 1\n');
  const [first, second] = [await collect(), await collect()];
  assert.equal(first.foreign?.[0], second.foreign?.[0]);
});

const FIXTURES = 'prometheus/node_exporter/collector/fixtures/textfile';

test(
  "node_exporter's own files come out with the same series",
  needsSharedData(FIXTURES),
  async (t) => {
    const cases = [
      'different_metric_types',
      'histogram',
      'histogram_extra_dimension',
      'metrics_merge_different_help',
      'metrics_merge_empty_help',
      'metrics_merge_no_help',
      'metrics_merge_same_help',
      'summary',
      'two_metric_files',
    ];
    for (const name of [...cases, 'client_side_timestamp']) {
      const { collect } = await bench(t, { directories: [sharedData(`${FIXTURES}/${name}`)] });
      const expected = readFileSync(sharedData(`${FIXTURES}/${name}.out`), 'utf8');
      assert.deepEqual(seriesOf(shown(await collect())), seriesOf(expected), name);
    }
    assert.ok(statSync(sharedData(FIXTURES)).isDirectory());
  },
);

/** Series without the collector's own, each with its labels in order and its value as a number. */
function seriesOf(text: string): readonly string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('node_textfile'))
    .map((line) => {
      const [, name = '', labels = '', value = ''] =
        /^([^{ ]+)(?:\{(.*)\})? (.*)$/.exec(line) ?? [];
      return `${name}{${labels.split(',').toSorted().join(',')}} ${String(Number(value.replace('Inf', 'Infinity')))}`;
    })
    .toSorted();
}
