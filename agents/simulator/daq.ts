/** The living DAQ: writes the file of each acquisition that it was awake for, in pieces, and sweeps as they are taken. */
import { mkdir, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { dataHeader, dataName, dataNumber, dataSamples } from './data-file.ts';
import { cutShare } from './history.ts';
import { ACQUISITION_MS, CADENCE_MS } from './plan.ts';
import type { DataSegment, PlannedRun, Segment, SweepSegment } from './plan.ts';
import { sweepPoints, sweepText } from './sweeps.ts';
import { tellTruth } from './truth.ts';

/** An acquisition whose end was noticed later than this was slept through: its file is not made up. */
const MISSED_MS = 3_000;
const PIECES = 4;
const PIECE_MS = 300;
const SWEEP_PIECE_MS = 1_500;

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

export interface Acquisition {
  readonly takenAt: number;
  readonly endsAt: number;
}

/** The last acquisition of a segment that has ended at `now`, whole or cut short, or null. */
export function lastAcquisition(segment: DataSegment, now: number): Acquisition | null {
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

/** Writes into the folder of a run; numbers go on from what lies there already. */
function createWriter({ seed, samples, signal, daq, truth, onWritten }: DaqOptions) {
  let folder = '';
  let number = 0;

  async function enter(run: PlannedRun): Promise<string> {
    const path = join(daq, run.campaign, run.directory);
    if (path !== folder) {
      await mkdir(path, { recursive: true });
      const names = await readdir(path);
      number = names.reduce((most, name) => Math.max(most, dataNumber(name) ?? 0), 0);
      folder = path;
    }
    return path;
  }

  return {
    async data(run: PlannedRun, segment: DataSegment, due: Acquisition): Promise<void> {
      const { takenAt, endsAt } = due;
      const path = await enter(run);
      number += 1;
      const centreHz = run.cavity.resonance(seed, segment.angle, segment.from).f0Hz;
      const share = endsAt - takenAt >= ACQUISITION_MS ? 1 : cutShare(seed, takenAt);
      const body = dataSamples(samples, seed, takenAt).subarray(0, 4 * Math.floor(samples * share));
      const header = dataHeader({ takenAt, centreHz, samples, tunerDeg: segment.angle });
      const bytes = Buffer.concat([header, body]);
      const file = join(path, dataName(number));
      await writePieces(file, split(bytes, PIECES), PIECE_MS, signal);
      onWritten({ path: file, bytes: bytes.length, at: endsAt });
    },
    async sweep(run: PlannedRun, segment: SweepSegment): Promise<void> {
      const path = await enter(run);
      const { angle, name, from, to } = segment;
      const resonance = run.cavity.resonance(seed, angle, from);
      const points = sweepPoints(run.cavity, resonance, seed, from);
      const pieces = Math.max(2, Math.round((to - from) / SWEEP_PIECE_MS));
      const text = sweepText(run.cavity, points, pieces);
      await writePieces(join(path, name), text, (to - from) / pieces, signal);
      tellTruth(truth, { sweep: name, directory: run.directory, at: from, ...resonance });
    },
  };
}

/** Makes the DAQ; it remembers only what it wrote itself. */
export function createDaq(options: DaqOptions): Daq {
  const { signal } = options;
  const writer = createWriter(options);
  const busy = new Set<Promise<void>>();
  /** What began before is not known: the DAQ was off, or the machine slept. */
  let awakeSince = options.startedAt;
  let lastTick = options.startedAt;
  let lastTakenAt = Number.NEGATIVE_INFINITY;
  let lastSweepAt = Number.NEGATIVE_INFINITY;

  async function watch(task: Promise<void>): Promise<void> {
    try {
      await task;
    } catch (error) {
      if (!signal.aborted) options.onError(error);
    }
  }

  function begin(task: Promise<void>): void {
    const done = watch(task).finally(() => busy.delete(done));
    busy.add(done);
  }

  function tickSegment(run: PlannedRun, segment: Segment, now: number): void {
    if (segment.kind === 'sweep') {
      const isDue = now >= segment.from && now < segment.from + MISSED_MS;
      if (!isDue || segment.from <= lastSweepAt || segment.from < awakeSince) return;
      lastSweepAt = segment.from;
      begin(writer.sweep(run, segment));
    } else if (segment.kind === 'data') {
      const due = lastAcquisition(segment, now);
      if (due === null || due.takenAt <= lastTakenAt || due.takenAt < awakeSince) return;
      if (now - due.endsAt > MISSED_MS) return;
      lastTakenAt = due.takenAt;
      begin(writer.data(run, segment, due));
    }
  }

  return {
    tick(runs, now) {
      if (now - lastTick > MISSED_MS) awakeSince = now;
      lastTick = now;
      const isNear = (span: { readonly from: number; readonly to: number }): boolean =>
        span.from <= now && span.to > now - MISSED_MS;
      for (const run of runs.filter(isNear)) {
        for (const segment of run.segments.filter(isNear)) tickSegment(run, segment, now);
      }
    },
    async idle() {
      await Promise.all(busy);
    },
  };
}
