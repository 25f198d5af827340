/** The files of a run and their copies, row by row: realistic names, sizes, checksums, and here and there a gap. */

import type { BulkRow } from '#telemetry/catalogue/bulk/piece.ts';
import type { RunPlan } from './runs.ts';
import { DAY_MS, mix, type Scale } from './scale.ts';

export const FILE_COLUMNS = [
  'id',
  'run_id',
  'name',
  'taken_ms',
  'taken_source',
  'bytes',
  'adler32',
  'tuner_deg',
  't_cav_k',
  't_mc_k',
  'cavity_hz',
  'software_version',
] as const;

export const REPLICA_COLUMNS = [
  'file_id',
  'location',
  'uri',
  'state',
  'locality',
  'bytes',
  'adler32',
  'seen_ms',
  'verified_ms',
  'verified_method',
] as const;

/** Of a thousand files: so many have no time, no checksum, are not yet on tape; so many names are missing in between. */
const PER_MILLE = { timeless: 1, unsummed: 8, notOnTape: 40, missing: 5 };

/** Copies on the DAQ disk go after this long. */
const DISK_KEPT_MS = 30 * DAY_MS;

const ANGLE_MS = 300_000;

export interface FilePlan {
  readonly id: number;
  readonly name: string;
  readonly taken: number | null;
  readonly bytes: number;
  readonly adler32: string | null;
  readonly tunerDeg: number;
  readonly f0Hz: number;
  readonly h: number;
}

/** Of the tuner at the n-th position: it turns by a twentieth of a degree. */
export function angleOf(run: RunPlan, n: number): number {
  return 19 + (((run.id * 13 + Math.floor(n / perAngle(run))) * 5) % 810) / 100;
}

/** Files at one tuner position: five minutes of physics, one sweep. */
export function perAngle(run: RunPlan): number {
  return run.kind === 'physics' ? Math.max(1, Math.round(ANGLE_MS / run.cadenceMs)) : 1;
}

/** Resonance at a tuner angle, Hz: 8.8315 to 8.8380 GHz over 8.1 degrees. */
export function f0At(angle: number): number {
  return 8.8315e9 + (angle - 19) * 8.02e5;
}

export function planFile({ seed }: Scale, run: RunPlan, n: number): FilePlan {
  const id = run.firstFileId + n;
  const h = mix(seed, id);
  const isSweep = run.kind === 'calibration';
  const angle = angleOf(run, n);
  const jitter = (h >>> 8) % 40;
  return {
    id,
    name: isSweep
      ? sweepName(angle, n)
      : `quax_${String(numberOf(seed, run, n)).padStart(8, '0')}.dat`,
    taken: h % 1000 < PER_MILLE.timeless ? null : run.start + n * run.cadenceMs + jitter,
    bytes: isSweep ? 18_000 + (h % 4_000) : bytesOf(run, n, h),
    adler32:
      (h >>> 4) % 1000 < PER_MILLE.unsummed ? null : mix(seed, id, 1).toString(16).padStart(8, '0'),
    tunerDeg: Number(angle.toFixed(2)),
    // Measured once a step: all its files have the frequency of its sweep.
    f0Hz: f0At(angle) + (mix(seed, run.id, Math.round(angle * 100)) % 2_000) - 1_000,
    h,
  };
}

/** 2^25 bytes of samples and a header; the last file of some runs was cut short when the run was ended. */
function bytesOf(run: RunPlan, n: number, h: number): number {
  const whole = 33_554_432 + 4_096;
  return n === run.files - 1 && h % 4 === 0 ? (h % whole) + 4_096 : whole;
}

/** The DAQ counts on where it lost a file. */
function numberOf(seed: number, run: RunPlan, n: number): number {
  return n + Math.floor(((n + (mix(seed, run.id) % 200)) * PER_MILLE.missing) / 1000);
}

function sweepName(angle: number, n: number): string {
  const [whole = '', part = ''] = angle.toFixed(2).split('.');
  return `S11_${whole}p${part}deg_${String(n).padStart(4, '0')}.txt`;
}

export function fileRow(scale: Scale, run: RunPlan, n: number): BulkRow {
  const file = planFile(scale, run, n);
  const tCav = run.kind === 'noise' ? null : 0.03 + (file.h % 500) / 1e5;
  return [
    file.id,
    run.id,
    file.name,
    file.taken,
    file.taken === null ? null : 'mtime',
    file.bytes,
    file.adler32,
    run.kind === 'noise' ? null : file.tunerDeg,
    tCav,
    tCav === null ? null : 0.011 + (file.h % 90) / 1e6,
    run.kind === 'physics' ? file.f0Hz : null,
    'v2',
  ];
}

/** The copies of a file: in the cloud, on tape but for some, and on the DAQ disk for a month. */
export function replicaRows(scale: Scale, run: RunPlan, n: number): readonly BulkRow[] {
  const { id, name, bytes, adler32, h } = planFile(scale, run, n);
  const at = run.start + n * run.cadenceMs;
  const seen = at + 600_000;
  const place = `${run.campaign}/${String(run.number)}/${name}`;
  const rows: BulkRow[] = [
    [
      id,
      'cnaf-cloud',
      `s3://flash-raw/${place}`,
      'present',
      'disk',
      bytes,
      adler32,
      seen,
      adler32 === null ? null : seen,
      adler32 === null ? null : 'digest',
    ],
  ];
  if ((h >>> 12) % 1000 >= PER_MILLE.notOnTape) {
    const uri = `davs://archive.example.org:8443/flash/raw/${place}`;
    rows.push([id, 'cnaf-tape', uri, 'present', 'tape', bytes, adler32, seen + DAY_MS, null, null]);
  }
  if (at > scale.until - DISK_KEPT_MS) {
    rows.push([
      id,
      'lnf-daq',
      `${run.path}/${name}`,
      'present',
      'disk',
      bytes,
      adler32,
      at,
      null,
      null,
    ]);
  }
  return rows;
}

/** Rows of some runs in batches of a few thousand. */
export function* inBatches(
  runs: Iterable<RunPlan>,
  rowsOf: (run: RunPlan, n: number) => readonly BulkRow[],
): Generator<readonly BulkRow[]> {
  let batch: BulkRow[] = [];
  for (const run of runs) {
    for (let n = 0; n < run.files; n += 1) {
      for (const row of rowsOf(run, n)) batch.push(row);
      if (batch.length < 5_000) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
