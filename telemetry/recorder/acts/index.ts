/** How each act is done, and by which account: the gateway writes the log, the recorder runs. */

import type { Act, ActKind, ActOf, ActResult } from '../../logbook/act.ts';
import type { ApplyContext } from '../context.ts';
import { addEntry, editEntry } from './entries.ts';
import { addFlag, withdrawFlag } from './flags.ts';
import { editRun, startRun, stopRun } from './runs.ts';
import { setShift } from './shifts.ts';
import { meanTag } from './tags.ts';

type Doer = (context: ApplyContext, act: Act) => Promise<ActResult>;

interface Deed {
  readonly account: 'gateway' | 'recorder';
  readonly apply: Doer;
}

export const DEEDS: Readonly<Record<ActKind, Deed>> = {
  'log.add': deed('gateway', 'log.add', addEntry),
  'log.edit': deed('gateway', 'log.edit', editEntry),
  'flag.add': deed('gateway', 'flag.add', addFlag),
  'flag.withdraw': deed('gateway', 'flag.withdraw', withdrawFlag),
  'shift.set': deed('gateway', 'shift.set', setShift),
  'tag.mean': deed('gateway', 'tag.mean', meanTag),
  'run.start': deed('recorder', 'run.start', startRun),
  'run.stop': deed('recorder', 'run.stop', stopRun),
  'run.edit': deed('recorder', 'run.edit', editRun),
};

function deed<Kind extends ActKind>(
  account: Deed['account'],
  kind: Kind,
  apply: (context: ApplyContext, act: ActOf<Kind>) => Promise<ActResult>,
): Deed {
  const isKind = (act: Act): act is ActOf<Kind> => act.do === kind;
  return {
    account,
    apply(context, act) {
      if (isKind(act)) return apply(context, act);
      throw new RangeError(`${act.do} is not ${kind}`);
    },
  };
}
