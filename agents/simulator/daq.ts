/** The living DAQ: writes the file of each acquisition that it was awake for, in pieces, and sweeps as they are taken. */
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dataHeader, dataName, dataNumber, dataSamples } from './data-file.ts';
import { cutShare } from './history.ts';
import { ACQUISITION_MS, CADENCE_MS } from './plan.ts';
import type { DataSegment, PlannedRun, SweepSegment } from './plan.ts';
import { sweepPoints, sweepText } from './sweeps.ts';
import { tellTruth } from './truth.ts';

/** An acquisition whose end was noticed later than this was slept through: its file is not made up. */
const MISSED_MS = 3_000;
const PIECES = 4;
const PIECE_MS = 300;

export interface WrittenFile {
  readonly path: string;
  readonly bytes: number;
  readonly at: number;
}

export interface DaqOptions {
  readonly seed: number;
  readonly daq: string;
  readonly truth: string;
  readonly samples: number;
  /** The DAQ was switched on then: what began earlier is not its. */
  readonly startedAt: number;
  readonly signal: AbortSignal;
  readonly onWritten: (file: WrittenFile) => void;
  readonly onError: (error: unknown) => void;
}

export interface Daq {
  /** Begins whatever is due at `now`; writing goes on by itself. */
  tick(runs: readonly PlannedRun[], now: number): void;
  /** Resolves when nothing is being written any more. */
  idle(): Promise<void>;
}

/** The beginning of the last acquisition of a segment that has ended at `now`, whole or cut, or null. */
export function lastAcquisition(
  segment: DataSegment,
  now: number,
): { readonly takenAt: number; readonly endsAt: number } | null {
  const whole = Math.floor(
    (Math.min(now, segment.to) - segment.from - ACQUISITION_MS) / CADENCE_MS,
  );
  if (segment.isCut && now >= segment.to) {
    return { takenAt: segment.from + (whole + 1) * CADENCE_MS, endsAt: segment.to };
  }
  if (whole < 0) return null;
  const takenAt = segment.from + whole * CADENCE_MS;
  return { takenAt, endsAt: takenAt + ACQUISITION_MS };
}

/** Appends pieces to a new file with pauses between them, as a program does that writes while it acquires; at a stop it finishes at once. */
async function writePieces(
  path: string,
  pieces: readonly (Buffer | string)[],
  pauseMs: number,
  signal: AbortSignal,
): Promise<void> {
  const file = await open(path, 'w');
  try {
    for (const [n, piece] of pieces.entries()) {
      if (n > 0) await wait(pauseMs, undefined, { signal }).catch(() => undefined);
      await file.appendFile(piece);
    }
  } finally {
    await file.close();
  }
}

function split(bytes: Buffer, pieces: number): Buffer[] {
  const size = Math.ceil(bytes.length / pieces);
  return Array.from({ length: pieces }, (_, n) => bytes.subarray(n * size, (n + 1) * size));
}

/** Makes the DAQ; it remembers only what it wrote itself, numbers go on from what lies in the run's folder. */
export function createDaq(options: DaqOptions): Daq {
  const { seed, samples, startedAt, signal } = options;
  const busy = new Set<Promise<void>>();
  let lastTakenAt = Number.NEGATIVE_INFINITY;
  let lastSweepAt = Number.NEGATIVE_INFINITY;
  let folder = '';
  let number = 0;

  async function enter(run: PlannedRun): Promise<string> {
    const path = join(options.daq, run.campaign, run.directory);
    if (path !== folder) {
      await mkdir(path, { recursive: true });
      const names = await readdir(path);
      number = names.reduce((most, name) => Math.max(most, dataNumber(name) ?? 0), 0);
      folder = path;
    }
    return path;
  }

  async function writeData(run: PlannedRun, segment: DataSegment, takenAt: number, endsAt: number) {
    const path = await enter(run);
    number += 1;
    const centreHz = run.cavity.resonance(seed, segment.angle, segment.from).f0Hz;
    const isWhole = endsAt - takenAt >= ACQUISITION_MS;
    const share = isWhole ? 1 : cutShare(seed, takenAt);
    const body = dataSamples(samples, seed, takenAt).subarray(0, 4 * Math.floor(samples * share));
    const bytes = Buffer.concat([dataHeader({ takenAt, centreHz, samples }), body]);
    const file = join(path, dataName(number));
    await writePieces(file, split(bytes, PIECES), PIECE_MS, signal);
    options.onWritten({ path: file, bytes: bytes.length, at: endsAt });
  }

  async function writeSweep(run: PlannedRun, segment: SweepSegment) {
    const path = await enter(run);
    const truth = run.cavity.resonance(seed, segment.angle, segment.from);
    const points = sweepPoints(run.cavity, truth, seed, segment.from);
    const pieces = Math.max(2, Math.round((segment.to - segment.from) / 1_500));
    const pause = (segment.to - segment.from) / pieces;
    await writePieces(
      join(path, segment.name),
      sweepText(run.cavity, points, pieces),
      pause,
      signal,
    );
    const { directory } = run;
    tellTruth(options.truth, { sweep: segment.name, directory, at: segment.from, ...truth });
  }

  function begin(task: Promise<void>): void {
    const done = task.catch((error: unknown) => {
      if (!signal.aborted) options.onError(error);
    });
    busy.add(done);
    void done.then(() => busy.delete(done));
  }

  function tickSegment(
    run: PlannedRun,
    segment: PlannedRun['segments'][number],
    now: number,
  ): void {
    if (segment.kind === 'sweep') {
      const isDue = now >= segment.from && now < segment.from + MISSED_MS;
      if (!isDue || segment.from <= lastSweepAt || segment.from < startedAt) return;
      lastSweepAt = segment.from;
      begin(writeSweep(run, segment));
    } else if (segment.kind === 'data') {
      const due = lastAcquisition(segment, now);
      const isNew = due !== null && due.takenAt > lastTakenAt && due.takenAt >= startedAt;
      if (!isNew || now - due.endsAt > MISSED_MS) return;
      lastTakenAt = due.takenAt;
      begin(writeData(run, segment, due.takenAt, due.endsAt));
    }
  }

  return {
    tick(runs, now) {
      for (const run of runs) {
        if (run.from > now || run.to < now - MISSED_MS) continue;
        for (const segment of run.segments) {
          if (segment.from <= now && segment.to > now - MISSED_MS) tickSegment(run, segment, now);
        }
      }
    },
    async idle() {
      await Promise.all(busy);
    },
  };
}
