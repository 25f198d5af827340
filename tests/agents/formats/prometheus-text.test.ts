import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { test } from 'node:test';

import { isOpenMetrics, parseExposition } from '#agents/formats/exposition.ts';
import { parseOpenMetrics } from '#agents/formats/openmetrics.ts';
import type { ParsedExposition } from '#agents/formats/openmetrics.ts';
import { parsePrometheusText } from '#agents/formats/prometheus-text.ts';
import { createForeignWriter } from '#telemetry/otel/foreign-text.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

function verdict(text: string): string {
  const parsed = parseExposition(text);
  return parsed.ok ? 'good' : `${String(parsed.line)}: ${parsed.reason}`;
}

function families(text: string): ParsedExposition['families'] {
  const parsed = parsePrometheusText(text);
  assert.ok(parsed.ok, parsed.ok ? '' : parsed.reason);
  return parsed.families;
}

test('blanks, comments and escapes as the format allows them', () => {
  const [one, two] = families(`
# A comment.
#
  # HELP  one  what "it"\\n is
 #    TYPE    one gauge
one{ a = "x\\"y\\\\z\\n" , b="c", }-Inf
one 3e2
two{} 08
`);
  assert.deepEqual([one?.type, one?.help], ['gauge', 'what "it"\n is']);
  assert.deepEqual(one?.samples, [
    {
      name: 'one',
      labels: [
        ['a', 'x"y\\z\n'],
        ['b', 'c'],
      ],
      value: -Infinity,
    },
    { name: 'one', labels: [], value: 300 },
  ]);
  assert.deepEqual([two?.type, two?.samples[0]?.value], ['unknown', 8]);
});

test('samples of one metric come together, whatever stands between them', () => {
  const [summary, decoy] = families(`# TYPE s summary
s{n="1",quantile="0.5"} 1
s{n="2",quantile="0.5"} 2
decoy 1
s_count{n="1"} 3
s_sum{n="1"} 4
`);
  assert.deepEqual(
    summary?.samples.map(({ name, labels }) => [name, labels[0]?.[1]]),
    [
      ['s', '1'],
      ['s_count', '1'],
      ['s_sum', '1'],
      ['s', '2'],
    ],
  );
  assert.equal(decoy?.name, 'decoy');
});

test('what OpenMetrics would not have by its type has none there', () => {
  const openTypes = (text: string): readonly unknown[] =>
    families(text).map(({ name, type, openType }) => [name, type, openType]);
  assert.deepEqual(openTypes('# TYPE a_total counter\na_total 1\n'), [['a', 'counter', 'counter']]);
  assert.deepEqual(openTypes('# TYPE a counter\na 1\n'), [['a', 'counter', 'unknown']]);
  assert.deepEqual(openTypes('# TYPE a_total counter\na_total NaN\n'), [
    ['a_total', 'counter', 'unknown'],
  ]);
  // As clients of Prometheus write their heap: both names are one family in OpenMetrics.
  assert.deepEqual(openTypes('# TYPE a gauge\na 1\n# TYPE a_total counter\na_total 1\n'), [
    ['a', 'gauge', 'gauge'],
    ['a_total', 'counter', 'unknown'],
  ]);
  assert.deepEqual(
    openTypes(
      '# TYPE a_total counter\na_total{x="1"} 1\n# TYPE a_created gauge\na_created{x="1"} 5\n',
    ),
    [['a', 'counter', 'counter']],
  );
});

test('a wrong text is refused with its line and the reason', () => {
  const cases: readonly (readonly [text: string, verdict: string])[] = [
    ['a 1\nb 2', '2: the last line has no end: it may be half written'],
    ['a{b="\\t"} 1\n', '1: \\t is no escape'],
    ['a{b="1"} 1 2 3\n', '1: something stands after the timestamp'],
    ['a{b="1"}\n', '1: "" is no number'],
    ['a\n', '1: there is no value'],
    ['a 0x1\n', '1: "0x1" is no number'],
    ['a 1 1.5\n', '1: "1.5" is no timestamp in ms'],
    [
      'good 1\na 1 1441205977284\n',
      '2: it has a timestamp: the value would not be of the time of the scrape',
    ],
    ['# HELP a x\n# HELP a y\n', '2: a second HELP of a'],
    ['# TYPE a gauge\n# TYPE a gauge\n', '2: a second TYPE of a'],
    ['a 1\n# TYPE a gauge\n', '2: TYPE of a stands after samples'],
    ['# TYPE a bla\n', '1: "bla" is no type'],
    ['a 1\na 2\n', '2: the same series again'],
    ['a{x="1",y="2"} 1\na{y="2",x="1"} 1\n', '2: the same series again'],
    ['{"a.b"} 1\n', '1: "" is no name of a metric'],
    ['# TYPE a histogram\na_bucket{le="1"} 1\n', '2: the last bucket is not le="+Inf"'],
    ['# TYPE a histogram\na 1\n', '2: a histogram has a_bucket, a_sum and a_count only'],
    ['# TYPE a summary\na{quantile="x"} 1\n', '2: label quantile is missing, or no number'],
  ];
  for (const [text, said] of cases) assert.equal(verdict(text), said, JSON.stringify(text));
});

test('a text whose last line is # EOF says of itself that it is OpenMetrics', () => {
  assert.ok(isOpenMetrics('a 1\n# EOF\n') && isOpenMetrics('a 1\n# EOF') && isOpenMetrics('# EOF'));
  assert.ok(
    !isOpenMetrics('a 1\n') && !isOpenMetrics('# EOF\na 1\n') && !isOpenMetrics('x# EOF\n'),
  );
  assert.equal(verdict('# TYPE a untyped\na 1\n# EOF\n'), '1: "untyped" is no type');
});

const REAL = 'prometheus';

/** Files that Prometheus itself or OpenMetrics does not accept either, or that hold timestamps, each with its reason. */
const REFUSED: readonly (readonly [name: RegExp, reason: RegExp])[] = [
  [/from_test_parse_error_\d+$/, /./],
  [/json2(_bad)?$/, /is no name of a metric/],
  [
    /(from_test_parse_[123]|client_side_timestamp\/metrics.prom|dump-openmetrics.*|dump-test-1.prom)$/,
    /timestamp|no name of a metric/,
  ],
  [/(benchmark|ignore_timestamp|metric_with_timestamp)\/input.txt$/, /timestamp/],
  // A histogram with negative buckets and a sum, which the specification forbids.
  [/alltypes.5mfs.om.txt$/, /with negative buckets there is no sum/],
  // Prometheus text with the last line of OpenMetrics: one name is a gauge and, with _total, a counter.
  [/alltypes.237mfs.*$/, /is taken above/],
];

test(
  'real files of others: each is right or refused with a reason, and comes out as it went in',
  needsSharedData(REAL),
  () => {
    const files = globSync(`${sharedData(REAL)}/**/*`, { withFileTypes: true })
      .filter((entry) => entry.isFile() && !/\.(json|out)$/.test(entry.name))
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .filter((path) => !path.includes('openmetrics_conformance'));
    let series = 0;
    for (const path of files) {
      const raw = readFileSync(path, 'utf8');
      // The corpus of errors is of single lines: but for the first, the error to be found is not the missing end.
      const isWhole = raw.endsWith('\n') || path.endsWith('_error_0');
      const parsed = parseExposition(isWhole ? raw : `${raw}\n`);
      const refused = REFUSED.find(([name]) => name.test(path));
      if (refused !== undefined) {
        assert.ok(!parsed.ok, `${path} is accepted`);
        assert.match(parsed.reason, refused[1], basename(path));
        continue;
      }
      assert.ok(parsed.ok, parsed.ok ? '' : `${path}:${String(parsed.line)}: ${parsed.reason}`);
      const write = createForeignWriter();
      const text = parsePrometheusText(write(parsed.families, 'text'));
      const open = parseOpenMetrics(`${write(parsed.families, 'openmetrics')}# EOF\n`);
      assert.ok(text.ok && open.ok, path);
      const count = (one: ParsedExposition): number =>
        one.families.reduce((sum, { samples }) => sum + samples.length, 0);
      assert.deepEqual([count(text), count(open)], [count(parsed), count(parsed)], path);
      series += count(parsed);
    }
    assert.ok(
      files.length > 60 && series > 5_000,
      `${String(files.length)} files, ${String(series)} series`,
    );
  },
);
