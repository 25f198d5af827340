import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

import { seriesOverflow } from '#telemetry/metrics/agent.ts';
import { definerOf } from '#telemetry/metrics/define.ts';
import type { ForeignFamily, ForeignSample } from '#telemetry/metrics/foreign.ts';
import { createBoard } from '#telemetry/otel/board.ts';
import { createExposition } from '#telemetry/otel/exposition.ts';
import { createForeignWriter } from '#telemetry/otel/foreign-text.ts';
import { needsProgram, programPath } from '../../support/needs-program.ts';

const kelvin = definerOf('example')({
  name: 'flash.t',
  exposition: 'flash_t_kelvin',
  kind: 'gauge',
  unit: 'K',
  help: 'T.',
  range: [-1e9, 1e9],
});

type Given = Partial<ForeignFamily> & Pick<ForeignFamily, 'name'>;

function family({
  name,
  type = 'gauge',
  openType = type,
  help = null,
  ...rest
}: Given): ForeignFamily {
  return { name, type, openType, help, samples: rest.samples ?? [sample(name, 1)] };
}

function sample(name: string, value: number, labels: ForeignSample['labels'] = []): ForeignSample {
  return { name, labels, value };
}

const histogram = family({
  name: 'wait_seconds',
  type: 'histogram',
  help: 'Waits "long"\\\nor not.',
  samples: [
    sample('wait_seconds_bucket', 1, [['le', '0.5']]),
    sample('wait_seconds_bucket', 2, [['le', '+Inf']]),
    sample('wait_seconds_count', 2),
    sample('wait_seconds_sum', 3.5),
    sample('wait_seconds_created', 1e9),
  ],
});
const counter = family({
  name: 'starts',
  type: 'counter',
  samples: [sample('starts_total', 3, [['pump', 'a"b\\c\nd']])],
});
const odd = family({ name: 'starts_odd', type: 'counter', openType: 'unknown' });
const facts = [
  family({ name: 'build', type: 'info', samples: [sample('build_info', 1, [['v', '1']])] }),
  family({ name: 'state', type: 'stateset', samples: [sample('state', 1, [['state', 'on']])] }),
  family({
    name: 'free',
    type: 'unknown',
    samples: [sample('free', NaN), sample('free', -Infinity, [['x', '']])],
  }),
];

test('text 0.0.4, to the letter', () => {
  assert.equal(
    createForeignWriter()([histogram, counter, odd, ...facts], 'text'),
    `# HELP wait_seconds Waits "long"\\\\\\nor not.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.5"} 1
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_count 2
wait_seconds_sum 3.5
# HELP wait_seconds_created Waits "long"\\\\\\nor not.
# TYPE wait_seconds_created gauge
wait_seconds_created 1000000000
# TYPE starts_total counter
starts_total{pump="a\\"b\\\\c\\nd"} 3
# TYPE starts_odd counter
starts_odd 1
# TYPE build_info gauge
build_info{v="1"} 1
# TYPE state gauge
state{state="on"} 1
# TYPE free untyped
free NaN
free{x=""} -Inf
`,
  );
});

test('OpenMetrics 1.0, to the letter: what it would not have as it is, is of unknown type', () => {
  assert.equal(
    createForeignWriter()([histogram, counter, odd, ...facts], 'openmetrics'),
    `# HELP wait_seconds Waits \\"long\\"\\\\\\nor not.
# TYPE wait_seconds histogram
wait_seconds_bucket{le="0.5"} 1
wait_seconds_bucket{le="+Inf"} 2
wait_seconds_count 2
wait_seconds_sum 3.5
wait_seconds_created 1000000000
# TYPE starts counter
starts_total{pump="a\\"b\\\\c\\nd"} 3
# TYPE starts_odd unknown
starts_odd 1
# TYPE build info
build_info{v="1"} 1
# TYPE state stateset
state{state="on"} 1
# TYPE free unknown
free NaN
free{x=""} -Inf
`,
  );
});

test('two families of one name never reach a scrape: the later is left out and counted', () => {
  const board = createBoard({ now: () => 0, monotonic: () => 0 });
  board.put('a', [{ metric: kelvin, labels: {}, value: 4 }], 1e6, [counter]);
  board.put('b', [], 1e6, [
    family({ name: 'flash_t_kelvin' }),
    family({ name: 'starts' }),
    family({ name: 'fine' }),
  ]);
  const shown = board.foreign(() => new Set(['flash_t_kelvin']));
  assert.deepEqual(
    shown.map(({ name }) => name),
    ['starts', 'fine'],
  );
  const counted = board.families().find(({ metric }) => metric === seriesOverflow);
  assert.deepEqual(
    counted?.points.map(({ labels, value }) => [labels['metric'], value]),
    [
      ['flash_t_kelvin', 1],
      ['others', 1],
    ],
  );
});

test('on the page they stand after ours, before the end, and go when they are stale', async () => {
  const clock = { time: 0, now: () => 1e12, monotonic: () => clock.time };
  const board = createBoard(clock);
  board.ask(() => [{ metric: kelvin, labels: {}, value: 4 }]);
  board.put('textfile', [], 1_000, [counter]);
  const exposition = createExposition({ board, clock });
  const page = async (): Promise<string> => {
    const accept = 'application/openmetrics-text; version=1.0.0';
    const headers = { get: (name: string) => (name === 'accept' ? accept : null) };
    const { body } = await exposition.handle({ method: 'GET', url: 'http://a/metrics', headers });
    return String(body);
  };
  assert.match(
    await page(),
    /flash_t_kelvin 4\n# TYPE starts counter\nstarts_total\{.*\} 3\n# EOF\n$/,
  );
  clock.time = 1_000;
  assert.doesNotMatch(await page(), /starts/);
  await exposition.close();
});

test('promtool reads all of it', needsProgram('FLASH_PROMTOOL'), () => {
  const input = createForeignWriter()([histogram, counter, odd, ...facts], 'text');
  const words = ['check', 'metrics'];
  const { stderr } = spawnSync(programPath('FLASH_PROMTOOL') ?? '', words, {
    input,
    encoding: 'utf8',
  });
  // It dislikes some names and missing helps, which are others' affair; it must not fail to parse.
  assert.doesNotMatch(stderr, /error while linting|parsing|unexpected/);
});
