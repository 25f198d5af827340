import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { parseOpenMetrics } from '#agents/formats/openmetrics.ts';
import { needsSharedData, sharedData } from '../../support/shared-data.ts';

const CASES = 'prometheus/openmetrics_conformance/tests/testdata/parsers';

/** The line and the reason of a text that is refused, or "good". */
function verdict(text: string): string {
  const parsed = parseOpenMetrics(text);
  return parsed.ok ? 'good' : `${String(parsed.line)}: ${parsed.reason}`;
}

test('a whole text: families, types, helps, labels and values', () => {
  const parsed = parseOpenMetrics(`# TYPE pump_starts counter
# HELP pump_starts Starts of the "pump"\\n since \\"ever\\".
pump_starts_total{pump="a\\"b\\\\c\\nd"} 3 # {trace="1"} 1 12.5
# TYPE bath_kelvin gauge
# UNIT bath_kelvin kelvin
bath_kelvin 4.2
odd_one{x=""} NaN
# EOF
`);
  assert.ok(parsed.ok);
  assert.deepEqual(parsed.families, [
    {
      name: 'pump_starts',
      type: 'counter',
      openType: 'counter',
      help: 'Starts of the "pump"\n since "ever".',
      samples: [{ name: 'pump_starts_total', labels: [['pump', 'a"b\\c\nd']], value: 3 }],
    },
    {
      name: 'bath_kelvin',
      type: 'gauge',
      openType: 'gauge',
      help: null,
      samples: [{ name: 'bath_kelvin', labels: [], value: 4.2 }],
    },
    {
      name: 'odd_one',
      type: 'unknown',
      openType: 'unknown',
      help: null,
      samples: [{ name: 'odd_one', labels: [['x', '']], value: NaN }],
    },
  ]);
  assert.equal(parsed.timestampLine, null);
});

test('a wrong text is refused with its line and the reason', () => {
  const cases: readonly (readonly [text: string, verdict: string])[] = [
    ['a 1\n', '1: the last line is not # EOF'],
    ['', '1: the last line is not # EOF'],
    ['a 1\n# EOF\nb 2\n', '3: something stands after # EOF'],
    ['\n# EOF\n', '1: "" is no name of a metric'],
    ['a 1\n4k 2\n# EOF', '2: "4k" is no name of a metric'],
    ['a{4k="x"} 1\n# EOF', '1: "4k" is no name of a label'],
    ['a{__name__="x"} 1\n# EOF', "1: label __name__ is Prometheus's own"],
    ['a{b="1",b="2"} 1\n# EOF', '1: label b stands twice'],
    ['a{b="1} 1\n# EOF', '1: the value of a label has no closing quote'],
    ['a 1e400x\n# EOF', '1: "1e400x" is no number'],
    ['# TYPE a gauge\na 1\na 1\n# EOF', '3: the same series again'],
    ['# TYPE a gauge\na 1 5\na 1 4\n# EOF', '3: the time steps back'],
    ['# TYPE a counter\na_total -1\n# EOF', '2: a counter cannot have -1 as total'],
    ['# TYPE a gauge\n# TYPE b gauge\n# HELP a x\n# EOF', '3: the name a is taken above'],
    [
      '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n# EOF',
      '3: a bucket holds less than the one before',
    ],
    ['# TYPE a histogram\na_bucket{le="1"} 2\n# EOF', '2: the last bucket is not le="+Inf"'],
    ['# TYPE a summary\na{quantile="2"} 1\n# EOF', '2: quantile="2" is not between 0 and 1'],
    ['# UNIT a seconds\n# EOF', '1: the name a does not end in its unit, seconds'],
  ];
  for (const [text, said] of cases) assert.equal(verdict(text), said, JSON.stringify(text));
});

test(
  "the specification's own cases: good ones accepted, bad ones refused",
  needsSharedData(CASES),
  () => {
    const names = readdirSync(sharedData(CASES));
    const wrong = names.filter((name) => {
      const read = (file: string): string =>
        readFileSync(join(sharedData(CASES), name, file), 'utf8');
      const { shouldParse } = JSON.parse(read('test.json')) as { readonly shouldParse: boolean };
      const parsed = parseOpenMetrics(read('metrics'));
      return parsed.ok !== shouldParse || (!parsed.ok && !(parsed.line >= 1));
    });
    assert.deepEqual(wrong, []);
    assert.ok(names.length >= 128, `only ${String(names.length)} cases`);
  },
);
