/** What the people of the demo write: who is on shift, entries of the log, flags; a pure function of what happens, so that a restart writes nothing twice. */
import type { Act } from '#telemetry/logbook/act.ts';
import type { SimulatedEvent } from './events.ts';
import { judgeActs } from './people-judge.ts';
import { STORIES } from './people-stories.ts';
import { COORDINATOR, entry, idOf, runName, SHIFT_MS, shifterAt } from './people-words.ts';
import type { Plan } from './plan.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The rota is known so far ahead. */
const AHEAD_MS = 48 * HOUR;

/** Everything that people have done up to `now`, in its order; shifts also of the next two days. */
export function actsOf(plan: Plan, from: number, now: number): readonly Act[] {
  const acts = [
    ...shiftActs(from, now + AHEAD_MS),
    ...tagActs(from),
    ...runActs(plan),
    ...handOverActs(plan, from, now),
    ...judgeActs(plan),
    ...plan.events.flatMap((event) => storyOf(event, plan)),
  ];
  return acts
    .filter((act) => act.do === 'shift.set' || act.at <= now)
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** What is written of an event; once all is clear, nothing more. */
function storyOf(event: SimulatedEvent, plan: Plan): readonly Act[] {
  const { clearedAt = Number.POSITIVE_INFINITY } = event;
  return (STORIES[event.name]?.(event, plan) ?? []).filter(({ at }) => at < clearedAt);
}

const MEANINGS = {
  cryo: 'refrigerator, helium, cooling water, vacuum',
  magnet: 'field, leads, ramps, quenches',
  daq: 'digitizer, disk, files',
  s11: 'sweeps and what they say of the cavity',
  tuner: 'tuner maps and moves',
  handover: 'from one shift to the next',
  computing: 'batch jobs, quotas, copies',
  run: 'runs that open and close, written by the recorder',
  step: 'tuner positions of a run, written by the recorder',
} as const;

function tagActs(from: number): readonly Act[] {
  return Object.entries(MEANINGS).map(([tag, meaning]) => ({
    do: 'tag.mean' as const,
    id: idOf(from, 'tag', tag),
    by: COORDINATOR,
    at: from,
    tag,
    meaning,
  }));
}

function shiftActs(from: number, to: number): readonly Act[] {
  const acts: Act[] = [];
  for (let t = Math.floor(from / SHIFT_MS) * SHIFT_MS; t < to; t += SHIFT_MS) {
    const at = Math.floor(from / SHIFT_MS) * SHIFT_MS;
    acts.push({
      do: 'shift.set',
      id: idOf(t, 'shift'),
      by: COORDINATOR,
      at,
      person: shifterAt(t),
      role: 'shifter',
      from: t,
      to: t + SHIFT_MS,
    });
  }
  return acts;
}

/** A physics run is announced a few minutes after it began; a tuner map gets its table. */
function runActs({ runs }: Plan): readonly Act[] {
  return runs.flatMap((run) => {
    const at = run.from + 4 * MINUTE;
    if (run.kind !== 'physics' && run.kind !== 'calibration') return [];
    const name = runName(runs, run);
    const sweeps = run.segments.filter((segment) => segment.kind === 'sweep');
    const [first] = sweeps;
    if (first === undefined || first.to > at + HOUR) return [];
    const by = shifterAt(at);
    if (run.kind === 'physics')
      return [
        entry(at, by, `run ${run.directory}`, {
          title: `Physics from ${first.angle.toFixed(1)}°, S11 taken before the first file`,
          body: `Sweep \`${first.name}\`; the dip is where the map says. Persistent, leads at **0 A**.`,
          tags: ['s11'],
          run: name,
        }),
      ];
    const end = run.to + 6 * MINUTE;
    return [
      entry(end, shifterAt(end), `map ${run.directory}`, {
        title: `Tuner map done: ${sweeps.length} sweeps`,
        body: `Ascending, so no backlash.\n\n| sweep | angle |\n|:--|--:|\n${sweeps
          .filter((_, i) => i % 6 === 0)
          .map(({ name: file, angle }) => `| \`${file}\` | ${angle.toFixed(1)}° |`)
          .join('\n')}\n\nThe others stand with the run.`,
        tags: ['s11', 'tuner'],
        run: name,
      }),
    ];
  });
}

/** At the end of each shift, to the next: which runs there were, as a table. */
function handOverActs({ runs }: Plan, from: number, now: number): readonly Act[] {
  const acts: Act[] = [];
  for (let end = Math.ceil(from / SHIFT_MS) * SHIFT_MS; end <= now; end += SHIFT_MS) {
    const begin = end - SHIFT_MS;
    const own = runs.filter((run) => run.from < end && run.to > begin);
    const lines = own.map(
      (run) =>
        `| ${run.directory} | ${run.kind} | ${clock(Math.max(run.from, begin))} | ${run.to > end ? 'goes on' : clock(run.to)} |`,
    );
    const table = `| run | kind | from | to |\n|:--|:--|--:|--:|\n${lines.join('\n')}`;
    const at = end - 5 * MINUTE;
    acts.push(
      entry(at, shifterAt(begin), 'hand over', {
        title: `Hand-over to ${shifterAt(end)}`,
        body:
          own.length === 0
            ? 'No run in this shift.'
            : `${table}\n\n- [x] logbook read\n- [x] alarms looked at`,
        tags: ['handover'],
      }),
    );
  }
  return acts;
}

const clock = (t: number): string => new Date(t).toISOString().slice(11, 16);
