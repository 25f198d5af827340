/** Builds one run of each kind: physics with its tuner steps, tuner maps, noise, background and tests. */
import { QUAX_CAVITY, heatOfMove, stepAngle } from './cavity.ts';
import type { PlannedRun, Segment } from './plan.ts';
import { between } from './random.ts';
import { sweepName } from './sweeps.ts';

export const QUAX_CAMPAIGN = 'Run_2026.11-QUAX';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** What a builder needs to know beside the time. */
export interface RunStart {
  readonly seed: number;
  readonly from: number;
  readonly directory: string;
  /** Number of the first tuner step since the beginning of the campaign. */
  readonly step: number;
  /** So many times as quick as usual is everything but the data taking itself: 1 is usual. */
  readonly pace: number;
}

type Who = Pick<RunStart, 'seed' | 'pace'>;

function sweep({ seed, pace }: Who, from: number, angle: number, isAfter: boolean): Segment {
  const to = from + Math.round((between(6, 22, seed, 'sweep time', from) * SECOND) / pace);
  return { kind: 'sweep', from, to, angle, name: sweepName(QUAX_CAVITY, angle, isAfter) };
}

/** Tuner move, S11, data for one to two hours, S11. `endsAt` moves on earlier. */
export function physicsStep(start: RunStart, from: number, endsAt: number | null): Segment[] {
  const { seed, step, pace } = start;
  const later = (t: number, seconds: number): number => t + Math.round((seconds * SECOND) / pace);
  const angle = stepAngle(seed, step);
  const moved = later(from, between(35, 75, seed, 'move', step));
  // Moves that come more often warm the cavity no more than the usual ones.
  const heatK = heatOfMove(seed, from) / pace;
  const before = sweep(start, later(moved, 8), angle, false);
  const begin = later(before.to, 6);
  const planned = later(begin, 60 * between(62, 112, seed, 'step', step));
  const end = endsAt !== null && endsAt > begin ? Math.min(planned, endsAt) : planned;
  const after = sweep(start, later(end, 5), angle, true);
  return [
    { kind: 'move', from, to: moved, angle, heatK },
    before,
    { kind: 'data', from: begin, to: end, angle, isCut: false },
    after,
  ];
}

function run(
  start: RunStart,
  kind: PlannedRun['kind'],
  segments: readonly Segment[],
  to?: number,
): PlannedRun {
  const end = to ?? segments.at(-1)?.to ?? start.from;
  return {
    campaign: QUAX_CAMPAIGN,
    directory: start.directory,
    kind,
    cavity: QUAX_CAVITY,
    from: start.from,
    to: end,
    isAborted: false,
    segments,
  };
}

/** A physics run of whole steps that ends by itself after about `lastsMs`; `moves` are instants at which someone moves the tuner. */
export function physicsRun(
  start: RunStart,
  lastsMs: number,
  moves: readonly number[],
): { readonly run: PlannedRun; readonly steps: number } {
  const segments: Segment[] = [];
  let from = start.from;
  let steps = 0;
  const { pace } = start;
  while (from < start.from + lastsMs - HOUR / 2 / pace || steps === 0) {
    const move = moves.find((at) => at > from + (3 * MINUTE) / pace) ?? null;
    segments.push(...physicsStep({ ...start, step: start.step + steps }, from, move));
    from = (segments.at(-1)?.to ?? from) + (4 * SECOND) / pace;
    steps += 1;
  }
  return { run: run(start, 'physics', segments), steps };
}

/** A tuner map: one sweep at rest, then one at each of 24 irregular angles of the whole range, ascending. */
export function calibrationRun(start: RunStart): PlannedRun {
  const { seed, pace } = start;
  const segments: Segment[] = [];
  let at = start.from;
  for (let n = 0; n < 24; n += 1) {
    const angle =
      Math.round((19 + (8.1 * (n + between(-0.3, 0.3, seed, start.from, n))) / 23) * 10) / 10;
    const clipped = Math.min(27.1, Math.max(19, angle));
    const moved = at + Math.round((between(12, 30, seed, 'map', at) * SECOND) / pace);
    segments.push({ kind: 'move', from: at, to: moved, angle: clipped, heatK: 0.000_25 / pace });
    const next = sweep(start, moved + (5 * SECOND) / pace, clipped, false);
    segments.push(next);
    at = next.to + (3 * SECOND) / pace;
  }
  return run(start, 'calibration', segments);
}

/** Data with the tuner at rest: noise, background and test runs. */
export function restingRun(
  start: RunStart,
  kind: 'noise' | 'background' | 'test',
  lastsMs: number,
): PlannedRun {
  const angle = stepAngle(start.seed, start.step);
  const to = start.from + lastsMs;
  const from = start.from + 10 * SECOND;
  return run(start, kind, [{ kind: 'data', from, to, angle, isCut: false }], to);
}
