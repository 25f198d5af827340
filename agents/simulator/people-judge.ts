/** What the people of the demo say of each run once it is over; one that goes on, and a test, nobody has judged. */
import type { Act } from '#telemetry/logbook/act.ts';
import { idOf, runName, shifterAt } from './people-words.ts';
import type { Plan, PlannedRun } from './plan.ts';
import { between } from './random.ts';

const MINUTE = 60_000;
/** A run that was given up before this has nothing to keep. */
const TOO_SHORT_MS = 30 * MINUTE;

type Verdict = Pick<Extract<Act, { do: 'flag.add' }>, 'quality' | 'why'>;

/** What whoever looked at a kind of run says where nothing went wrong. */
const LOOKED_AT: Readonly<Partial<Record<PlannedRun['kind'], string>>> = {
  physics: 'field, temperatures and sweeps as they should be',
  rescan: 'field, temperatures and sweeps as they should be',
  calibration: 'tuner ascending, every dip found',
  noise: 'gain and temperatures steady',
  background: 'same chain as the physics before, field off',
};

/** One flag of the whole of each run that is over, a while after its end; what was flagged in it stays as it is. */
export function judgeActs({ runs }: Plan): readonly Act[] {
  return runs.flatMap((run) => {
    const verdict = verdictOf(run);
    if (verdict === null) return [];
    const at = run.to + Math.floor(between(15, 45, 'judge', run.directory)) * MINUTE;
    const id = idOf(at, 'judge', run.directory);
    const whole = { run: runName(runs, run), from: null, to: null };
    return [{ do: 'flag.add' as const, id, by: shifterAt(at), at, ...whole, ...verdict }];
  });
}

function verdictOf({ kind, isAborted, from, to }: PlannedRun): Verdict | null {
  const why = LOOKED_AT[kind];
  if (why === undefined) return null;
  if (!isAborted) return { quality: 'good', why };
  return to - from < TOO_SHORT_MS
    ? { quality: 'bad', why: 'given up' }
    : { quality: 'good', why: `${why}, up to where it was ended` };
}
