/** The fixture's runs: a physics run with four steps, an excursion over range, a pause and a gap. */

import type { FileColumns, Run, RunSeries, SweepRow } from '#site/snapshot/schema/run.ts';
import { KEY_CHANNELS } from './channels.ts';
import { entryId } from './log.ts';
import { createRandom, short, wander } from './random.ts';

const CADENCE = 2_190;

export interface RunSpec {
  readonly campaign: string;
  readonly campaignName: string;
  readonly number: number;
  readonly kind: Run['kind'];
  readonly start: number;
  readonly end: number | null;
  readonly lastAt: number;
  readonly files: number;
  readonly seed: number;
}

/** Builds one run of a QUAX-like campaign. */
export function buildRun(spec: RunSpec): Run {
  const { start, lastAt, files } = spec;
  const bytes = spec.kind === 'calibration' ? 42_000 : 340_000;
  const sweeps = [0, 1, 2, 3].map((i) => sweep(i, start + ((lastAt - start) * i) / 4));
  const pause = start + (lastAt - start) * 0.59;
  return {
    campaign: spec.campaign,
    campaignName: spec.campaignName,
    number: spec.number,
    revision: 3,
    title: null,
    path: `/data/${spec.campaignName}/fisica_${spec.number}`,
    kind: spec.kind,
    kindRaw: 'fisica',
    site: 'LNF',
    node: 'lnf-daq',
    origin: 'live',
    state: spec.end === null ? 'open' : 'closed',
    closedBy: spec.end === null ? null : 'next run',
    start,
    end: spec.end,
    softwareVersion: '2.4.1',
    tags: spec.kind === 'physics' ? ['candidate'] : [],
    quality: spec.seed === 4 ? 'doubtful' : null,
    flags: [
      {
        from: start + (lastAt - start) * 0.45,
        to: start + (lastAt - start) * 0.53,
        quality: 'doubtful',
        why: 'excursion of the mixing chamber <b>to 19 mK</b>',
        by: 'A. Sample',
        at: lastAt,
      },
    ],
    startedBy: 'B. Esempio',
    keyChannels: KEY_CHANNELS,
    statistics: KEY_CHANNELS.map(({ channel, role }) => ({
      channel,
      n: 400,
      min: role === 't_cav' ? 0.0299 : 1,
      max: role === 't_cav' ? 0.0384 : 2,
      mean: role === 't_cav' ? 0.0305 : 1.5,
      last: role === 't_cav' ? 0.0303 : 1.6,
    })),
    steps: sweeps.map((one, i) => ({
      n: i + 1,
      start: one.takenAt,
      end: i === 3 ? spec.end : start + ((lastAt - start) * (i + 1)) / 4 - 120_000,
      liveMs: (lastAt - start) / 4 - 130_000,
      tunerDeg: one.tunerDeg,
      f0Hz: one.fit?.f0Hz.value ?? null,
      qL: one.fit?.qL.value ?? null,
      beta: one.fit?.beta?.value ?? null,
      regime: one.fit?.regime ?? null,
      fieldT: 8,
      f0Source: 'S11',
      fieldSource: 'magnet/field',
    })),
    sweeps,
    jobs: Array.from({ length: 12 }, (_, i) => ({
      id: `18${i}.0`,
      scheduler: 'htcondor',
      state: i === 3 ? ('failed' as const) : ('completed' as const),
      submitted: start + i * 1_000_000,
      started: start + i * 1_000_000 + 60_000,
      ended: start + i * 1_000_000 + 500_000,
      reason: i === 3 ? 'exit code 137' : null,
    })),
    log: [
      {
        id: '02A',
        at: start,
        author: 'recorder',
        authorKind: 'machine',
        title: `Run ${spec.number} started: ${spec.kind}`,
        tags: [],
        run: null,
      },
      ...(spec.number === 140
        ? [
            {
              id: entryId(0),
              at: lastAt - 3_600_000,
              author: 'Ada Neri',
              authorKind: 'human' as const,
              title: 'Helium is low',
              tags: ['cryo'],
              run: null,
            },
          ]
        : []),
    ],
    fileCount: files,
    sizedCount: files,
    bytes: files * bytes,
    cadenceMs: CADENCE,
    files: fileColumns(start, Math.min(files, 5_000), bytes, spec.number),
    fileParts: [],
    throughput: throughput(start, lastAt, pause),
    series: KEY_CHANNELS.flatMap(({ channel, role }) => series(channel, role, spec)),
    fileSpans: [
      { from: start + 30_000, to: pause },
      { from: pause + 540_000, to: lastAt },
    ],
  };
}

function bucket(spec: { start: number; lastAt: number }): { stepMs: number; count: number } {
  const stepMs = Math.max(10_000, Math.ceil((spec.lastAt - spec.start) / 380 / 1000) * 1000);
  return { stepMs, count: Math.floor((spec.lastAt - spec.start) / stepMs) + 1 };
}

function series(channel: string, role: string, spec: RunSpec): RunSeries[] {
  const { stepMs, count } = bucket(spec);
  const random = createRandom(spec.seed + channel.length);
  const levels: Readonly<Record<string, number>> = {
    t_cav: 0.0302,
    t_mc: 0.0118,
    field: 8,
    pressure: 2.1,
    lead_current: 0,
  };
  const level = levels[role] ?? 1;
  const noise = role === 'field' ? 0 : level * 0.004;
  const mean: (number | null)[] = wander(random, count, level, noise).map((value, i) =>
    role === 't_cav' || role === 't_mc'
      ? short(value * (1 + 0.62 * rise(i, Math.floor(count * 0.45))))
      : value,
  );
  if (role === 't_mc') mean.fill(null, Math.floor(count * 0.55), Math.floor(count * 0.58));
  if (role === 'pressure')
    for (let i = 0; i < Math.min(40, count * 0.2 - 1); i += 1)
      mean[Math.floor(count * 0.8) + i] = level * 10 ** (i / 14);
  const isOver = role === 't_mc';
  const notGood = isOver
    ? [
        {
          from: spec.start + stepMs * Math.floor(count * 0.55),
          to: spec.start + stepMs * Math.floor(count * 0.58),
          quality: 'over',
        },
      ]
    : [];
  return [
    {
      channel,
      start: spec.start,
      stepMs,
      min: mean.map((v) => (v === null ? null : short(v - noise))),
      max: mean.map((v) => (v === null ? null : short(v + noise))),
      mean,
      notGood,
    },
  ];
}

const rise = (i: number, from: number): number =>
  i < from ? 0 : ((i - from) / 12) * Math.exp(1 - (i - from) / 12);

function throughput(start: number, lastAt: number, pause: number): RunSeries {
  const { stepMs, count } = bucket({ start, lastAt });
  const rate = wander(createRandom(3), count, 156_000, 2_000).map((value, i) => {
    const t = start + i * stepMs;
    return t > pause && t < pause + 540_000 ? 0 : value;
  });
  return { channel: 'throughput', start, stepMs, min: rate, max: rate, mean: rate, notGood: [] };
}

function sweep(i: number, takenAt: number): SweepRow {
  const f0 = 8_833_436_000 + i * 259_000;
  const qL = 23_000 + i * 270;
  const beta = 1.05 + i * 0.02;
  const startHz = f0 - 2_500_000;
  const offsetHz = Array.from({ length: 401 }, (_, k) => k * 12_500);
  const fitDb = offsetHz.map((offset) => {
    const delta = (startHz + offset - f0) / f0;
    return -35 + 10 * Math.log10(1 - (4 * beta) / (1 + beta) ** 2 / (1 + 4 * qL ** 2 * delta ** 2));
  });
  const random = createRandom(i + 11);
  const isRefused = i === 2;
  return {
    name: `S11_${(20.2 + i * 0.7).toFixed(1).replace('.', 'p')}deg.txt`,
    takenAt,
    parameter: 's11',
    tunerDeg: 20.2 + i * 0.7,
    method: 'magnitude',
    points: 801,
    spanHz: 5_000_000,
    fit: isRefused
      ? null
      : {
          f0Hz: { value: f0, error: 410 },
          qL: { value: qL, error: 92 },
          q0: null,
          beta: { value: beta, error: 0.012 },
          betaUnder: { value: 1 / beta, error: 0.011 },
          regime: 'unknown',
          depthDb: 26 + i,
          rmsDb: 0.04,
        },
    refused: isRefused ? 'the window holds 1.8 linewidths, 3 are needed' : null,
    trace: {
      startHz,
      stopHz: startHz + 5_000_000,
      offsetHz,
      db: fitDb.map((db) => hundredths(db + (random() - 0.5) * 0.4)),
      fitDb: isRefused ? null : fitDb.map(hundredths),
    },
  };
}

/** As a network analyser writes them. */
const hundredths = (db: number): number => Math.round(db * 100) / 100;

function fileColumns(t0: number, count: number, bytes: number, run: number): FileColumns {
  const indices = Array.from({ length: count }, (_, i) => i);
  return {
    t0,
    name: indices.map((i) => `physics_${run}_${String(i + 1).padStart(5, '0')}.dat`),
    dt: indices.map((i) => i * CADENCE),
    bytes: indices.map((i) => (i === 3 ? null : bytes)),
    adler32: indices.map((i) => ((i * 2_654_435_761) >>> 0).toString(16).padStart(8, '0')),
    tunerDeg: indices.map(() => 22.3),
    tCavK: indices.map((i) => (i === 5 ? null : 0.0302)),
    tMcK: indices.map(() => 0.0118),
    cavityHz: indices.map(() => 8_834_213_400),
    softwareVersion: indices.map((i) => (i === 0 ? 'v0' : '2.4.1')),
    copies: indices.map((i) => (i < 4 ? 1 : 0)),
    copyWords: ['lnf-daq: present, unverified', 'lnf-daq: removed; cloud: present'],
  };
}
