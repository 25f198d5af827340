/** The whole plan as a pure function of the seed, the first start, every later start and every event. */
import { EVENTS, physicsAfter } from './events.ts';
import type { SimulatedEvent } from './events.ts';
import { HAPPENINGS, INTENTIONS, ROUND_H } from './plan-history.ts';
import type { Intention } from './plan-history.ts';
import { calibrationRun, physicsRun, restingRun } from './plan-run.ts';
import { cutRun, pauseRun } from './plan.ts';
import type { Plan, PlannedRun } from './plan.ts';
import { between } from './random.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Everything the plan depends on; kept in the simulator's state. */
export interface PlanInput {
  readonly seed: number;
  /** The first start, where history ends and life begins, UTC ms. */
  readonly origin: number;
  readonly historyMs: number;
  /** Later starts after a long stop: each begins a new run. */
  readonly starts: readonly number[];
  /** Events that were asked for. */
  readonly injected: readonly SimulatedEvent[];
  /** So many times as quick as usual are people in what they do after the origin; absent: 1. */
  readonly pace?: number;
}

/** Beginnings of the rounds of history, the latest ending at the origin. */
function rounds({ origin, historyMs }: PlanInput): number[] {
  const count = Math.ceil(historyMs / (ROUND_H * HOUR));
  return Array.from({ length: count }, (_, n) => origin - (count - n) * ROUND_H * HOUR);
}

function eventsOf(input: PlanInput): readonly SimulatedEvent[] {
  const first = input.origin - input.historyMs;
  const history = rounds(input).flatMap((round) =>
    HAPPENINGS.map(([hour, name]) => ({ name, at: round + hour * HOUR })),
  );
  return [...history.filter(({ at }) => at >= first), ...input.injected].sort(
    (a, b) => a.at - b.at,
  );
}

/** Builds runs one after another and remembers what numbers were used. */
function createBuilder(seed: number, events: readonly SimulatedEvent[]) {
  const runs: PlannedRun[] = [];
  const used = new Map<string, number>();
  const moves = events.filter(({ name }) => name === 'tuner-move').map(({ at }) => at);
  let number = 138;
  let step = 0;

  function name(word: string): string {
    const count = (used.get(word) ?? 0) + 1;
    used.set(word, count);
    return count === 1 ? word : `${word} ${count}`;
  }

  function build(what: Intention[1], from: number, lastsMs: number, pace: number): PlannedRun {
    if (what === 'physics') {
      number += 1;
      const directory = `${String(number).padStart(4, '0')}_fisica`;
      const built = physicsRun({ seed, from, directory, step, pace }, lastsMs, moves);
      step += built.steps;
      return built.run;
    }
    const directory = {
      calibration: 'Calibrazione_tuner',
      noise: 'rumore_hotload',
      background: 'fondo_campo_spento',
      test: 'prova',
    }[what];
    const start = { seed, from, directory: name(directory), step, pace };
    return what === 'calibration' ? calibrationRun(start) : restingRun(start, what, lastsMs);
  }

  return {
    runs,
    /** Adds a run, cut at `until` and by what happens meanwhile; gives its end. */
    add(what: Intention[1], from: number, lastsMs: number, until: number, pace = 1): number {
      let run = build(what, from, lastsMs, pace);
      const planned = run.segments.filter((segment) => segment.kind === 'move').length;
      for (const event of events) {
        const { name, at } = event;
        if (at <= run.from || at >= run.to) continue;
        const { daq } = EVENTS[name];
        if (daq === 'abort') run = cutRun(run, at, true);
        else if (daq === 'pause')
          run = pauseRun(run, at, physicsAfter(event), name === 'full-disk');
      }
      run = cutRun(run, until, false);
      // the tuner goes on from where it stands, also after a run that was cut short
      if (what === 'physics')
        step -= planned - run.segments.filter((s) => s.kind === 'move').length;
      runs.push(run);
      return run.to;
    },
  };
}

type Builder = ReturnType<typeof createBuilder>;

/** When data taking can go on at `t`: after everything that forbids it. */
function readyAt(events: readonly SimulatedEvent[], t: number): number {
  let ready = t;
  for (const event of events) {
    const isAbort = EVENTS[event.name].daq === 'abort';
    if (isAbort && event.at <= ready) ready = Math.max(ready, physicsAfter(event));
  }
  return ready;
}

/** Physics in runs of about ten hours, with a tuner map and sometimes noise between them, from `from` until `until`. */
function live(
  builder: Builder,
  events: readonly SimulatedEvent[],
  { seed, pace = 1 }: PlanInput,
  from: number,
  until: number,
): void {
  let at = readyAt(events, from);
  let run = 0;
  while (at < until) {
    const lasts = (between(8, 13, seed, 'live run', from, run) * HOUR) / pace;
    at = builder.add('physics', at, lasts, until, pace);
    run += 1;
    const wasAborted = builder.runs.at(-1)?.isAborted === true;
    at = readyAt(events, at + (between(2, 4, seed, 'pause', at) * MINUTE) / pace);
    if (wasAborted || at >= until) continue;
    const rest = (3 * MINUTE) / pace;
    at = builder.add('calibration', at, 0, until, pace) + rest;
    if (run % 3 === 0 && at < until)
      at = builder.add('noise', at, (20 * MINUTE) / pace, until, pace) + rest;
    at = readyAt(events, at);
  }
}

/** The plan from the beginning of the history until `until`; the same input gives the same plan. */
export function makePlan(input: PlanInput, until: number): Plan {
  const { seed, origin, historyMs, starts } = input;
  const events = eventsOf(input);
  const builder = createBuilder(seed, events);
  const stops = [...starts, until];
  const first = origin - historyMs;
  let end = first - MINUTE;
  for (const round of rounds(input)) {
    for (const [hour, what, hours] of INTENTIONS) {
      const meant = round + hour * HOUR;
      const lasts = meant + hours * HOUR - Math.max(meant, first, end);
      const isPossible = what === 'physics' ? lasts > 10 * MINUTE : meant > Math.max(first, end);
      if (!isPossible || meant >= origin) continue;
      const from = Math.max(meant, first, end + MINUTE);
      end = builder.add(what, from, what === 'physics' ? lasts : hours * HOUR, stops[0] ?? until);
    }
  }
  let from = builder.runs.length === 0 ? origin : Math.max(origin, end + 3 * MINUTE);
  for (const stop of stops) {
    if (from < stop) live(builder, events, input, from, Math.min(stop, until));
    from = stop;
  }
  return { runs: builder.runs, events };
}
