/** What people write when something happens, and what they say of the data: one story an event. */
import type { Act } from '#telemetry/logbook/act.ts';
import type { EventName, SimulatedEvent } from './events.ts';
import { endOf } from './events.ts';
import { COORDINATOR, entry, idOf, runName, shifterAt } from './people-words.ts';
import { runAt } from './plan.ts';
import type { Plan } from './plan.ts';

const MINUTE = 60_000;
const CRYO = 'Ines Prats';

type Story = (event: SimulatedEvent, plan: Plan) => readonly Act[];

/** The run that goes on, or that has just been ended by what happened. */
function runOf({ runs }: Plan, t: number): ReturnType<typeof runName> {
  return runName(runs, runAt(runs, t) ?? runs.findLast((run) => run.from <= t) ?? null);
}

function flag(
  at: number,
  by: string,
  key: string,
  rest: Pick<Extract<Act, { do: 'flag.add' }>, 'run' | 'from' | 'to' | 'quality' | 'why'>,
): Act {
  return { do: 'flag.add', id: idOf(at, 'flag', key), by, at, ...rest };
}

/** Something small: seen, written down, and answered where somebody knows more. */
const seen =
  (title: string, tags: readonly string[], answer?: string): Story =>
  ({ at, name }, plan) => {
    const t = at + 7 * MINUTE;
    const first = entry(t, shifterAt(t), name, { title, tags, run: runOf(plan, at) });
    if (answer === undefined) return [first];
    const later = t + 35 * MINUTE;
    return [
      first,
      entry(later, CRYO, `${name} answer`, { title: answer, tags, replyTo: first.id }),
    ];
  };

/** A pause in a run: an entry, and the interval is bad. */
const pause =
  (title: string, why: string): Story =>
  (event, plan) => {
    const { at, name } = event;
    const end = endOf(event);
    const t = end + 9 * MINUTE;
    const run = runOf(plan, at);
    return [
      entry(t, shifterAt(t), name, { title, tags: ['daq'], run }),
      ...(run === null || end <= at
        ? []
        : [flag(t + MINUTE, shifterAt(t), name, { run, from: at, to: end, quality: 'bad', why })]),
    ];
  };

/** The cavity was warm for a while: doubtful once it is over, taken back by who looked closer. */
const excursion: Story = (event, plan) => {
  const { at, name } = event;
  const run = runOf(plan, at);
  const t = at + 50 * MINUTE;
  const first = entry(t, shifterAt(t), name, {
    title: 'Cavity a third warmer, mixing chamber quiet',
    body: 'Nothing was touched. The run goes on; I look again in half an hour.',
    tags: ['cryo'],
    run,
  });
  const over = Math.max(endOf(event), t) + 5 * MINUTE;
  const later = over + 35 * MINUTE;
  const second = entry(later, CRYO, `${name} answer`, {
    title: 'Back to base by itself',
    body: 'Like last month. T_cav stayed **below 42 mK**; the noise budget has room for that.',
    tags: ['cryo'],
    replyTo: first.id,
  });
  if (run === null || endOf(event) <= at) return [first, second];
  const doubt = flag(over, shifterAt(over), name, {
    run,
    from: at,
    to: endOf(event),
    quality: 'doubtful',
    why: 'cavity a third warmer than its base',
  });
  return [
    first,
    doubt,
    second,
    {
      do: 'flag.withdraw',
      id: idOf(later, 'withdraw', name),
      by: COORDINATOR,
      at: later + 12 * MINUTE,
      flag: doubt.id,
      why: 'below 42 mK all the time, as the cryogenics say',
    },
  ];
};

/** What ends a run for hours: told, looked into, and closed. */
const trouble =
  (texts: {
    readonly title: string;
    readonly first: string;
    readonly answer: string;
    readonly done: string;
    readonly tags: readonly string[];
  }): Story =>
  (event, plan) => {
    const { at, name } = event;
    const t = at + 6 * MINUTE;
    const run = runOf(plan, at);
    const { title, tags } = texts;
    const first = entry(t, shifterAt(t), name, { title, body: texts.first, tags, run });
    const second = t + 28 * MINUTE;
    // Cleared or skipped, it may be over before anybody has answered.
    const end = Math.max(endOf(event) - 20 * MINUTE, second + MINUTE);
    return [
      first,
      entry(second, CRYO, `${name} answer`, { title: texts.answer, tags, replyTo: first.id }),
      {
        do: 'log.edit',
        id: idOf(second + MINUTE, 'edit', name),
        by: first.by,
        at: second + 20 * MINUTE,
        entry: first.id,
        basedOn: null,
        title: null,
        body: `${texts.first}\n\nAdded after the call: nobody is needed on site.`,
        run: null,
        tags: null,
        eventAt: null,
        restricted: null,
        why: 'what the call decided',
      },
      entry(end, CRYO, `${name} done`, { title: texts.done, tags, replyTo: first.id }),
    ];
  };

/** By the name of what happened; of what is not here nobody wrote. */
export const STORIES: Readonly<Partial<Record<EventName, Story>>> = {
  'daq-stop': pause('DAQ stopped by itself, started again', 'the DAQ did not write'),
  'full-disk': pause('Disk full: old test files removed', 'the last file before is cut short'),
  'temperature-excursion': excursion,
  quench: trouble({
    title: 'Quench',
    first:
      'Field gone within seconds, the mixture is warming.\n\n1. run stopped\n2. valves as the procedure says\n3. cryogenics called',
    answer: 'Recovery pressure fine, nothing vented. Do not ramp before I say so.',
    done: 'Mixing chamber below 20 mK, ramp may begin',
    tags: ['magnet', 'cryo'],
  }),
  'compressor-trip': trouble({
    title: 'Compressor tripped',
    first: 'Alarm of the 4 K plate, compressor off with *low water flow*.',
    answer: 'Filter of the cooling water was dirty: changed. Compressor runs.',
    done: 'Circulation is back, condensing',
    tags: ['cryo'],
  }),
  'magnet-ramp': seen(
    'Ramp to 6 T and back, as planned',
    ['magnet'],
    'Leads cold, persistent switch closed at 8.00 T',
  ),
  'aborted-run': seen('Wrong attenuator in the chain: run given up, begun again', ['daq']),
  'sensor-dead': seen(
    'No reading of the 50 K plate',
    ['cryo'],
    'Connector at the bridge was loose, back now',
  ),
  'sensor-frozen': seen('4 K plate says the same for long: do not trust it', ['cryo']),
  'sensor-over': seen('Still thermometer over range', ['cryo']),
  'chilled-water': seen('Cooling water 6 degrees warmer', ['cryo'], 'The centre knows, an hour'),
  'jobs-held': seen('All jobs held', ['computing']),
};
