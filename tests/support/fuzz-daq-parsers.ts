/** Feeds the parsers of data files with damaged input: a corpus of good ones, mutated from a seed. None may throw, hang or give nonsense. */

import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sweepFact } from '#agents/collectors/daq/sweep-fact.ts';
import { timeInName } from '#agents/collectors/daq/name-time.ts';
import { readFileName } from '#agents/formats/file-name.ts';
import { parseMountinfo } from '#agents/formats/mountinfo.ts';
import { readRawHeader } from '#agents/formats/raw-header.ts';
import { readRunPath } from '#agents/formats/run-path.ts';
import { parseSweep } from '#agents/formats/sweep.ts';
import { parseTouchstone } from '#agents/formats/touchstone.ts';
import { createRandom, type Random } from './living/random.ts';
import { sharedData } from './shared-data.ts';

/** No input of this size may take longer: a parser that backtracks shows here. */
const SLOWEST_MS = 2_000;
const MOST_BYTES = 200_000;

interface Target {
  readonly name: string;
  readonly corpus: readonly Buffer[];
  /** Throws where the answer is not one that the collector can use. */
  readonly check: (input: Buffer) => void;
}

export interface FuzzCounts extends Readonly<Record<string, number>> {
  readonly parsers: number;
  readonly inputs: number;
}

/** Mutates `runs` inputs for each parser; throws with the input that broke one. */
export function fuzzDaqParsers(options: { runs: number; seed: number }): FuzzCounts {
  const random = createRandom(options.seed);
  let inputs = 0;
  for (const target of targets()) {
    for (let run = 0; run < options.runs; run += 1) {
      const input = mutate(random, random.pick(target.corpus), target.corpus);
      inputs += 1;
      const start = performance.now();
      try {
        target.check(input);
      } catch (cause) {
        throw new Error(`${target.name} breaks at ${quote(input)}`, { cause });
      }
      const took = performance.now() - start;
      if (took > SLOWEST_MS) throw new Error(`${target.name} takes ${took} ms at ${quote(input)}`);
    }
  }
  return { parsers: targets().length, inputs };
}

const quote = (input: Buffer): string =>
  `${input.length} bytes (base64): ${input.subarray(0, 3_000).toString('base64')}`;

function demand(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}

function targets(): readonly Target[] {
  return [
    {
      name: 'raw-header',
      corpus: [
        rawFile(),
        ...real('haloscope/admx_run1b/OLD PIPELINE/hr_data/2018_05_19', /\.dat$/),
      ],
      check(input) {
        const result = readRawHeader(input);
        if (result === null) return;
        if (!result.ok) demand(result.reason !== '', 'a refusal without a reason');
        else demand(result.header.minBytes >= 0, `minBytes ${result.header.minBytes}`);
      },
    },
    { name: 'sweep', corpus: sweeps(), check: (input) => checkSweep(parseSweep(input.toString())) },
    {
      name: 'touchstone',
      corpus: touchstones(),
      check: (input) => checkSweep(parseTouchstone(input.toString(), input.length % 3)),
    },
    { name: 'file-name', corpus: names(), check: (input) => checkName(input.toString()) },
    {
      name: 'run-path',
      corpus: paths(),
      check(input) {
        const text = input.toString();
        demand(readRunPath(text).run === text, 'the run is not its path');
      },
    },
    {
      name: 'mountinfo',
      corpus: [Buffer.from('36 35 98:0 /a /mnt/b\\040c rw - ext4 /dev/sda1 rw\n')],
      check(input) {
        for (const { type } of parseMountinfo(input.toString())) demand(type !== '', 'no type');
      },
    },
  ];
}

function checkName(text: string): void {
  const { tunerDeg } = readFileName(text);
  demand(tunerDeg === null || Math.abs(tunerDeg) <= 360, `${tunerDeg} degrees`);
  const t = timeInName(text, 'Europe/Rome');
  demand(t === null || Number.isFinite(t), `time ${t}`);
}

function checkSweep(result: ReturnType<typeof parseSweep>): void {
  if (!result.ok) {
    demand(result.reason !== '', 'a refusal without a reason');
    return;
  }
  const { fHz, db } = result.sweep;
  demand(fHz.length === db.length && fHz.length > 0, `${fHz.length} and ${db.length} points`);
  demand(fHz.every(Number.isFinite), 'a frequency that is no number');
  demand(db.every(Number.isFinite), 'a magnitude that is no number');
}

/** The fit of damaged sweeps: slower, so that fewer are tried. */
export function fuzzSweepFits(options: { runs: number; seed: number }): FuzzCounts {
  const random = createRandom(options.seed);
  const corpus = sweeps();
  for (let run = 0; run < options.runs; run += 1) {
    const text = mutate(random, random.pick(corpus), corpus).toString();
    const about = { campaign: 'c', run: 'r', name: 'S11.txt', takenAt: 0, tunerDeg: null } as const;
    const { fit, refused } = sweepFact(text, { ...about, parameter: random.pick(['s11', 's21']) });
    demand(
      (fit === null) !== (refused === null),
      `neither fit nor reason at ${text.slice(0, 500)}`,
    );
    if (fit !== null) demand(Number.isFinite(fit.f0Hz.value), 'a resonance that is no number');
  }
  return { parsers: 1, inputs: options.runs };
}

const ODD = [
  'NaN',
  '-',
  ',',
  '1e999',
  '-1e-999',
  '\0',
  '\r',
  '\uFEFF',
  '#',
  '!',
  ';',
  'Ã',
  '\t\t',
  '[',
  '0x10',
  '9'.repeat(400),
];

/** One to four changes: bytes, cuts, doublings, pieces of another input, odd words, and sometimes a very long line. */
function mutate(random: Random, from: Buffer, corpus: readonly Buffer[]): Buffer {
  let bytes = Buffer.from(from);
  for (let change = random.below(4); change >= 0; change -= 1) {
    const at = random.below(bytes.length + 1);
    const end = Math.min(bytes.length, at + random.below(64));
    const kinds: readonly (() => Buffer)[] = [
      () =>
        Buffer.concat([
          bytes.subarray(0, at),
          Buffer.from([random.below(256)]),
          bytes.subarray(at + 1),
        ]),
      () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]),
      () => bytes.subarray(0, at),
      () => Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]),
      () =>
        Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(ODD)), bytes.subarray(at)]),
      () => Buffer.concat([bytes.subarray(0, at), random.pick(corpus).subarray(random.below(200))]),
      () => (random.below(50) > 0 ? bytes : glue(bytes)),
    ];
    bytes = Buffer.from(
      random
        .pick(kinds)()
        .subarray(0, MOST_BYTES * 10),
    );
  }
  return bytes;
}

/** All on one line of 1 MB and more, as when line ends were lost. */
function glue(bytes: Buffer): Buffer {
  const line = Buffer.from(
    `${bytes.toString('latin1').replaceAll(/[\r\n]+/g, ' ')} 1 2 `,
    'latin1',
  );
  return Buffer.concat(Array.from({ length: Math.ceil(1_200_000 / line.length) }, () => line));
}

function rawFile(): Buffer {
  const block = (text: string): Buffer => {
    const length = Buffer.alloc(8);
    length.writeBigInt64LE(BigInt(text.length));
    return Buffer.concat([length, Buffer.from(text)]);
  };
  const count = Buffer.from([3, 0, 0, 0, 0, 0, 0, 0]);
  const run = block('{"sampling_rate": 25.0, "acquisition_time": "2026-11-03T04:05:06.500Z"}');
  const data = block('{"datatype": "time_series", "x_spacing": 10.24, "x_units": "microseconds"}');
  return Buffer.concat([run, data, count, Buffer.alloc(12)]);
}

function curve(separator: string, columns: number, head: string): Buffer {
  const rows = Array.from({ length: 60 }, (_, n) => {
    const db = -35 + 12 / (1 + ((n - 30) / 4) ** 2);
    return [8.83e9 + n * 1e5, db.toFixed(4), (n * 3 - 90).toFixed(2)]
      .slice(0, columns)
      .join(separator);
  });
  return Buffer.from(`${head}\n${rows.join('\n')}\n`);
}

function sweeps(): readonly Buffer[] {
  const german = curve(';', 3, 'Freq (Hz);S11 (dB);Phase (deg)').toString().replaceAll('.', ',');
  return [
    curve('\t', 2, 'freq (Hz)\tS11 (dB)'),
    curve(',', 3, '% freq (Hz),S11 (dB),phase (deg)'),
    Buffer.from(german),
    ...real('vna/skrf_npl_qfactor/skrf/tests/qfactor_data', /\.txt$/),
  ];
}

function touchstones(): readonly Buffer[] {
  return [
    curve(' ', 3, '! one port\n# Hz S DB R 50'),
    curve(' ', 3, '# GHz S RI R 50'),
    ...real('vna/skrf/skrf/io/tests', /\.s\dp$/),
    ...real('vna/skrf/skrf/io/tests/ts', /\.(ts|s\dp)$/),
  ];
}

function names(): readonly Buffer[] {
  const texts = [
    'S11_20p2deg.txt',
    's21 -3,5 deg.csv',
    'raw_20261123T101502Z.dat',
    '2026-11-23_10-15-02,250.h5',
  ];
  return texts.map((text) => Buffer.from(text));
}

function paths(): readonly Buffer[] {
  const texts = [
    '/mnt/d/Run_2026.11-QUAX/calibrazione 3',
    'C:\\daq\\Run_2023.11\\prova è',
    '/data/fondo/hot load/x',
  ];
  return texts.map((text) => Buffer.from(text));
}

/** Real files where they lie beside the clone: their beginnings. */
function real(folder: string, pattern: RegExp): readonly Buffer[] {
  try {
    const path = sharedData(folder);
    return readdirSync(path)
      .filter((name) => pattern.test(name) && statSync(join(path, name)).isFile())
      .map((name) => readFileSync(join(path, name)).subarray(0, MOST_BYTES));
  } catch {
    return [];
  }
}
