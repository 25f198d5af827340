/** Writes past runs as fast as the disk allows: sweeps in full, data files as a header and a hole, each with the time it had. */
import {
  closeSync,
  ftruncateSync,
  futimesSync,
  mkdirSync,
  openSync,
  statSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '#telemetry/errors.ts';
import { dataHeader, dataName } from './data-file.ts';
import { CADENCE_MS, fileTimes } from './plan.ts';
import type { DataSegment, PlannedRun, SweepSegment } from './plan.ts';
import { sweepPoints, sweepText } from './sweeps.ts';
import { tellTruth } from './truth.ts';
import { uniform } from './random.ts';

export interface PastInput {
  readonly seed: number;
  /** Where campaigns' folders go. */
  readonly daq: string;
  readonly truth: string;
  readonly samples: number;
  readonly runs: readonly PlannedRun[];
  /** Nothing later than this is written. */
  readonly until: number;
}

/** The share of a cut file that was written: never so much that its size would not strike. */
export function cutShare(seed: number, takenAt: number): number {
  return 0.1 + 0.6 * uniform(seed, 'cut', takenAt);
}

function openNew(path: string, bytes: number): number | null {
  try {
    return openSync(path, 'wx');
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // left by a simulator that was killed: whole files stay as they are
    return statSync(path).size === bytes ? null : openSync(path, 'w');
  }
}

/** Makes a data file of full length whose samples are a hole. */
function writeSparse(path: string, header: Buffer, bytes: number, at: number): void {
  const file = openNew(path, bytes);
  if (file === null) return;
  try {
    writeSync(file, header);
    ftruncateSync(file, bytes);
    futimesSync(file, at / 1000, at / 1000);
  } finally {
    closeSync(file);
  }
}

/** Writes a sweep whole and tells its truth. */
function writeSweep(
  input: PastInput,
  run: PlannedRun,
  segment: SweepSegment,
  folder: string,
): void {
  const truth = run.cavity.resonance(input.seed, segment.angle, segment.from);
  const points = sweepPoints(run.cavity, truth, input.seed, segment.from);
  const path = join(folder, segment.name);
  writeFileSync(path, sweepText(run.cavity, points).join(''));
  utimesSync(path, segment.to / 1000, segment.to / 1000);
  const { directory } = run;
  tellTruth(input.truth, { sweep: segment.name, directory, at: segment.from, ...truth });
}

/** Writes the data files of a segment from number `first` on; gives how many. */
function writeData(
  input: PastInput,
  run: PlannedRun,
  segment: DataSegment,
  folder: string,
  first: number,
): number {
  const { seed, samples, until } = input;
  const centreHz = run.cavity.resonance(seed, segment.angle, segment.from).f0Hz;
  const times = fileTimes(segment).filter((t) => t + CADENCE_MS <= until);
  for (const [n, takenAt] of times.entries()) {
    const header = dataHeader({ takenAt, centreHz, samples, tunerDeg: segment.angle });
    const path = join(folder, dataName(first + n));
    writeSparse(path, header, header.length + samples * 4, takenAt + CADENCE_MS + 900);
  }
  if (!segment.isCut || segment.to > until) return times.length;
  const takenAt = (times.at(-1) ?? segment.from - CADENCE_MS) + CADENCE_MS;
  const header = dataHeader({ takenAt, centreHz, samples, tunerDeg: segment.angle });
  const bytes = header.length + 4 * Math.floor(samples * cutShare(seed, takenAt));
  writeSparse(join(folder, dataName(first + times.length)), header, bytes, segment.to);
  return times.length + 1;
}

/** Writes all runs up to `until`, in time order; gives control back after each segment with how far it is (UTC ms). */
export function* writePast(input: PastInput): Generator<number> {
  for (const run of input.runs) {
    if (run.from >= input.until) return;
    const folder = join(input.daq, run.campaign, run.directory);
    mkdirSync(folder, { recursive: true });
    let number = 1;
    for (const segment of run.segments) {
      if (segment.from >= input.until) return;
      if (segment.kind === 'sweep' && segment.to <= input.until) {
        writeSweep(input, run, segment, folder);
      } else if (segment.kind === 'data') {
        number += writeData(input, run, segment, folder, number);
      }
      yield Math.min(segment.to, input.until);
    }
  }
}
