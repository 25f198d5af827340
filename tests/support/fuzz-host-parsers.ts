/** Mutated input for the parsers of `host` and `textfile`: no crash, no hang, and nothing but what the types promise. */

import assert from 'node:assert/strict';
import * as fc from 'fast-check';

import { parseCgroupPath, parseCpuMax, parseMemoryMax } from '#agents/formats/cgroup.ts';
import {
  parseChronyTracking,
  parseNtpVariables,
  parseTimedatectl,
} from '#agents/formats/clock-answers.ts';
import { parseExposition } from '#agents/formats/exposition.ts';
import { parseFailedUnits } from '#agents/formats/failed-units.ts';
import { parseMountinfo } from '#agents/formats/mountinfo.ts';
import { parseOpenMetrics } from '#agents/formats/openmetrics.ts';
import * as proc from '#agents/formats/proc.ts';
import { parsePrometheusText } from '#agents/formats/prometheus-text.ts';
import { seriesKeyOf } from '#telemetry/metrics/foreign.ts';
import { createForeignWriter } from '#telemetry/otel/foreign-text.ts';

interface Target {
  readonly name: string;
  /** What a right input looks like; mutations begin here. */
  readonly seeds: readonly string[];
  /** Parses and asserts what must hold of any input. */
  readonly check: (text: string) => void;
}

/** Every number of an answer is one: counters are never negative, NaN or infinite. */
function checkNumbers(value: unknown): void {
  if (typeof value === 'number') assert.ok(value >= 0 && Number.isFinite(value), String(value));
  else if (Array.isArray(value)) value.forEach(checkNumbers);
  else if (typeof value === 'object' && value !== null) Object.values(value).forEach(checkNumbers);
}

/** Each line is a row, told as odd, or one of those that are left out: none is lost in silence. */
function checkLines(
  text: string,
  parse: (line: string, odd: string[]) => readonly unknown[],
  isLeftOut: (line: string) => boolean,
): void {
  for (const line of text.split('\n')) {
    const odd: string[] = [];
    const rows = parse(line, odd);
    checkNumbers(rows);
    assert.ok(rows.length + odd.length === 1 || isLeftOut(line), JSON.stringify(line));
  }
}

/** What is accepted comes out of our writer in both formats, is accepted there, and has the same series. */
function checkExposition(text: string): void {
  const parsed = parseExposition(text);
  if (!parsed.ok) {
    assert.ok(
      parsed.line >= 1 && parsed.line <= text.split('\n').length + 1 && parsed.reason !== '',
    );
    return;
  }
  const write = createForeignWriter();
  const written = write(parsed.families, 'text');
  const open = `${write(parsed.families, 'openmetrics')}# EOF\n`;
  const series = (one: ReturnType<typeof parseExposition>): readonly string[] =>
    one.ok
      ? one.families
          .flatMap(({ samples }) => samples.map((s) => `${seriesKeyOf(s)} ${String(s.value)}`))
          .toSorted()
      : [one.reason];
  const expected = series(parsed);
  assert.deepEqual(series(parsePrometheusText(written)), expected, written);
  assert.deepEqual(series(parseOpenMetrics(open)), expected, open);
}

const isEmpty = (line: string): boolean => line.trim() === '';

export const targets: readonly Target[] = [
  {
    name: 'stat',
    seeds: ['cpu  100 0 50 1000 10 0 5 0 7 0\ncpu0 50 0 25 500 5 0 2 0 0 0\nintr 9 8\n'],
    check: (text) => checkNumbers(proc.parseStat(text).map(({ seconds }) => seconds)),
  },
  {
    name: 'meminfo',
    seeds: ['MemTotal:       1000 kB\nMemFree:   1 kB\nHugePages_Total:   3\n'],
    check: (text) =>
      checkNumbers(['MemTotal', 'MemFree', 'x'].map((name) => proc.readMeminfo(text, name) ?? 0)),
  },
  {
    name: 'loadavg and uptime',
    seeds: ['0.10 0.20 0.30 1/100 5\n', '3027.58 100.0\n'],
    check: (text) => checkNumbers([proc.parseLoad(text) ?? 0, proc.parseUptime(text) ?? 0]),
  },
  {
    name: 'diskstats',
    seeds: [
      '   8       0 sda 10 1 4 100 20 2 8 200 0 1500 300\n   8       1 sda1 9 0 4 100 20 0 8 200 0 1500 300\n',
    ],
    check(text) {
      const isPartition = (line: string): boolean => /^ *\d+ +\d+ [^ ]+ /.test(line);
      checkLines(text, proc.parseDiskstats, (line) => isEmpty(line) || isPartition(line));
    },
  },
  {
    name: 'net/dev',
    seeds: [
      'Inter-|   Receive  |  Transmit\n face |bytes\n  eth0: 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16\n    lo: 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n',
    ],
    check(text) {
      checkLines(
        text,
        (line, odd) =>
          proc.parseNetworkDevices(line, odd).map(({ receive, transmit }) => [receive, transmit]),
        (line) => line === '' || line.includes('|') || line.includes(':'),
      );
    },
  },
  {
    name: 'pressure',
    seeds: [
      'some avg10=0.22 avg60=0.20 avg300=1.10 total=14300000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=5\n',
    ],
    check: (text) =>
      checkNumbers(Object.values(proc.parsePressure(text)).map((value) => value ?? 0)),
  },
  {
    name: 'mountinfo',
    seeds: [
      '30 21 8:17 / /mnt/d\\040isk rw,noatime shared:9 - xfs /dev/sdb1 rw,attr2\n22 21 0:20 / /proc rw - proc proc rw\n',
    ],
    check(text) {
      const parse = (line: string, odd: string[]): readonly unknown[] =>
        parseMountinfo(line, odd).map(({ device }) => device);
      checkLines(text, parse, (line) => line === '' || line.includes(' - '));
    },
  },
  {
    name: 'clock',
    seeds: [
      '0A000001,ntp.example,3,1795.0,-0.000012,0.00001,0.00002,1.0,0.0,0.0,0.01,0.002,64.1,Normal',
      'leap=00, offset=1.500\n',
      'yes\n',
    ],
    check(text) {
      for (const parse of [parseChronyTracking, parseNtpVariables, parseTimedatectl]) {
        const state = parse(text);
        assert.ok(state?.offsetSeconds == null || Number.isFinite(state.offsetSeconds));
        assert.ok(state?.isSynchronised !== false || state.offsetSeconds === null);
      }
    },
  },
  {
    name: 'failed units',
    seeds: [
      'smartd.service loaded failed failed Self Monitoring\n● mnt-d.mount loaded failed failed /mnt/d\n',
    ],
    check(text) {
      checkLines(
        text,
        (line, odd) => parseFailedUnits(line, odd).map(() => 1),
        (line) => line.replace(/^[●*]? +/, '').trimEnd() === '',
      );
    },
  },
  {
    name: 'control group',
    seeds: ['12:cpu:/a\n0::/system.slice/flash.service\n', '67108864\n', '150000 100000\n'],
    check(text) {
      assert.ok(parseCgroupPath(text)?.startsWith('/') ?? true);
      checkNumbers([parseMemoryMax(text) ?? 0, parseCpuMax(text) ?? 0]);
    },
  },
  {
    name: 'prometheus text',
    seeds: [
      '# HELP a one\\n "two"\n# TYPE a counter\na{b="c\\"d"} 1\na 2 \n',
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n# TYPE s summary\ns{quantile="0.5"} NaN\ns_sum 1\ns_count 2\n',
      '# TYPE a_total counter\na_total 1\n# TYPE a gauge\na 1\n# TYPE a_created gauge\na_created 5\nb -Inf\n',
    ],
    check: checkExposition,
  },
  {
    name: 'openmetrics',
    seeds: [
      '# TYPE a counter\n# HELP a one\\n \\"two\\"\na_total{b="c"} 1 # {t="1"} 0.5 1.2\na_created{b="c"} 5\n# EOF\n',
      '# TYPE h gaugehistogram\nh_bucket{le="-1"} 1\nh_bucket{le="+Inf"} 2\nh_gcount 2\nh_gsum -3\n# TYPE i info\ni_info{v="1"} 1\n# TYPE s stateset\ns{s="on"} 1\ns{s="off"} 0\n# EOF\n',
      '# TYPE h histogram\nh_bucket{x="1",le="1"} 1\nh_bucket{x="1",le="+Inf"} 2\nh_count{x="1"} 2\nh_sum{x="1"} 3\n# TYPE b_seconds gauge\n# UNIT b_seconds seconds\nb_seconds 1\nfree NaN\n# EOF\n',
    ],
    check: checkExposition,
  },
];

/** Pieces that parsers trip over. */
const PIECES = [
  '\n',
  '\r\n',
  ' ',
  '\t',
  '"',
  '\\',
  '{',
  '}',
  ',',
  '=',
  '#',
  ':',
  '-',
  '+',
  '.',
  'NaN',
  '+Inf',
  '1e999',
  '0x1',
  '-1',
  '99999999999999999999',
  '\u0000',
  '\ud800',
  'à',
  '_total',
  '_bucket',
  '_created',
  '_info',
  ' # ',
  '# EOF\n',
  '# TYPE ',
  'le="',
  'cpu',
];

/** Some cuts, doublings and insertions into a right text. */
function mutated(seeds: readonly string[]): fc.Arbitrary<string> {
  const place = fc.double({ min: 0, max: 1, noNaN: true });
  const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 6 }));
  const change = fc.tuple(
    fc.constantFrom('cut', 'double', 'insert', 'replace'),
    place,
    fc.nat(12),
    piece,
  );
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 8 }))
    .map(([seed, changes]) =>
      changes.reduce((text, [kind, where, length, inserted]) => {
        const at = Math.floor(where * text.length);
        const [head, middle, tail] = [
          text.slice(0, at),
          text.slice(at, at + length),
          text.slice(at + length),
        ];
        if (kind === 'cut') return head + tail;
        if (kind === 'double') return head + middle + middle + tail;
        return kind === 'insert' ? head + inserted + middle + tail : head + inserted + tail;
      }, seed),
    );
}

/** Gives one parser so many inputs. @throws with the smallest input that fails */
export function fuzz({ seeds, check }: Target, runs: number, seed?: number): void {
  const options = { numRuns: runs, ...(seed === undefined ? {} : { seed }) };
  fc.assert(fc.property(mutated(seeds), check), options);
}
